/** What a browser tells of a file that was dropped on its window: not where it lies. */
export interface DroppedFile {
  name: string;
  /** Bytes. */
  size: number;
  /** SHA-256, as hexadecimal digits, of its first `DIGESTED` bytes. */
  digest: string;
}

/** A source is shorter, and no two databases agree in this much. */
export const DIGESTED = 1024 * 1024;
