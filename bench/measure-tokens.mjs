/** Counts the tokens of answers, against those of the raw API, and the tokens of the tools' definitions. */
import { StdioClient } from './stdio-client.mjs';

const HOW =
  'o200k; whole answer text (the same as structuredContent) against the whole minified body of the API';

export async function measureTokens({ product, reach, cases, read }) {
  const client = new StdioClient([product], reach('everyday'));
  const { tools } = await client.initialize();
  const rows = [];
  for (const each of cases.TOKEN_CASES) {
    const { result } = await client.call(each.tool, each.args);
    const answer = JSON.parse(result.content[0].text);
    if (JSON.stringify(answer) !== JSON.stringify(result.structuredContent))
      throw new Error('The text and the structured answer differ.');
    const wanted = Number.parseInt(each.what, 10);
    const count = cases.countOf(answer);
    if (wanted > 0 && count !== wanted) throw new Error(`${each.what}: ${count} were returned.`);
    const weight = await cases.weigh(each, answer, (path) => read('everyday', path));
    rows.push({
      what: `tokens of an answer, against the API's: ${each.what}`,
      goal: each.goal,
      measured: weight.answer / weight.raw,
      detail: `${weight.answer} / ${weight.raw}`,
      how: each.parts
        ? `o200k; the sections ${each.parts.join(' and ')} against the ${each.paths.length} settings as one list`
        : `${HOW}; \`${each.tool}\``,
    });
  }
  await client.stop();
  const definitions = tools.map(({ name, description, inputSchema }) =>
    cases.tokens({ name, description, inputSchema }),
  );
  const mean = definitions.reduce((sum, each) => sum + each, 0) / definitions.length;
  rows.push({
    what: "tokens of one tool's definition, mean",
    goal: 200,
    measured: mean,
    detail: `${tools.length} tools, ${Math.min(...definitions)} to ${Math.max(...definitions)}`,
    how: 'o200k; name, description and inputSchema, minified',
  });
  return rows;
}
