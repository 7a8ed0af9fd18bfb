const units = ['B', 'kB', 'MB', 'GB'];

/** Bytes in at most three figures: `1.2 kB`. */
export function formatSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const text = unit > 0 && value < 9.95 ? value.toFixed(1) : String(Math.round(value));
  return `${text} ${units[unit]}`;
}

const steps: [seconds: number, name: string][] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'm'],
];

/** How long before `now` (milliseconds) `at` (ISO 8601) was, in one unit: `now`, `4m`, `3h`, `2d`. */
export function formatAgo(at: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(at)) / 1000);
  const step = steps.find(([length]) => seconds >= length);
  return step ? `${Math.floor(seconds / step[0])}${step[1]}` : 'now';
}

/** `at` (ISO 8601) in the person's own time zone and language, to the second. */
export const formatMoment = (at: string): string => new Date(at).toLocaleString();
