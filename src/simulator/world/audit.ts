/** One line of the audit log (version 2), as `GET /accounts/{account_id}/logs/audit` answers it. */

export interface SimAuditEntry {
  id: string;
  account: { id: string; name: string };
  /** Any text: `type` gains values that no SDK knows yet. */
  action: { time: string; type: string; result: 'success' | 'failure'; description: string };
  actor: SimActor;
  resource: {
    id: string;
    type: string;
    product: string;
    scope: string;
    /** Bodies as they were sent: whoever shows them must expect secrets inside. */
    request?: unknown;
    response?: unknown;
  };
  /** Absent for what is not about one zone. */
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
