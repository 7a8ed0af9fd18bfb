import type { SerializerProtocol } from '@langchain/langgraph-checkpoint';
import type { Database } from '../storage/database.ts';
import { createWriter, type Writer } from '../storage/structure/writer.ts';
import { createLossList } from '../structure/lossList.ts';
import { isJsonPlus, writeTextWith } from '../structure/serde.ts';

/** A writer of what `serde` writes. `onLoss` hears what LangGraph's own does not keep; of others nothing is known. */
export function createSaverWriter(
  db: Database,
  serde: SerializerProtocol,
  onLoss: (sentence: string) => void,
): Writer {
  if (!isJsonPlus(serde)) return createWriter(db, JSON.stringify);
  const losses = createLossList();
  return createWriter(db, writeTextWith(serde), (suspect) =>
    losses.fresh([suspect]).forEach(onLoss),
  );
}
