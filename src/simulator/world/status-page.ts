/** What Cloudflare's public status page shows, in the format of Statuspage. */

export interface SimStatusPage {
  page: { id: string; name: string; url: string; time_zone: string; updated_at: string };
  status: { indicator: 'none' | 'minor' | 'major' | 'critical' | 'maintenance'; description: string };
  components: SimComponent[];
  /** Open and resolved ones; `status` tells which. */
  incidents: SimStatusIncident[];
  scheduled_maintenances: SimStatusMaintenance[];
}

export interface SimComponent {
  id: string;
  name: string;
  status: 'operational' | 'degraded_performance' | 'partial_outage' | 'major_outage' | 'under_maintenance';
  description: string | null;
  position: number;
  page_id: string;
  group: boolean;
  group_id: string | null;
  showcase: boolean;
  only_show_if_degraded: boolean;
  start_date: string | null;
  created_at: string;
  updated_at: string;
}

export interface SimStatusIncident {
  id: string;
  name: string;
  status: string;
  impact: 'none' | 'minor' | 'major' | 'critical' | 'maintenance';
  shortlink: string;
  page_id: string;
  created_at: string;
  started_at: string;
  updated_at: string;
  monitoring_at: string | null;
  resolved_at: string | null;
  /** Newest first. */
  incident_updates: SimIncidentUpdate[];
  components: SimComponent[];
}

export interface SimStatusMaintenance extends SimStatusIncident {
  scheduled_for: string;
  scheduled_until: string;
}

export interface SimIncidentUpdate {
  id: string;
  incident_id: string;
  status: string;
  body: string;
  created_at: string;
  updated_at: string;
  display_at: string;
  affected_components: { code: string; name: string; old_status: string; new_status: string }[];
  deliver_notifications: boolean;
  custom_tweet: string | null;
  tweet_id: string | null;
}
