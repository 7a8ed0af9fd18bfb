import type { Settings } from '../protocol/model.ts';
import type { RecentProject } from '../protocol/places.ts';
import type { Database } from './database.ts';
import type { SettingsStore } from './storage.ts';

const RECENTS_KEPT = 20;

const defaults: Settings = { theme: 'system', nodePath: '', allowedOrigins: [] };

/** Settings that a later version added take their default; unknown ones are kept for it. */
export function createSettings(db: Database): SettingsStore {
  const read = <T>(key: string, otherwise: T): T => {
    const row = db.get<{ value: string }>('SELECT value FROM setting WHERE key = ?', key);
    return row ? (JSON.parse(row.value) as T) : otherwise;
  };
  const change = <T>(key: string, otherwise: T, changed: (value: T) => T): T =>
    db.transaction(() => {
      const value = changed(read(key, otherwise));
      db.run('INSERT OR REPLACE INTO setting VALUES (?, ?)', key, JSON.stringify(value));
      return value;
    });
  const without = (recents: RecentProject[], target: string) =>
    recents.filter((recent) => recent.target !== target);

  return {
    get: () => ({ ...defaults, ...read<Partial<Settings>>('settings', {}) }),
    update: (changes) =>
      change('settings', defaults, (known) => ({ ...defaults, ...known, ...changes })),
    recents: () => read<RecentProject[]>('recents', []),
    addRecent: (project) =>
      change<RecentProject[]>('recents', [], (recents) =>
        [project, ...without(recents, project.target)].slice(0, RECENTS_KEPT),
      ),
    removeRecent: (target) =>
      change<RecentProject[]>('recents', [], (recents) => without(recents, target)),
  };
}
