/** The explanation of each failure, for each audience: what happened, why, what next; never upstream's own words. */
import { describe, expect, it } from 'vitest';
import {
  CloudflareFailure,
  type FailureFacts,
  type FailureKind,
  toFailure,
} from '../../src/cloudflare/http/failure.ts';
import {
  DNS_READ,
  NOTIFICATIONS_READ,
  type Permission,
  SSL_READ,
  ZONE_READ,
} from '../../src/cloudflare/permissions.ts';
import { UnclearAccount } from '../../src/cloudflare/unclear-account.ts';
import { Refusal } from '../../src/refusal.ts';
import type { Audience } from '../../src/server/audience.ts';
import { explainError } from '../../src/server/explain-error.ts';

const PLANTED = 'PLANTED upstream text <script>';
const RAY = '8f2d0c1a2b3c4d5e-FRA';
const ID = '9a50f8a8e9bb8bdb5eba456bf92d5d98';

function explained(
  kind: FailureKind,
  facts: FailureFacts = {},
  permissions: readonly Permission[] = [ZONE_READ, DNS_READ],
  audience: Audience = 'agent',
): string {
  const failure = new CloudflareFailure(kind, { ray: RAY, ...facts }, new Error(PLANTED));
  return explainError(failure, { audience, permissions });
}

