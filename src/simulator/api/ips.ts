/** Cloudflare's own addresses. Real ones, and public: a world needs addresses that are Cloudflare's. */
import type { Answer } from './envelope.ts';
import { route } from './route.ts';

export const ipRoutes = [route('/ips', 'top_level', listIps)];

function listIps(): Answer {
  return {
    result: {
      ipv4_cidrs: ['104.16.0.0/13', '104.24.0.0/14', '172.64.0.0/13', '162.158.0.0/15', '188.114.96.0/20'],
      ipv6_cidrs: ['2400:cb00::/32', '2606:4700::/32', '2a06:98c0::/29'],
      etag: '38f79d050aa027e3be3865e495dcc9bc',
    },
  };
}
