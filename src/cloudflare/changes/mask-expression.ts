/** Expressions of Cloudflare's rules, without what may be a secret: a shared key often stands in one, compared with a header. */

/** In place of a text that may be a secret. */
const MASK = '"…"';

/** `"text"`, `r"text"`, `r#"text"#`; also one that was cut before its end. */
const TEXT = /(?<!\w)r(#*)"[\s\S]*?(?:"\1|$)|"(?:\\[\s\S]|[^"\\])*(?:"|$)/g;
const CONNECTIVE = /(\b(?:and|or|xor)\b|&&|\|\||\^\^)/i;
/** Stands for a text while an expression is taken apart: no rule has this character. */
const HELD = '\u0000';
/** `$office` is the name of a list, not a field. */
const IDENTIFIER = /\$?[a-z_][\w.]*/gi;

/** Words, functions and fields that may stand beside a text that is shown. Whatever is not here may be compared with a secret. */
const OPERATORS = /^(?:not|in|eq|ne|lt|le|gt|ge|contains|matches|wildcard|strict|bitwise_and|true|false|r)$/i;
const FUNCTIONS =
  /^(?:any|all|len|lower|upper|starts_with|ends_with|concat|substring|url_decode|to_string|regex_replace|wildcard_replace|remove_query_args)$/i;
const HARMLESS_FIELDS = [
  /^(?:raw\.)?http\.(?:host|user_agent|referer|request\.(?:method|version|uri|full_uri|uri\.path(?:\.extension)?))$/i,
  /^http\.request\.(?:timestamp\.\w+|headers\.names|cookies\.names|uri\.args\.names|body\.(?:size|mime|truncated))$/i,
  /^http\.response\.(?:code|content_type\.media_type|headers\.names)$/i,
  /^(?:ip|tcp|udp|cf\.(?:bot_management|client|colo|edge|ray_id|threat_score|verified_bot_category|waf|worker|zone|metal|tls_[a-z]+))\b/i,
  /^(?:ssl|true|false)$/i,
];

/**
 * Texts are shown only beside fields that hold no secret, such as the host, the path and the country: what a header, a
 * cookie, an argument, a body or anything unknown is compared with is masked, and so is what follows a question mark.
 */
export function maskExpression(expression: string): string {
  const texts: string[] = [];
  const bare = expression.replaceAll(HELD, '').replace(TEXT, (text) => {
    texts.push(text);
    return HELD;
  });
  return bare
    .split(CONNECTIVE)
    .map((clause) => {
      const isHarmless = isHarmlessClause(clause);
      return clause.replaceAll(HELD, (_held, at: number) => {
        const text = texts.shift() ?? '';
        // The name of a header or of an argument is no secret: headers["x-origin-key"].
        const isName = clause[at - 1] === '[' && clause[at + 1] === ']';
        return isName || isHarmless ? withoutQuery(text) : MASK;
      });
    })
    .join('');
}

function isHarmlessClause(clause: string): boolean {
  const words = clause.match(IDENTIFIER) ?? [];
  const fields = words.filter(
    (word) => !word.startsWith('$') && !OPERATORS.test(word) && !FUNCTIONS.test(word),
  );
  return fields.length > 0 && fields.every((field) => HARMLESS_FIELDS.some((known) => known.test(field)));
}

function withoutQuery(text: string): string {
  const at = text.indexOf('?');
  // A question mark in a pattern is not the beginning of a query.
  return at === -1 || !/[=&]/.test(text.slice(at)) ? text : `${text.slice(0, at)}?…"`;
}
