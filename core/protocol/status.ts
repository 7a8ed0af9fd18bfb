import type { SessionInfo, SessionState, ThreadInfo } from './model.ts';

/** The session's state as seen from one of its threads. */
export function sessionState(session: SessionInfo | undefined, thread?: ThreadInfo): SessionState {
  if (!session || session.phase === 'terminated') return 'terminated';
  if (session.phase === 'starting') return 'starting';
  return thread?.state ?? 'idle';
}

/** The text of the status named `Session status`: where it stopped and why, in words. */
export function describeStatus(session: SessionInfo | undefined, thread?: ThreadInfo): string {
  const state = sessionState(session, thread);
  const stopped = thread?.stopped;
  if (state === 'idle' && session?.problem) return 'not loaded';
  if (state !== 'stopped' || !stopped) return state;
  const nodes = stopped.nodes.join(', ');
  switch (stopped.reason) {
    case 'breakpoint':
      return `stopped: breakpoint ${stopped.when ?? 'before'} ${nodes}`;
    case 'interrupt':
      return nodes ? `stopped: interrupt in ${nodes}` : 'stopped: interrupt';
    case 'exception':
      return nodes ? `stopped: exception in ${nodes}` : 'stopped: exception';
    case 'step':
    case 'pause':
      return nodes ? `stopped: ${stopped.reason}, next ${nodes}` : `stopped: ${stopped.reason}`;
  }
}
