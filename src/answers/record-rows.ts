/** DNS records as rows: named fields only, and of the times only what changed lately. */
import type { RecordResponse } from 'cloudflare/resources/dns/records';
import type { ZoneName } from '../cloudflare/zone-memory.ts';
import type { WriteRecent } from '../text/moment.ts';
import { textOf } from '../text/plain-text.ts';
import { type Row, toTable } from './table.ts';

const COLUMNS = [
  'zone',
  'name',
  'type',
  'content',
  'ttl',
  'proxied',
  'priority',
  'comment',
  'tags',
  'modified',
];

export function recordTable(rows: readonly Row[]) {
  return toTable(COLUMNS, rows);
}

/**
 * @param recent writes the times that are worth showing.
 * @param zone given where the rows are of several zones.
 */
export function toRecordRow(record: RecordResponse, recent: WriteRecent, zone?: ZoneName): Row {
  return {
    zone: zone?.name,
    name: record.name,
    type: record.type,
    content: textOf(record.content),
    ttl: record.ttl,
    proxied: record.proxied,
    priority: 'priority' in record ? record.priority : undefined,
    comment: record.comment,
    tags: Array.isArray(record.tags) ? record.tags.join(' ') : textOf(record.tags),
    modified: recent(record.modified_on),
  };
}
