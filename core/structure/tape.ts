import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  writeSync,
  writevSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { deserialize, serialize } from 'node:v8';

/**
 * A tape: messages of one process to another in files that outlive both, without waking the other for each. `PATH.0`,
 * `PATH.1` and so on are its reels, `PATH.mark` says how far it was read.
 */

/** A frame is the length of its message, then the message as V8 serializes it. */
const HEAD_BYTES = 4;
/** Bytes after which it goes on with another reel, so that what is stored elsewhere by then can be thrown away. */
const REEL_BYTES = 8 * 1024 * 1024;
/** The reel, then the position in it; so short that no death of a process tears it. */
const MARK_BYTES = 12;

const reelOf = (path: string, reel: number): string => `${path}.${reel}`;
const markOf = (path: string): string => `${path}.mark`;

export interface TapeWriter {
  /**
   * When it returns, the message is the operating system's: no death of a process loses it. Answers its bytes. Throws what
   * the file system throws, and then nothing is written.
   */
  write: (message: unknown) => number;
}

/** Begins the tape at `path`, in a folder that exists. */
export function createTapeWriter(path: string, reelBytes = REEL_BYTES): TapeWriter {
  let reel = 0;
  let file = openSync(reelOf(path, reel), 'a');
  let size = 0;

  const turn = () => {
    const next = openSync(reelOf(path, reel + 1), 'a');
    closeSync(file);
    file = next;
    reel += 1;
    size = 0;
  };

  return {
    write(message) {
      const body = serialize(message);
      const head = Buffer.allocUnsafe(HEAD_BYTES);
      head.writeUInt32LE(body.length);
      const bytes = HEAD_BYTES + body.length;
      if (size >= reelBytes) turn();
      const written = writevSync(file, [head, body]);
      if (written < bytes) {
        ftruncateSync(file, size);
        throw new Error('The disk took only a part of a message.');
      }
      size += bytes;
      return bytes;
    },
  };
}

/** How far a tape was read. */
export interface TapeMark {
  reel: number;
  position: number;
}

export interface TapeReader {
  /** What was written since the last call, oldest first; a message that is being written is left for the next. */
  read: () => { messages: unknown[]; mark: TapeMark };
  /** All up to there is stored elsewhere: it is never read again, also by another process. */
  passed: (mark: TapeMark) => void;
  /** Throws the tape away. */
  remove: () => void;
}

/** Reads the tape at `path`, from where another reader passed it; it need not have begun. */
export function createTapeReader(path: string): TapeReader {
  let { reel, position } = readMark(path);
  let oldest = reel;
  let file: number | undefined;
  let mark: number | undefined;

  const readReel = (): unknown[] => {
    if (file === undefined && !existsSync(reelOf(path, reel))) return [];
    file ??= openSync(reelOf(path, reel), 'r');
    const length = fstatSync(file).size - position;
    if (length < HEAD_BYTES) return [];
    const bytes = Buffer.allocUnsafe(length);
    const end = readSync(file, bytes, 0, length, position);
    const messages: unknown[] = [];
    let at = 0;
    while (at + HEAD_BYTES <= end) {
      const next = at + HEAD_BYTES + bytes.readUInt32LE(at);
      if (next > end) break;
      messages.push(deserialize(bytes.subarray(at + HEAD_BYTES, next)));
      at = next;
    }
    position += at;
    return messages;
  };
  const leaveReel = () => {
    if (file !== undefined) closeSync(file);
    file = undefined;
  };

  return {
    read() {
      const messages = readReel();
      while (existsSync(reelOf(path, reel + 1))) {
        // What was written between that look and the new reel.
        for (const message of readReel()) messages.push(message);
        leaveReel();
        reel += 1;
        position = 0;
        for (const message of readReel()) messages.push(message);
      }
      return { messages, mark: { reel, position } };
    },
    passed(to) {
      const bytes = Buffer.allocUnsafe(MARK_BYTES);
      bytes.writeUInt32LE(to.reel);
      bytes.writeDoubleLE(to.position, 4);
      mark ??= openSync(markOf(path), constants.O_RDWR | constants.O_CREAT, 0o600);
      writeSync(mark, bytes, 0, MARK_BYTES, 0);
      for (; oldest < to.reel; oldest += 1) rmSync(reelOf(path, oldest), { force: true });
    },
    remove() {
      leaveReel();
      if (mark !== undefined) closeSync(mark);
      mark = undefined;
      const name = `${basename(path)}.`;
      for (const one of readdirSync(dirname(path))) {
        if (one.startsWith(name)) rmSync(join(dirname(path), one), { force: true });
      }
    },
  };
}

function readMark(path: string): TapeMark {
  const start = { reel: 0, position: 0 };
  if (!existsSync(markOf(path))) return start;
  const file = openSync(markOf(path), 'r');
  const bytes = Buffer.allocUnsafe(MARK_BYTES);
  const read = readSync(file, bytes, 0, MARK_BYTES, 0);
  closeSync(file);
  if (read < MARK_BYTES) return start;
  return { reel: bytes.readUInt32LE(), position: bytes.readDoubleLE(4) };
}
