/** One event of a run's stream; its place in the log is its id. */
export interface LoggedEvent {
  event: string;
  /** JSON text. */
  data: string;
}

/** Everything a run streamed, for any number of readers, each from where it likes. */
export interface RunLog {
  push: (event: string, data: string) => void;
  /** No more will come; readers end when they have read it all. */
  end: () => void;
  readonly ended: boolean;
  readonly events: readonly LoggedEvent[];
  /** Calls back when there is more to read, or nothing will come; answers with what stops that. */
  onMore: (listener: () => void) => () => void;
}

export function createRunLog(): RunLog {
  const events: LoggedEvent[] = [];
  const listeners = new Set<() => void>();
  let ended = false;
  const tell = () => listeners.forEach((listener) => listener());
  return {
    events,
    get ended() {
      return ended;
    },
    push(event, data) {
      events.push({ event, data });
      tell();
    },
    end() {
      ended = true;
      tell();
    },
    onMore(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
