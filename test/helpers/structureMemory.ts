import { MemorySaver } from '@langchain/langgraph-checkpoint';
import { applyHeader, emptyHeader, type Header, type Ref } from '../../core/structure/header.ts';
import { createReader } from '../../core/structure/reader.ts';
import {
  createRecorder,
  type EncodedCheckpoint,
  type Pack,
  type StateToStore,
} from '../../core/structure/recorder.ts';

const serde = new MemorySaver().serde as unknown as { _dumps: (value: unknown) => Uint8Array };

/** LangGraph's own serializer, to text. */
export const write = (value: unknown): string | undefined =>
  new TextDecoder().decode(serde._dumps(value)) || undefined;

/** What a recorder gives, kept in maps: the format without the database. */
export function createStructureMemory() {
  let last = 0;
  const recorder = createRecorder(write, () => ++last);
  const data = new Map<number, Pack['data'][number]>();
  const lists = new Map<number, Pack['lists'][number]>();
  const runs: Pack['runs'] = [];
  const headers = new Map<string, Header>();
  let written = 0;

  const keep = (pack: Pack) => {
    for (const datum of pack.data) data.set(datum.id, datum);
    for (const list of pack.lists) lists.set(list.id, list);
    runs.push(...pack.runs);
    written += JSON.stringify(pack).length;
  };
  const datum = (id: number) => {
    const { text = '', base = null, prefix = 0, suffix = 0 } = data.get(id) ?? {};
    return { text, base, prefix, suffix };
  };
  const runsOf = (id: number, from: number, to: number) =>
    runs
      .filter(({ list, at, count }) => list === id && at < to && at + count > from)
      .sort((a, b) => a.at - b.at);
  const reader = createReader({
    datum,
    texts: (ids) => ids.map((id) => (datum(id).base === null ? datum(id).text : null)),
    beginning: (id) => {
      const { base, at } = lists.get(id) ?? {};
      return base === undefined ? undefined : { base, at: at ?? 0 };
    },
    runs: runsOf,
    runsOfData: runsOf,
  });

  return {
    recorder,
    reader,
    /** Characters stored so far. */
    written: () => written,
    put: (id: string, parent: string | undefined, state: StateToStore): EncodedCheckpoint => {
      const encoded = recorder.checkpoint(id, parent, state);
      keep(encoded.pack);
      written += JSON.stringify(encoded.header).length;
      const before = encoded.depth > 0 ? headers.get(parent ?? '') : undefined;
      headers.set(id, applyHeader(structuredClone(before ?? emptyHeader()), encoded.header));
      return encoded;
    },
    write: (id: string, channel: string, value: unknown) => {
      const { refs, pack } = recorder.writes(id, [{ channel, value, path: `state.${channel}` }]);
      keep(pack);
      return reader.text(refs[0] as Ref);
    },
    header: (id: string) => headers.get(id) as Header,
    /** JSON text of one channel's value. */
    text: (id: string, channel: string): string | undefined => {
      const ref = headers.get(id)?.refs[channel];
      return ref === undefined ? undefined : reader.text(ref);
    },
  };
}

export const stateOf = (channel_values: Record<string, unknown>): StateToStore => ({
  v: 4,
  channel_values,
  channel_versions: {},
  versions_seen: {},
});
