import type { RunRecord } from './liveRun.ts';

/** Tells a client's own server how a run went. One that cannot be reached is reported on stderr, and changes nothing. */
export function callWebhook(url: string, run: RunRecord, values: string): void {
  const body = JSON.stringify({
    ...run,
    webhook_sent_at: new Date().toISOString(),
    values: JSON.parse(values) as unknown,
  });
  const headers = { 'Content-Type': 'application/json' };
  fetch(url, { method: 'POST', headers, body }).catch((error: unknown) => {
    process.stderr.write(`The webhook ${url} could not be called: ${String(error)}.\n`);
  });
}
