/** What `--help` prints. */
import { LISTED_TOOLS } from '../server/listed-tools.ts';

const TOOLS = LISTED_TOOLS.map(({ name, question }) => `  ${name.padEnd(22)}  ${question}`).join('\n');

export const HELP = `cloudflare-incident-mcp [command] [flags]

A read-only MCP server that lets an AI agent look into a Cloudflare account
during an incident.

Commands
  stdio        serve one MCP client on stdin and stdout (the default)
  http         serve many MCP clients over Streamable HTTP at /mcp
  check        test the connection: credential, account, permissions
               exit code 0: you have all required permissions, 1: some are
               missing, 2: the credential or the network fails
  call         list the tools; call TOOL key=value … runs one and prints its
               answer; call TOOL --help shows its arguments
               exit code 0: answered, 1: the tool failed, 2: wrong usage
  demo         a tour of the embedded account: no credential, no network
  healthcheck  ask a running http on this machine whether it is up
               exit code 0 or 1

Tools
${TOOLS}

Flags
  --demo                 stdio, http, check, call: use the embedded account
  --json                 check, call: print JSON, for programs. Without it you
                         get tables, fitted to a terminal, and whole in a pipe
  --host, --port         http, healthcheck: where http listens (127.0.0.1,
                         3000); port 0 picks a free one
  --request-credentials  http: each call brings its own Cloudflare credential,
                         in X-Cloudflare-… headers
  --help, --version

Configuration (environment, or .env in the current folder; .env.example has all)
  CLOUDFLARE_API_TOKEN   an API token, or a Global API Key (with the e-mail)
  CLOUDFLARE_EMAIL       only for a Global API Key; leave it out for a token
  CLOUDFLARE_ACCOUNT_ID  32 hexadecimal digits; not needed if the credential
                         sees only one account
  MCP_HTTP_TOKEN         http: the bearer token of the callers; needed to listen
                         beyond this machine`;
