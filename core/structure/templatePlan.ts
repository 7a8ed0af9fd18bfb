import { mark, type Trace } from './mark.ts';

/** What the text of a value is made of. */
export interface Plan {
  /** Text as it stands, or the index of a leaf. */
  pieces: (string | number)[];
  leaves: Leaf[];
  /** Characters of what is inside the value, leaves aside. */
  inside: number;
  isMessage: boolean;
}

interface Leaf {
  value: unknown;
  /** What is written would be otherwise if it were another. */
  isFixed: boolean;
  /** Of an object within the value that could be stored by itself. */
  isInside: boolean;
}

/** The text is not made as it is thought to be. */
class Otherwise extends Error {}

/** Classes of LangChain's own: others may compute the names they write their fields by (`lc_aliases`). */
const MESSAGES =
  /^langchain_core,messages,((AI|Human|System|Tool|Function|Chat)Message(Chunk)?|RemoveMessage)$/;

const UNDEFINED = '{"lc":2,"type":"undefined"}';

/**
 * How `text`, which a serializer wrote, is made of the leaves of the value with this trace. Undefined when that cannot be
 * told; a plan is only a guess, to be tried on several values.
 */
export function planOf(trace: Trace, text: string): Plan | undefined {
  const pieces: Plan['pieces'] = [];
  const leaves: Leaf[] = [];
  let at = 0;
  let inside = 0;

  const put = (part: string | number) => {
    const last = pieces.at(-1);
    if (typeof part === 'string' && typeof last === 'string') pieces.splice(-1, 1, last + part);
    else pieces.push(part);
  };

  const leaf = (isInside: boolean, isLeftOut = false) => {
    const value = trace[at++];
    if (typeof value === 'symbol' || typeof value === 'function') throw new Otherwise();
    const isFixed = isLeftOut || value === undefined;
    if (!isLeftOut) put(isFixed ? UNDEFINED : leaves.length);
    leaves.push({ value, isFixed, isInside });
  };

  /** `written`: what the text gives for the value. `whole`: nothing inside is stored by itself. */
  const value = (written: unknown, isInside: boolean, whole: boolean): void => {
    const kind = trace[at];
    if (typeof kind !== 'symbol') {
      leaf(isInside);
      return;
    }
    if (typeof written !== 'object' || written === null || !isUsual(kind, trace[at + 1])) {
      throw new Otherwise();
    }
    at += 2;
    if (kind === mark.array) elements(written as unknown[], !whole, whole);
    else fields(written as Fields, !whole, whole);
  };

  const elements = (written: unknown[], isInside: boolean, whole: boolean) => {
    const length = trace[at++] as number;
    put('[');
    for (let i = 0; i < length; i++) {
      if (i > 0) put(',');
      value(written[i], isInside, whole);
    }
    put(']');
    inside += isInside ? length + 2 : 0;
  };

  const fields = (written: Fields, isInside: boolean, whole: boolean) => {
    let before = '{';
    for (let key = trace[at++]; key !== mark.end; key = trace[at++]) {
      const name = key as string;
      // By this name LangGraph decides how to write the object.
      if (name === 'lg_name' && Object.hasOwn(written, name)) throw new Otherwise();
      if (!Object.hasOwn(written, name)) {
        leaf(isInside, true);
        continue;
      }
      put(`${before}${JSON.stringify(name)}:`);
      value(written[name], isInside, whole);
      inside += isInside ? name.length + 4 : 0;
      before = ',';
    }
    put(before === '{' ? '{}' : '}');
  };

  /** LangChain writes the names of a message's fields in its own way. */
  const message = ({ lc, type, id, kwargs }: Message) => {
    if (typeof kwargs !== 'object' || !MESSAGES.test(String(id))) throw new Otherwise();
    put(`${JSON.stringify({ lc, type, id }).slice(0, -1)},"kwargs":`);
    let before = '{';
    for (const [name, written] of Object.entries(kwargs)) {
      if (trace[at++] === mark.end) throw new Otherwise();
      put(`${before}${JSON.stringify(name)}:`);
      value(written, false, true);
      before = ',';
    }
    if (trace[at] !== mark.end) throw new Otherwise();
    put(before === '{' ? '{}}' : '}}');
  };

  try {
    const [kind, prototype] = trace;
    const written: unknown = JSON.parse(text);
    // What LangGraph knows by its name is of a class of its own.
    const isNamed = kind === mark.object && trace.includes('lg_name');
    const isMessage = kind === mark.message;
    if (kind === mark.array || !(isMessage || isNamed || isUsual(kind, prototype)))
      return undefined;
    at = 2;
    if (isMessage) message(written as Message);
    else fields(written as Fields, false, isNamed);
  } catch (error) {
    if (error instanceof Otherwise) return undefined;
    throw error;
  }
  return { pieces, leaves, inside, isMessage: trace[0] === mark.message };
}

/** Of instances of other classes it is told what is lost, one by one. */
const isUsual = (kind: unknown, prototype: unknown): boolean =>
  (kind === mark.object && prototype === Object.prototype) ||
  (kind === mark.array && prototype === Array.prototype);

type Fields = Record<string, unknown>;

interface Message {
  lc: unknown;
  type: unknown;
  id: unknown;
  kwargs: Fields;
}
