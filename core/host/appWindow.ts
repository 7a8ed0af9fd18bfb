import { spawn } from 'node:child_process';
import { installedBrowsers } from './installedBrowsers.ts';

/** Whether there is anything to open a window on. */
export function hasDisplay(env: NodeJS.ProcessEnv = process.env): boolean {
  if (process.platform === 'win32' || process.platform === 'darwin') return true;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** Opens `url` in a window without tabs of an installed Chrome, Chromium or Edge. False = there is none. */
export function openAppWindow(url: string): boolean {
  const [browser] = installedBrowsers();
  if (!browser) return false;
  // Chromium's sandbox refuses to run as root.
  const args = [`--app=${url}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  const child = spawn(browser, args, { detached: true, stdio: 'ignore' });
  child.on('error', (error) =>
    process.stderr.write(`${browser} did not start: ${error.message}.\n`),
  );
  child.unref();
  return true;
}
