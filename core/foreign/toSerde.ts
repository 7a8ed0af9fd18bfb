import { StudioError } from '../protocol/errors.ts';
import type { Json } from '../protocol/model.ts';
import { textOf, type Value } from '../values/value.ts';

/** As LangGraph.js's `JsonPlusSerializer` writes what JSON lacks (dist/serde/jsonplus.js). */
const constructed = (name: string, args: Json[], more: Record<string, Json> = {}): Json => ({
  lc: 2,
  type: 'constructor',
  id: [name],
  ...more,
  args,
});

/**
 * A value of Python as LangGraph.js's serde would have written it. Throws `notConvertible` with the path for what
 * JavaScript has no form for: a datetime that becomes a text would not be what the graph wrote.
 */
export function toSerde(value: Value, path: string): Json {
  const children = () => value.inner?.slice(0, Infinity) ?? [];
  const list = () => children().map(({ key, value: one }) => toSerde(one, `${path}[${key}]`));
  switch (value.type) {
    case 'array':
      return list();
    case 'object':
      return fields(value, path);
    case 'set':
      return constructed('Set', [list()]);
    case 'map':
      return constructed('Map', [
        children().map(({ key, value: one }) =>
          typeof key === 'string' ? [key, toSerde(one, `${path}.${key}`)] : toSerde(one, path),
        ),
      ]);
    case 'bytes': {
      const base64 = value.toJson();
      if (typeof base64 !== 'string') break;
      return constructed('Uint8Array', [[...Buffer.from(base64, 'base64')]], { method: 'from' });
    }
    case 'message':
      return message(value, path);
    case 'instance':
      if (value.className === 'Send') return { lg_name: 'Send', ...fields(value, path) };
      if (value.className === 'Interrupt') return fields(value, path);
      break;
    case 'number': {
      const number = value.toJson();
      if (typeof number === 'number') return number;
      break;
    }
    case 'string':
    case 'boolean':
    case 'null':
      return value.toJson() ?? null;
    default:
  }
  const what = value.className ?? value.preview(40);
  throw new StudioError(
    'notConvertible',
    `The thread cannot be copied: ${path} is a Python ${what}, which JavaScript has no form for.`,
  );
}

function fields(value: Value, path: string): Record<string, Json> {
  const entries = value.inner?.slice(0, Infinity) ?? [];
  return Object.fromEntries(
    entries.map(({ key, value: one }) => [String(key), toSerde(one, `${path}.${key}`)]),
  );
}

/** Python writes out every field; those that are None are left out in JavaScript. */
function message(value: Value, path: string): Json {
  const { type: _type, ...all } = fields(value, path);
  const kwargs = Object.fromEntries(Object.entries(all).filter(([, one]) => one !== null));
  const id = ['langchain_core', 'messages', value.className ?? textOf(value.inner?.child('type'))];
  return { lc: 1, type: 'constructor', id, kwargs };
}
