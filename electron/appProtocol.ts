import { net, protocol } from 'electron';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

const scheme = 'retrograph';

/** Where the renderer lives: an origin of its own, so that `'self'` in its policy and its workers mean something. */
export const appOrigin = `${scheme}://app`;

/** Has to run before Electron is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/** Serves the built renderer and nothing outside its folder. */
export function serveRenderer(folder: string): void {
  protocol.handle(scheme, (request) => {
    const { pathname } = new URL(request.url);
    const file = join(folder, decodeURIComponent(pathname === '/' ? '/index.html' : pathname));
    if (relative(folder, file).startsWith('..')) return new Response(null, { status: 404 });
    return net.fetch(pathToFileURL(file).href);
  });
}