/** What each explanation must contain. Every kind has to be here. */
const DEMANDED: Record<FailureKind, readonly RegExp[]> = {
  credential_refused: [
    /wrong, revoked or expired/,
    /stops working when its user/,
    /account API token does not/,
    /check it/,
    /roll or replace/,
  ],
  token_malformed: [
    /Invalid format for Authorization header/,
    /Global API Key .*without its e-mail/,
    /CLOUDFLARE_EMAIL/,
    /API token/,
  ],
  key_malformed: [/token used as a Global API Key/, /leave CLOUDFLARE_EMAIL blank/],
  key_unknown: [/do not belong together/, /leave CLOUDFLARE_EMAIL blank/],
  location_refused: [/IP Address Filtering/, /add that address/],
  permission_missing: [
    /lacks/,
    /other zones/,
    /another account/,
    /few products refuse account API tokens/,
    /test_connection/,
  ],
  plan_limit: [/plan/, /no permission/],
  credential_kind_unsupported: [/account API tokens/, /user API token or a Global API Key/],
  not_found: [/malformed/, /another account/, /call list_zones/, /CLOUDFLARE_ACCOUNT_ID/],
  invalid_request: [/arguments/, /simplify the filters/],
  endpoint_retired: [/retired/, /update it/],
  rate_limited: [/rate limit/, /Wait \d+ seconds|Wait up to 300 seconds/, /Earlier answers are still valid/],
  cloudflare_trouble: [/Cloudflare's side/, /prox/, /Ray ID/, /cloudflarestatus\.com/],
  unreachable: [/cannot be reached/, /DNS, TLS/, /network, firewall and proxy/],
  proxy_unreachable: [/proxy cannot be reached/, /HTTPS_PROXY/],
  proxy_refused: [/opens no connection/, /allow api\.cloudflare\.com/, /HTTPS_PROXY/],
  status_page_unreadable: [/status page/, /says nothing about Cloudflare/, /CLOUDFLARE_STATUS_URL/],
  no_answer: [/did not answer in time/, /network, firewall and proxy/, /ask again/],
  cancelled: [/cancelled/, /ask again/],
};
const KINDS = Object.entries(DEMANDED) as [FailureKind, readonly RegExp[]][];

describe('every kind of failure', () => {
  it.each(KINDS)('%s is explained with what helps', (kind, demanded) => {
    const text = explained(kind);
    for (const fact of demanded) expect(text).toMatch(fact);
  });

  it.each(KINDS)('%s reads: what happened, the likely cause, the next step', (kind) => {
    const text = explained(kind, { status: 418, code: 4711 });
    expect(text).toMatch(/^[A-Z].*\. Likely cause: .*\. .*Next: .*\.$/s);
    expect(text).toContain(`(HTTP 418, Cloudflare code 4711, Ray ID ${RAY})`);
    expect(text).not.toContain(PLANTED);
    expect(text.length).toBeLessThan(900);
  });

  it.each(KINDS)('%s never repeats a header that only pretends to be a Ray ID', (kind) => {
    expect(explained(kind, { ray: PLANTED })).not.toContain('PLANTED');
  });
});

describe('what the facts tell beyond the kind', () => {
  it.each([
    ['unreachable', { code: 'REDIRECT' }, /redirects.*not followed/],
    ['unreachable', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, /certificate.*NODE_EXTRA_CA_CERTS/],
    ['unreachable', { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }, /certificate.*NODE_EXTRA_CA_CERTS/],
    ['unreachable', { code: 'ENOTFOUND' }, /host name cannot be resolved/],
    ['proxy_refused', { code: 'PROXY_407' }, /user and a password.*407.*http:\/\/user:password@/],
    ['not_found', { path: '/zones' }, /not the API.*CLOUDFLARE_BASE_URL.*\/client\/v4/],
    ['not_found', { path: `/zones/${ID}` }, /call list_zones/],
    ['cloudflare_trouble', { status: 200, ray: '' }, /sign-in page.*check proxies/],
    ['cloudflare_trouble', { status: 500, ray: RAY }, /quote the Ray ID to Cloudflare support/],
  ] as const)('%s with %j', (kind, facts, demanded) => {
    expect(explained(kind, facts)).toMatch(demanded);
  });
});

describe('a 403', () => {
  it.each([
    [`/zones/${ID}/dns_records`, DNS_READ.label],
    [`/zones/${ID}/ssl/certificate_packs`, SSL_READ.label],
    [`/accounts/${ID}/alerting/v3/history`, NOTIFICATIONS_READ.label],
  ])('on %s names exactly the permission that it is missing', (path, label) => {
    const text = explained('permission_missing', { status: 403, code: 10000, path });
    expect(text.match(/(Account|Zone) > [\w ]+ > Read/g)).toEqual([label, label]);
  });

  it('on a path of no known permission names those of the tool', () => {
    const text = explained('permission_missing', { path: '/user' }, [ZONE_READ, SSL_READ]);
    expect(text).toContain(`lacks ${ZONE_READ.label}, ${SSL_READ.label};`);
  });

  it('on the verification of an account token means another account, not a permission', () => {
    const text = explained('permission_missing', {
      status: 403,
      code: 10000,
      path: `/accounts/${ID}/tokens/verify`,
    });
    expect(text).toContain('CLOUDFLARE_ACCOUNT_ID');
    expect(text).not.toContain(ZONE_READ.label);
  });

  it('shows the permission that Cloudflare names, which is nowhere else in the answer', () => {
    const errors = [
      {
        code: 0,
        message: "Actor 'x' requires permission 'com.cloudflare.api.account.zone.list' to list zones",
      },
    ];
    const failure = toFailure(errors, { status: 403, path: '/zones' });
    const text = explainError(failure, { audience: 'agent', permissions: [ZONE_READ] });
    expect(text).toContain('permission com.cloudflare.api.account.zone.list');
    expect(text).not.toContain('Actor');
  });
});

describe('a rate limit', () => {
  it('says how long to wait', () => {
    expect(explained('rate_limited', { retryAfterSeconds: 117 })).toContain('Wait 117 seconds.');
    expect(explained('rate_limited')).toContain('Wait up to 300 seconds.');
  });

  it('is the only failure whose explanation says to wait as long as Retry-After says', () => {
    for (const [kind] of KINDS.filter(([kind]) => kind !== 'rate_limited')) {
      expect(explained(kind, { retryAfterSeconds: 117 })).not.toContain('117');
    }
  });
});

describe('other errors', () => {
  it('that were written for the agent are shown as they are', () => {
    expect(explainError(new Refusal('since: no. Next: x.'), { audience: 'agent', permissions: [] })).toBe(
      'since: no. Next: x.',
    );
  });

  it.each([[new TypeError(PLANTED)], [PLANTED], [undefined], [{ message: PLANTED }]])(
    'of our own making (%j) are called internal and not shown',
    (error) => {
      const text = explainError(error, { audience: 'agent', permissions: [ZONE_READ] });
      expect(text).toMatch(/inside this server.*Next: .*log/);
      expect(text).not.toContain('PLANTED');
    },
  );
});

/** Facts that lead to explanations of their own, for every kind that has such. */
const SPECIAL: [FailureKind, FailureFacts][] = [
  ['unreachable', { code: 'REDIRECT' }],
  ['unreachable', { code: 'CERT_HAS_EXPIRED' }],
  ['unreachable', { code: 'ENOTFOUND' }],
  ['proxy_refused', { code: 'PROXY_407' }],
  ['not_found', { path: '/zones' }],
  ['cloudflare_trouble', { ray: '' }],
  ['permission_missing', { path: `/accounts/${ID}/tokens/verify` }],
];

/** Every text that an audience can get, with what it is about. */
function everyText(audience: Audience): [string, string][] {
  const options = { audience, permissions: [ZONE_READ] };
  const failures: [FailureKind, FailureFacts][] = [
    ...KINDS.map(([kind]): [FailureKind, FailureFacts] => [kind, {}]),
    ...SPECIAL,
  ];
  return [
    ...failures.map(([kind, facts]): [string, string] => [
      `${kind} ${JSON.stringify(facts)}`,
      explained(kind, facts, [ZONE_READ], audience),
    ]),
    ['an internal error', explainError(new TypeError(PLANTED), options)],
    ['no account', explainError(new UnclearAccount(0, []), options)],
    ['two accounts', explainError(new UnclearAccount(2, ['"A" (1)', '"B" (2)']), options)],
  ];
}

const VARIABLE = /\b(CLOUDFLARE|NODE|MCP)_[A-Z_]+/;

describe('the audience', () => {
  it.each(everyText('agent'))('agent: %s names variables, and who can set them', (_about, text) => {
    expect(text).not.toMatch(/X-Cloudflare-|platform/);
    expect(text).not.toMatch(/\byou\b/);
  });

  it.each(everyText('platform'))('platform: %s names headers, and no variable', (_about, text) => {
    expect(text).not.toMatch(VARIABLE);
  });

  it.each(everyText('operator'))(
    'operator: %s says what to do, and refers to nobody else',
    (_about, text) => {
      expect(text).not.toMatch(/the person who|platform|X-Cloudflare-/);
      expect(text).toMatch(/Next: [a-z]/);
    },
  );

  const ABOUT_CREDENTIAL: [FailureKind, string | undefined][] = [
    ['credential_refused', undefined],
    ['token_malformed', 'X-Cloudflare-Email'],
    ['key_malformed', 'X-Cloudflare-Email'],
    ['key_unknown', 'X-Cloudflare-Email'],
    ['location_refused', undefined],
    ['permission_missing', 'X-Cloudflare-Account-ID'],
    ['credential_kind_unsupported', undefined],
  ];

  it.each(ABOUT_CREDENTIAL)('platform: %s is for the person who set up the platform', (kind, header = '') => {
    const text = explained(kind, {}, [ZONE_READ], 'platform');
    expect(text).toMatch(/Next: ask the person who set up the calling platform to [a-z]/);
    expect(text).not.toContain('the person who runs this server');
    expect(text).toContain(header);
  });

  it.each(['endpoint_retired', 'unreachable', 'no_answer'] as const)(
    'platform: %s is still for the person who runs the server',
    (kind) => {
      const text = explained(kind, {}, [ZONE_READ], 'platform');
      expect(text).toContain('ask the person who runs this server to');
    },
  );

  it('agent: every step is for the person who runs the server', () => {
    for (const [about, text] of everyText('agent')) {
      if (VARIABLE.test(text.split('Next: ')[1] ?? '') && !about.startsWith('not_found {}'))
        expect(text, about).toContain('ask the person who runs this server to');
    }
  });

  it.each(['agent', 'platform', 'operator'] as const)(
    '%s learns how to choose one of several accounts',
    (audience) => {
      const error = new UnclearAccount(2, ['"A" (1)', '"B" (2)']);
      const text = explainError(error, { audience, permissions: [] });
      expect(text).toMatch(/^This credential sees 2 accounts: "A" \(1\), "B" \(2\)\. Next: /);
      expect(text).toMatch(
        audience === 'platform' ? /set X-Cloudflare-Account-ID to/ : /set CLOUDFLARE_ACCOUNT_ID to/,
      );
    },
  );
});
