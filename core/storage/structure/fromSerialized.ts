import type { Serialized, Write } from '../../runner/messages.ts';
import type { StateToStore } from '../../structure/recorder.ts';
import { packTyped } from './serialized.ts';
import type { CheckpointToStore, WriteToStore } from './writer.ts';

const textOf = ([, bytes]: Serialized): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();

/** Whole states, as they come from elsewhere. By structure only what comes out the same, to the letter. */
export function stateOf(
  { checkpoint_id: id, created_at: ts }: { checkpoint_id: string; created_at: string },
  checkpoint: Serialized,
): CheckpointToStore['state'] {
  const [type] = checkpoint;
  if (type !== 'json') return { whole: checkpoint };
  const text = textOf(checkpoint);
  const { v, channel_values, channel_versions, versions_seen } = parsed(text) as StateToStore;
  const known = { v, id, ts, channel_values, channel_versions, versions_seen };
  return JSON.stringify(known) === text ? known : { whole: checkpoint };
}

export function valueOf({ idx, channel, value }: Write): WriteToStore {
  const [type, bytes] = value;
  const base = { idx, channel, path: channel };
  if (type !== 'json') return { ...base, value: bytes, type };
  const text = textOf(value);
  const json = parsed(text);
  return JSON.stringify(json) === text ? { ...base, value: json } : { ...base, value: bytes, type };
}

/** An empty object for what is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) ?? {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

export const metadataOf = (metadata: Serialized): string | Uint8Array =>
  metadata[0] === 'json' ? textOf(metadata) : packTyped(metadata);
