/** What `--help` prints. */

export const HELP = `cloudflare-incident-mcp [command] [flags]

A read-only MCP server that lets an AI agent look into a Cloudflare account during an incident.

Commands
  stdio                   serve one MCP client on stdin and stdout (the default)
  http                    serve many MCP clients over Streamable HTTP at /mcp
  check [--json]          test the connection: credential, account, permissions
                          exit code 0: all required permissions are granted, 1: some are missing,
                          2: the credential or the network fails
  call <tool> ['{json}']  run one tool and print its answer: call get_zone '{"zone": "example.com"}'
                          exit code 0: answered, 1: the tool failed, 2: no such tool, or wrong arguments
  demo                    a tour of the embedded account: no credential, no network
  healthcheck             ask a running http on this machine whether it is up; exit code 0 or 1

Flags
  --demo                  stdio, http, check and call use the embedded account
  --host, --port          where http listens (127.0.0.1, 3000); port 0 picks a free one
  --request-credentials   http: each call brings its own Cloudflare credential, in X-Cloudflare-… headers
  --help, --version

Configuration (environment, or .env in the current folder; .env.example documents each)
  CLOUDFLARE_API_TOKEN    an API token, or a Global API Key (then with CLOUDFLARE_EMAIL)
  CLOUDFLARE_EMAIL        only for a Global API Key; leave it out for an API token
  CLOUDFLARE_ACCOUNT_ID   32 hexadecimal digits; may be left out when the credential sees one account
  MCP_HTTP_TOKEN          http: the bearer token of the callers; needed to listen beyond this machine`;
