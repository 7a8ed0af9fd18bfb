import type { Session } from '../session/session.ts';

interface Waiting {
  run_id: string;
  graph_id: string;
  go: () => void;
  refuse: (error: unknown) => void;
}

/**
 * A session has one graph open. Runs of that graph go at once; those of another wait until no run is left, and then the
 * session, and the window with it, changes to their graph.
 */
export function createGraphTurns(session: Session) {
  const going = new Map<string, string>();
  let waiting: Waiting[] = [];
  let changing = false;

  const next = () => {
    const [first] = waiting;
    if (changing || !first) return;
    const open = session.info().graphId;
    const [running] = going.values();
    // Runs of the graph that is open do not overtake one that waits for another, or it would wait for ever.
    if (running !== undefined && running !== first.graph_id) return;
    changing = true;
    const change =
      open === first.graph_id
        ? Promise.resolve()
        : session.selectGraph(first.graph_id).then(() => {});
    const settle = (take: (one: Waiting) => void) => () => {
      changing = false;
      const these = waiting.filter(({ graph_id }) => graph_id === first.graph_id);
      waiting = waiting.filter(({ graph_id }) => graph_id !== first.graph_id);
      these.forEach(take);
      next();
    };
    change.then(
      settle((one) => {
        going.set(one.run_id, one.graph_id);
        one.go();
      }),
      (error: unknown) => settle((one) => one.refuse(error))(),
    );
  };

  return {
    /** Resolves when the graph is open and stays so until `done`. */
    wait: (run_id: string, graph_id: string): Promise<void> => {
      if (waiting.length === 0 && !changing && session.info().graphId === graph_id) {
        going.set(run_id, graph_id);
        return Promise.resolve();
      }
      return new Promise((go, refuse) => {
        waiting.push({ run_id, graph_id, go, refuse });
        next();
      });
    },
    done(run_id: string) {
      going.delete(run_id);
      next();
    },
  };
}
