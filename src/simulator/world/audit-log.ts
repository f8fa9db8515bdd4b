/** One entry of the audit log (version 2), as `GET /accounts/{account_id}/logs/audit` answers it. */

export interface SimAuditEntry {
  id: string;
  account: { id: string; name: string };
  /** `type` is any text, because Cloudflare adds types that no SDK knows yet. `result` is empty now and then in life. */
  action: { time: string; type: string; result: 'success' | 'failure' | ''; description: string };
  actor: SimActor;
  resource: {
    id: string;
    type: string;
    product: string;
    scope: string;
    /** The bodies as they were sent; they can hold secrets. */
    request?: unknown;
    response?: unknown;
  };
  /** Absent when the change was not about one zone. */
  zone?: { id: string; name: string };
  raw: { method: string; uri: string; status_code: number; cf_ray_id: string; user_agent: string };
}

export interface SimActor {
  id: string;
  type: string;
  context: string;
  email?: string;
  token_id?: string;
  token_name?: string;
  ip_address?: string;
}
