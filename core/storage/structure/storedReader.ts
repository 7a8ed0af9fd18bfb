import { StudioError } from '../../protocol/errors.ts';
import { createReader, Missing, type Reader } from '../../structure/reader.ts';
import type { Database } from '../database.ts';
import { storedStructure } from './packs.ts';

/** Reads what is stored in a file. Throws `databaseDamaged` where something is missing. */
export function createStoredReader(db: Database): Reader {
  const { text, raw, elements, filledElements, fill, fillAll } = createReader(storedStructure(db));
  const told =
    <Given extends unknown[], Read>(read: (...given: Given) => Read) =>
    (...given: Given): Read => {
      try {
        return read(...given);
      } catch (error) {
        if (!(error instanceof Missing)) throw error;
        const message = `${db.path} is damaged: a part of this value is missing.`;
        throw new StudioError('databaseDamaged', message, { cause: error });
      }
    };
  return {
    text: told(text),
    raw: told(raw),
    elements: told(elements),
    filledElements: told(filledElements),
    fill: told(fill),
    fillAll: told(fillAll),
  };
}
