import { StudioError } from '../../protocol/errors.ts';
import type { Database } from '../database.ts';

const MINUTE_MS = 60_000;

/** Deletes what has run out, in every scope; answers how many items. */
export function sweepItems(db: Database, now = Date.now()): number {
  return db.transaction(() => {
    const swept = db.run('DELETE FROM item WHERE expires_at <= ?', now);
    if (swept > 0) {
      db.run('DELETE FROM item_namespace WHERE id NOT IN (SELECT namespace FROM item)');
    }
    return swept;
  });
}

/** Sweeps every `minutes` until the answer is called. Never keeps the process alive. */
export function sweepRegularly(db: Database, minutes = 1): () => void {
  const timer = setInterval(() => {
    try {
      sweepItems(db);
    } catch (error) {
      // A locked, full or damaged file: nobody asked for this, and whoever asks for something is told.
      if (!(error instanceof StudioError)) throw error;
    }
  }, minutes * MINUTE_MS);
  timer.unref();
  return () => clearInterval(timer);
}
