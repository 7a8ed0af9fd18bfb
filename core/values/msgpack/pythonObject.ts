import { decodeMessage } from '../messageValue.ts';
import {
  bytesValue,
  cut,
  list,
  previewArray,
  PREVIEWED,
  record,
  textOf,
  type Value,
} from '../value.ts';
import { ndarray } from './ndarray.ts';

/**
 * The extension types of Python's `JsonPlusSerializer` (langgraph/checkpoint/serde/jsonplus.py, `EXT_…`): the
 * first six hold `[module, name, arguments, method?]`.
 */
const KEYWORDS = [2, 4, 5];
const POSITIONAL = 1;
const METHOD = 3;
const NDARRAY = 6;
const DELTA_SNAPSHOT = 7;

type Decode = (bytes: Uint8Array) => Value;

/** An object by its class and what its constructor would get; what is none is shown as its bytes. */
export function pythonObject(code: number, bytes: Uint8Array, decode: Decode): Value {
  const size = bytes.length;
  if (code === DELTA_SNAPSHOT) return decode(bytes);
  const known = code >= 0 && code <= NDARRAY;
  const parts = known ? (decode(bytes).inner?.slice(0, 4) ?? []).map(({ value }) => value) : [];
  if (code === NDARRAY) return ndarray(parts, size) ?? opaque(code, bytes);
  const [module, name, args] = parts;
  if (!args || module?.type !== 'string' || name?.type !== 'string') return opaque(code, bytes);
  const made = { module: textOf(module), name: textOf(name), args, size };
  if (code === METHOD) return called(made, textOf(parts[3]));
  if (KEYWORDS.includes(code)) return withKeywords(made);
  return code === POSITIONAL ? withPositions(made) : withOne(made);
}

interface Made {
  module: string;
  name: string;
  args: Value;
  size: number;
}

const opaque = (code: number, bytes: Uint8Array) => bytesValue(bytes, `bytes of type ${code}`);

/** Classes of a person's own keep their module. */
const classOf = ({ module, name }: Made): string =>
  /^(builtins|collections|datetime|decimal|ipaddress|langchain_core|langgraph|pathlib|re|uuid|zoneinfo)\b/.test(
    module,
  )
    ? name
    : `${module}.${name}`;

/** Something with a text of its own, which is its JSON too. */
function written(made: Made, text: string): Value {
  return {
    type: 'instance',
    className: classOf(made),
    size: made.size,
    preview: (room) => cut(text, room),
    toJson: () => text,
  };
}

/** An object around one argument. */
function withOne(made: Made): Value {
  const { module, name, args, size } = made;
  if (module === 'builtins' && /^(frozen)?set$/.test(name)) return collection(made, 'set');
  if (module === 'collections' && name === 'deque') return collection(made, 'instance');
  // Pydantic's secrets are stored in clear; they are not for a screen.
  if (/^Secret(Str|Bytes)?$/.test(name)) return written(made, '**********');
  if (module === 'uuid') return written(made, dashed(textOf(args)));
  if (args.type === 'string') return written(made, textOf(args));
  return {
    type: 'instance',
    className: classOf(made),
    size,
    preview: args.preview,
    ...(args.inner && { inner: args.inner }),
    toJson: args.toJson,
  };
}

function collection(made: Made, type: 'set' | 'instance'): Value {
  const { args, size } = made;
  return {
    type,
    className: classOf(made),
    size,
    preview: (room) => {
      const first = args.inner?.first(PREVIEWED + 1) ?? [];
      return previewArray(first, first.length, room);
    },
    ...(args.inner && { inner: args.inner }),
    toJson: args.toJson,
  };
}

const dashed = (hex: string) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

function withPositions(made: Made): Value {
  const { module, name, args, size } = made;
  const values = (args.inner?.slice(0, 16) ?? []).map(({ value }) => value);
  const numbers = values.map((value) => Number(value.toJson()));
  const padded = (index: number, digits: number) =>
    String(numbers[index] ?? 0).padStart(digits, '0');
  if (module === 'datetime' && name === 'date') {
    return written(made, `${padded(0, 4)}-${padded(1, 2)}-${padded(2, 2)}`);
  }
  if (module === 'datetime' && name === 'timedelta') {
    const [days = 0, seconds = 0, micro = 0] = numbers;
    return written(made, `${days} d ${seconds + micro / 1e6} s`);
  }
  if (module.startsWith('pathlib')) {
    const [root = '', ...rest] = values.map(textOf);
    return written(made, root === '/' ? `/${rest.join('/')}` : [root, ...rest].join('/'));
  }
  if (module === 're' && name === 'compile') {
    return { ...written(made, pattern(textOf(values[0]), numbers[1] ?? 0)), type: 'regexp' };
  }
  if (module.startsWith('langgraph') && name === 'Send') {
    const [node, sent] = values;
    const entries = [
      ...(node ? [{ key: 'node', value: node }] : []),
      ...(sent ? [{ key: 'args', value: sent }] : []),
    ];
    return record(entries, { type: 'instance', className: 'Send', size });
  }
  const whole = list(values);
  return { ...whole, type: 'instance', className: classOf(made), size };
}

/** Flags as Python's `re` numbers them. */
function pattern(source: string, flags: number): string {
  const letters = [
    [2, 'i'],
    [8, 'm'],
    [16, 's'],
  ] as const;
  const set = letters.filter(([flag]) => (flags & flag) !== 0).map(([, letter]) => letter);
  return `/${source}/${set.join('')}`;
}

function withKeywords(made: Made): Value {
  const { module, name, args, size } = made;
  if (!args.inner) return { ...args, type: 'instance', className: classOf(made), size };
  if (module.startsWith('langchain_core.messages')) return decodeMessage(name, args.inner, size);
  if (module === 'datetime' && name === 'time') return written(made, clock(args));
  return {
    type: 'instance',
    className: classOf(made),
    size,
    preview: args.preview,
    inner: args.inner,
    toJson: args.toJson,
  };
}

function clock(args: Value): string {
  const part = (name: string) => Number(args.inner?.child(name)?.toJson() ?? 0);
  const padded = (name: string, digits = 2) => String(part(name)).padStart(digits, '0');
  const fraction = part('microsecond') > 0 ? `.${padded('microsecond', 6)}` : '';
  return `${padded('hour')}:${padded('minute')}:${padded('second')}${fraction}`;
}

/** What a named method makes of one argument: `datetime.fromisoformat(…)`. */
function called(made: Made, method: string): Value {
  const { args } = made;
  if (args.type === 'string' && method === 'fromisoformat') return written(made, textOf(args));
  const className = `${classOf(made)}.${method}`;
  return {
    type: 'instance',
    className,
    size: made.size,
    preview: args.preview,
    ...(args.inner && { inner: args.inner }),
    toJson: args.toJson,
  };
}
