import type { Breakpoint } from '../../../core/protocol/breakpoint.ts';
import type { Debuggee } from '../../helpers/debuggee.ts';

export type Given = Partial<Breakpoint>;

/** In place of those that are set. */
export const set = (debuggee: Debuggee, ...given: Given[]): Promise<Breakpoint[]> =>
  debuggee.adapter.setBreakpoints(
    given.map((one) => ({ node: '', when: 'before', enabled: true, verified: false, ...one })),
  );

/** What the run printed in the app's own words. */
export const said = async (debuggee: Debuggee, count: number): Promise<string[]> => {
  const lines = () =>
    debuggee.log.events.flatMap((event) =>
      event.type === 'output' ? event.lines.filter(({ stream }) => stream === 'retrograph') : [],
    );
  if (lines().length < count) await debuggee.log.until('output', 0, () => lines().length >= count);
  return lines().map(({ text, task }) => `${task?.node}: ${text}`);
};
