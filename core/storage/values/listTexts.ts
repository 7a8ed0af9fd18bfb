import type { Reader } from '../../structure/reader.ts';
import { encodedWithin } from '../../values/jsonPlus.ts';
import { jsonText } from '../../values/jsonText.ts';
import { textValue } from '../../values/textValue.ts';

/** Elements `from` up to `to` of a list as plain JSON, joined with commas. */
export type ListTexts = (list: number, from: number, to: number) => string;

/** What is kept of one list, and its characters. */
interface Kept {
  texts: string[];
  size: number;
}

/**
 * The checkpoints of a page have mostly the same list, each a little less of it, and so has the next page that is asked
 * for: what an element says is read once. A stored list only ever grows. Keeps the lists read last, of at most `capacity`
 * characters; one that is longer is not kept.
 */
export function createListTexts(reader: Reader, capacity: number): ListTexts {
  const kept = new Map<number, Kept>();
  const read = (list: number, from: number, to: number) =>
    reader.fillAll(reader.elements(list, from, to)).map(plainText);

  const keep = (list: number, one: Kept) => {
    kept.delete(list);
    kept.set(list, one);
    let total = [...kept.values()].reduce((sum, { size }) => sum + size, 0);
    for (const [oldest, { size }] of kept) {
      if (total <= capacity) return;
      kept.delete(oldest);
      total -= size;
    }
  };

  return (list, from, to) => {
    // The end of a list that is always cut at its beginning: what is before need not be read.
    if (from > 0) return read(list, from, to).join(',');
    const one = kept.get(list) ?? { texts: [], size: 0 };
    for (const text of read(list, one.texts.length, to)) {
      one.texts.push(text);
      one.size += text.length;
    }
    keep(list, one);
    return one.texts.slice(0, to).join(',');
  };
}

/** Text as it is stored, with what LangGraph's serializer encoded as plain JSON. */
const plainText = (text: string): string =>
  encodedWithin(text) ? JSON.stringify(textValue(jsonText(text)).toJson() ?? null) : text;
