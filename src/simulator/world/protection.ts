/** What a zone's owner put in front of it: certificates of their own, and sets of rules. */

export interface SimCustomCertificate {
  id: string;
  zone_id: string;
  hosts: string[];
  issuer: string;
  signature: string;
  status: 'active' | 'expired' | 'deleted' | 'pending' | 'initializing';
  bundle_method: string;
  geo_restrictions?: { label: string };
  priority: number;
  uploaded_on: string;
  modified_on: string;
  expires_on: string;
}

export interface SimRuleset {
  id: string;
  name: string;
  description: string;
  kind: 'managed' | 'zone';
  phase: string;
  version: string;
  last_updated: string;
}
