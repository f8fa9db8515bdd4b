/** Expressions of rules: what may be a secret is masked, and the rest can be read. */
import { describe, expect, it } from 'vitest';
import { maskExpression } from '../../../src/cloudflare/changes/mask-expression.ts';

const SECRET = 's3cret';

describe('an expression', () => {
  it.each([
    '(http.host eq "shop.example.com")',
    '(http.user_agent contains "Safari" and ip.src.country in {"BR" "AR"})',
    'starts_with(http.request.uri.path, "/assets/") or lower(http.host) eq "a.example"',
    'concat("/v2", http.request.uri.path)',
    'http.request.uri.path matches r#"^/api/(v1|v2)?/x"#',
    'ip.src in $office and not cf.client.bot',
    'http.host eq "a \\" and b" && ssl',
    'true',
  ])('that holds no secret is shown as it is: %s', (expression) => {
    expect(maskExpression(expression)).toBe(expression);
  });

  it.each([
    `http.request.headers["x-origin-key"][0] ne "${SECRET}"`,
    `any(http.request.headers["x-key"][*] eq "${SECRET}")`,
    `any(lower(http.request.headers["x-key"][*])[*] in {"a" "${SECRET}"})`,
    `http.cookie contains "session=${SECRET}"`,
    `http.request.cookies["auth"][0] == r"${SECRET}"`,
    `http.request.uri.args["token"][0] eq r#"${SECRET}"#`,
    `http.request.uri.query contains "key=${SECRET}"`,
    `http.request.uri eq "/hook?key=${SECRET}"`,
    `http.request.full_uri wildcard "https://a.example/hook?key=${SECRET}"`,
    `http.request.body.form["pin"][0] eq "${SECRET}"`,
    `starts_with(http.request.headers["authorization"][0], "Bearer ${SECRET}")`,
    `is_timed_hmac_valid_v0("${SECRET}", http.request.uri, 10800, http.request.timestamp.sec, 8)`,
    `http.a_field_of_next_year eq "${SECRET}"`,
    `http.request.headers["x"][0] eq "${SECRET}`,
    `http.request.headers["x"][0] eq "a \\" ${SECRET}"`,
    `"${SECRET}" in http.request.headers.values`,
    `http.host eq "a.example" AND http.request.headers["x"][0] eq "${SECRET}"`,
    `http.host eq "${'"'} and http.request.headers["x"][0] eq "${SECRET}"`,
  ])('never shows %s', (expression) => {
    const masked = maskExpression(expression);
    expect(masked).not.toContain(SECRET);
    expect(masked).toContain('…');
  });

  it('keeps the name of a header and the other conditions', () => {
    expect(
      maskExpression(
        `(http.host eq "api.example.com" and http.request.headers["x-origin-key"][0] ne "${SECRET}")`,
      ),
    ).toBe('(http.host eq "api.example.com" and http.request.headers["x-origin-key"][0] ne "…")');
  });
});
