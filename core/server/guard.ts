import type { MiddlewareHandler } from 'hono';
import type { ApiConfig } from '../protocol/apiConfig.ts';

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);

const exposed = 'content-location, location, x-pagination-total, x-pagination-next';

interface Access extends Partial<Pick<ApiConfig, 'origins' | 'originPattern' | 'credentials'>> {
  /** As the settings say now. */
  allowedOrigins: () => readonly string[];
}

/**
 * Lets in programs, which send no `Origin`, and pages of this machine and that are allowed (`*` is not heeded); every
 * other page could run the person's code. `Host` is checked against rebinding of other names to 127.0.0.1.
 */
export function guard(access: Access): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header('host') ?? '';
    if (!LOCAL.has(hostname(`http://${host}`))) {
      return c.json({ detail: `This server answers only on localhost, not as ${host}.` }, 403);
    }
    const origin = c.req.header('origin');
    const cross = c.req.header('sec-fetch-site') === 'cross-site';
    if (origin === undefined ? cross : !isAllowed(origin, access)) {
      const who = origin ?? 'Another site';
      const detail = `${who} may not use this server: add it to the allowed origins in Settings.`;
      return c.json({ detail }, 403);
    }
    if (origin !== undefined) {
      c.header('Access-Control-Allow-Origin', origin);
      c.header('Access-Control-Expose-Headers', exposed);
      c.header('Vary', 'Origin');
      if (access.credentials) c.header('Access-Control-Allow-Credentials', 'true');
    }
    if (c.req.method !== 'OPTIONS') return next();
    c.header('Access-Control-Allow-Methods', 'GET, POST, PUT, PATCH, DELETE');
    c.header('Access-Control-Allow-Headers', c.req.header('access-control-request-headers') ?? '*');
    c.header('Access-Control-Max-Age', '600');
    return c.body(null, 204);
  };
}

function isAllowed(origin: string, access: Access): boolean {
  const { allowedOrigins, origins = [], originPattern } = access;
  const isNamed = allowedOrigins().includes(origin) || origins.includes(origin);
  return LOCAL.has(hostname(origin)) || isNamed || (originPattern?.test(origin) ?? false);
}

function hostname(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
