import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { HttpBindings } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { tokenOf, type Gate } from './gate.ts';

/** Monaco and React set styles at run time; nothing else is allowed that is not a file of ours. */
const contentSecurity = (port: number) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ws://127.0.0.1:${port} ws://localhost:${port}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** The renderer's files behind the gate. `/?token=…` turns the token into a cookie and out of the address. */
export function createRendererApp(gate: Gate, port: number, rendererDir: string) {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const headers = {
    'Content-Security-Policy': contentSecurity(port),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
  };

  app.use(async (c, next) => {
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    const { method } = c.req;
    const refusal = gate.check(c.env.incoming, method !== 'GET' && method !== 'HEAD');
    if (refusal) return c.text(`${refusal.message}\n`, refusal.status);
    await next();
  });

  app.get('/', async (c, next) => {
    if (!gate.isToken(tokenOf(c.env.incoming.url))) return next();
    c.header('Set-Cookie', gate.cookie);
    c.header('Cache-Control', 'no-store');
    return c.redirect('/');
  });

  app.get('/assets/*', async (c, next) => {
    await next();
    // Their names carry a hash of their content.
    if (c.res.ok) c.header('Cache-Control', 'public, max-age=31536000, immutable');
  });
  app.use(serveStatic({ root: rendererDir, onFound: (path, c) => noCache(path, c) }));
  app.get('*', async (c, next) => {
    if (!existsSync(join(rendererDir, 'index.html'))) {
      return c.text('The interface is not built: run npm run build.\n', 500);
    }
    // Any other address of the app is the app; a missing file is missing.
    if (/\.[^/]*$/.test(c.req.path)) return c.text('There is no such file.\n', 404);
    return serveStatic({ root: rendererDir, path: 'index.html', onFound: noCache })(c, next);
  });
  return app;
}

const noCache = (path: string, c: { header: (name: string, value: string) => void }) => {
  if (path.endsWith('.html')) c.header('Cache-Control', 'no-cache');
};
