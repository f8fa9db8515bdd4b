/** What an alert of a type that nobody knows still tells, and what it never does. */
import { describe, expect, it } from 'vitest';
import { parseAlertBody } from '../../src/cloudflare/alert-body.ts';
import { ALERT_DETAIL_CHARS_MAX, ALERT_DETAIL_ITEMS_MAX } from '../../src/limits/answers.ts';

const detailsOf = (body: unknown) =>
  parseAlertBody(body, 'quantum_alert').details.map(({ name, value }) => `${name}: ${value}`);

describe('an alert of an unknown type', () => {
  it.each([
    [
      { share_percent: 3, is_wide: false, region: 'weur' },
      ['share_percent: 3', 'is_wide: false', 'region: weur'],
    ],
    [{ data: { share: 3 }, ts: 1 }, ['share: 3']],
    [{ deep: { deeper: { share: 3 } } }, ['deep.deeper.share: 3']],
    [{ asns: ['174', 17072] }, ['asns: 174, 17072']],
    [{ ports: [{ ip: '192.0.2.1', number: 80 }, { ip: '192.0.2.2' }] }, ['ports: 192.0.2.1 80, 192.0.2.2']],
    [{ same: 'x', status: 'down', other: 'down' }, ['same: x']],
    [{ empty: '', none: null, left: 'undefined', list: [], object: {} }, []],
  ])('tells of %j', (body, details) => {
    expect(detailsOf(body)).toEqual(details);
  });

  it.each([
    { account_name: 'Northwind' },
    { actor_email: 'a@b.example' },
    { auth_info: { name: 'Jo' } },
    { user: 'jo' },
    { seen_by: 'jo@b.example' },
    { api_token: 'x' },
    { client_secret: 'x' },
    { destination_conf: 's3://bucket?secret=x' },
    { validation_records: [{ txt_value: 'x' }] },
    { widget_id: 'x' },
    { widget: '0123456789abcdef0123456789abcdef' },
    { widget: '60d33a5d-1228-47e0-813d-a5297cc0624b' },
    { dashboard_link: 'dash.cloudflare.com/x' },
  ])('never tells of people, secrets, IDs and links: %j', (body) => {
    expect(detailsOf(body)).toEqual([]);
  });

  it('tells a URL without its query and its user', () => {
    expect(detailsOf({ script: 'https://jo:pass@cdn.example/a.js?key=x#y' })).toEqual([
      'script: https://cdn.example/a.js',
    ]);
  });

  it('bounds lists, texts and depth', () => {
    const [list] = detailsOf({ list: Array.from({ length: 30 }, (_, n) => n) });
    expect(list).toBe(
      `list: ${Array.from({ length: ALERT_DETAIL_ITEMS_MAX }, (_, n) => n).join(', ')} and 20 more`,
    );
    expect(detailsOf({ long: 'y'.repeat(5_000) })[0]!.length).toBeLessThan(ALERT_DETAIL_CHARS_MAX + 60);
    let body: unknown = { deep: 'x' };
    for (let depth = 0; depth < 2_000; depth++) body = { inner: body };
    expect(detailsOf(body)).toEqual([]);
  });
});

describe('good and bad news', () => {
  it.each([
    ['tunnel_health_event', { new_status: 'TUNNEL_STATUS_TYPE_HEALTHY' }, 'good'],
    ['tunnel_health_event', { new_status: 'TUNNEL_STATUS_TYPE_DOWN' }, 'bad'],
    ['tunnel_health_event', { new_status: 'TUNNEL_STATUS_TYPE_INACTIVE' }, 'bad'],
    ['health_check_status_notification', { status: 'Unhealthy' }, 'bad'],
    ['health_check_status_notification', { status: 'Unknown' }, undefined],
    ['health_check_status_notification', { status: 'not healthy' }, undefined],
    ['load_balancing_pool_enablement_alert', { enabled: false }, 'bad'],
    ['load_balancing_pool_enablement_alert', { enabled: true }, 'good'],
    ['load_balancing_pool_enablement_alert', { enabled: 'true' }, undefined],
    ['incident_alert', { incident_status: 'INCIDENT_STATUS_RESOLVED' }, 'good'],
    ['http_alert_origin_error', { zone_name: 'example.com' }, 'bad'],
    ['http_alert_origin_error', { alert_event: 'ALERT_STATE_EVENT_END', data: { zone_name: 'x' } }, 'good'],
    ['http_alert_origin_error', { alert_event: 'ALERT_STATE_EVENT_START' }, 'bad'],
    ['real_origin_monitoring', 'Your origin has recovered', undefined],
    ['real_origin_monitoring', 'Your origin is unreachable', 'bad'],
    ['toString', {}, undefined],
  ])('%s with %j is %s', (type, body, news) => {
    expect(parseAlertBody(body, type).news).toBe(news);
  });

  it('of load balancing is about the origin or the pool, whichever changed', () => {
    const body = { origin_name: 'west', pool_name: 'main', new_health: 'Healthy' };
    const subjectOf = (event_source: string) =>
      parseAlertBody({ ...body, event_source }, 'load_balancing_health_alert').subject;
    expect([subjectOf('origin'), subjectOf('pool')]).toEqual(['west', 'main']);
  });
});
