/** What `--help` prints. */

export const HELP = `cloudflare-incident-mcp [command] [flags]

A read-only MCP server that lets an AI agent look into a Cloudflare account during an incident.

Commands
  stdio                   serve one MCP client on stdin and stdout (the default)
  check [--json]          test the connection: credential, account, permissions
                          exit code 0: all of the guide's permissions are there, 1: some are missing,
                          2: the credential or the network fails
  call <tool> ['{json}']  run one tool and print its answer
  demo                    a tour on the embedded account: no credential, no network

Flags
  --demo                  stdio, check and call use the embedded account
  --help, --version

Configuration (environment, or .env in the current folder; .env.example documents each)
  CLOUDFLARE_API_TOKEN    an API token, or a Global API Key (then with CLOUDFLARE_EMAIL)
  CLOUDFLARE_EMAIL        only for a Global API Key; leave it out for an API token
  CLOUDFLARE_ACCOUNT_ID   32 hexadecimal digits; may be left out when the credential sees one account`;
