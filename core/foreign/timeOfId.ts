/** Between 1582-10-15, where the clock of uuids begins, and 1970, in milliseconds. */
const GREGORIAN = 12_219_292_800_000;

/** When a checkpoint was made: its id is a uuid of version 6. For any other id, the beginning of time. */
export function timeOfId(id: string): string {
  const [, high, middle, low] = /^([0-9a-f]{8})-([0-9a-f]{4})-6([0-9a-f]{3})-/.exec(id) ?? [];
  if (high === undefined) return new Date(0).toISOString();
  const ticks = BigInt(`0x${high}${middle}${low}`);
  return new Date(Number(ticks / 10_000n) - GREGORIAN).toISOString();
}
