/** The smallest stdio MCP server that gives the same answers: a loop over lines and `fetch`, without libraries. */
const {
  CLOUDFLARE_BASE_URL: base,
  CLOUDFLARE_API_TOKEN: token,
  CLOUDFLARE_ACCOUNT_ID: account,
} = process.env;

const RECENT_MS = 7 * 86_400_000;

const tools = [
  { name: 'zone', description: 'One zone.', inputSchema: { type: 'object', required: ['name'] } },
  { name: 'records', description: "A zone's records.", inputSchema: { type: 'object', required: ['zone'] } },
];

async function get(path) {
  const headers = { accept: 'application/json', authorization: `Bearer ${token}` };
  const response = await fetch(base + path, { headers });
  const { success, result, result_info } = await response.json();
  if (!success) throw new Error(`${path}: ${response.status}`);
  return { result, total: result_info.total_count };
}

const recent = (time) => (Date.parse(time ?? '') >= Date.now() - RECENT_MS ? time : undefined);

async function zone({ name }) {
  const query = `account.id=${account}&name=${name}&order=name&direction=asc&page=1&per_page=50`;
  const { result, total } = await get(`/zones?${query}`);
  const zones = result.map((each) => ({
    name: each.name,
    id: each.id,
    status: each.status,
    paused: each.paused,
    zone_type: each.type,
    plan: each.plan.name.replace(/ (Website|Plan)$/, ''),
    modified: recent(each.modified_on),
  }));
  return { zones, returned: zones.length, total };
}

/** @param rows how many to return: as many as fit into the product's answer. */
async function records({ zone: id, limit, rows: shown }) {
  const query = `order=name&direction=asc&page=1&per_page=${limit}`;
  const { result, total } = await get(`/zones/${id}/dns_records?${query}`);
  const found = result.slice(0, shown).map((each) => ({
    name: each.name,
    type: each.type,
    content: each.content,
    ttl: each.ttl,
    proxied: each.proxied,
    priority: each.priority,
    comment: each.comment ?? undefined,
    tags: each.tags.length > 0 ? each.tags : undefined,
    modified: recent(each.modified_on),
  }));
  return { records: found, returned: found.length, total };
}

async function answer({ method, params }) {
  if (method === 'initialize') {
    const serverInfo = { name: 'floor', version: '0.0.0' };
    return { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo };
  }
  if (method === 'tools/list') return { tools };
  const structuredContent = await { zone, records }[params.name](params.arguments);
  return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
}

async function take(line) {
  const message = JSON.parse(line);
  if (message.id === undefined) return;
  const result = await answer(message);
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: message.id, result })}\n`);
}

let rest = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk) => {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop();
  for (const line of lines) void take(line);
});
