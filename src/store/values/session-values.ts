import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mapEventValues } from '../../calls/same-call/map-values.ts';
import { putBack, type ValueFile, type ValueSource, valueFilesIn } from '../../session/codec/value-files.ts';
import { MAX_JSON_VALUES, measureJson } from '../../session/format/measure-json.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { isFolder } from '../is-folder.ts';
import { digestOf } from './describe-part.ts';
import { inflated, isCompressed } from './pack-content.ts';
import { COMPRESSED, DEFAULT_VALUES_BYTES, MAX_READABLE_BYTES, VALUES_FOLDER } from './value-limits.ts';
import { withoutValues } from './without-values.ts';

/** A large value that cannot be read. */
export interface MissingValue {
  file: ValueFile;
  /** The reason: no such file, one that is not what was recorded, or more than is read of one session. */
  why: 'missing' | 'damaged' | 'over';
}

/**
 * Reads the large values of a session: those in the session itself, and those in the folder `values` beside it. A session may come from a
 * stranger: what a digest does not prove is not read, no link is followed, and nothing inflates to more than the session says, nor to more than `MAX_READABLE_BYTES`.
 */
export class SessionValues implements ValueSource {
  private readonly embedded: Readonly<Record<string, string>>;
  private readonly folder: string | undefined;
  /** Contents that have been read, by their digests: a session asks for the same ones again and again. */
  private readonly proved = new Map<string, Buffer>();
  private provedBytes = 0;
  /** Bytes that may still be read. */
  private bytesLeft: number;

  /** @param file the session's file, or the folder that it was read from. */
  constructor(session: RecordedSession, file?: string, { maxBytes = Number.POSITIVE_INFINITY }: ValuesLimits = {}) {
    this.bytesLeft = maxBytes;
    this.embedded = session.values ?? {};
    this.folder = file === undefined ? undefined : valuesFolderOf(file);
  }

  read(file: ValueFile): unknown {
    const content = this.content(file);
    return content instanceof Uint8Array ? decodeContent(file, content) : undefined;
  }

  /** Returns the bytes of a value, or why there are none. */
  content(file: ValueFile): Buffer | MissingValue['why'] {
    const known = this.proved.get(file.sha256);
    if (known?.length === file.bytes) return known;
    if (file.bytes > MAX_READABLE_BYTES) return 'damaged';
    if (file.bytes > this.bytesLeft) return 'over';
    const stored = this.stored(file);
    if (stored === undefined) return 'missing';
    this.bytesLeft -= file.bytes;
    for (const content of candidates(stored, file.bytes))
      if (content.length === file.bytes && digestOf(content) === file.sha256) return this.remember(file, content);
    return 'damaged';
  }

  /** Lists the values of a session that cannot be read, each once. */
  missing(session: RecordedSession): MissingValue[] {
    return distinctFiles(session).flatMap((file) => {
      const found = this.content(file);
      return typeof found === 'string' ? [{ file, why: found }] : [];
    });
  }

  /** Returns a session with every value in its place, as far as it is there. */
  whole(session: RecordedSession): RecordedSession {
    // A value that stands in many places is made once.
    const made = new Map<string, unknown>();
    const source: ValueSource = {
      read: (file) => {
        const { as, type, size, name, mime, sha256, bytes } = file;
        const key = JSON.stringify([as, type, size, name, mime, sha256, bytes]);
        if (!made.has(key)) made.set(key, this.read(file));
        return made.get(key);
      },
    };
    const events = session.events.map((recorded) => {
      const event = mapEventValues(recorded.event, (value) => putBack(value, source));
      return event === recorded.event ? recorded : { ...recorded, event };
    });
    return { ...withoutValues(session), events };
  }

  private remember({ sha256 }: ValueFile, content: Buffer): Buffer {
    this.provedBytes += content.length;
    if (this.provedBytes > MAX_REMEMBERED_BYTES) {
      this.proved.clear();
      this.provedBytes = content.length;
    }
    this.proved.set(sha256, content);
    return content;
  }

  /** Returns the bytes of a value as they are stored. */
  stored({ sha256, bytes }: ValueFile): Buffer | undefined {
    if (Object.hasOwn(this.embedded, sha256)) return Buffer.from(this.embedded[sha256] as string, 'base64');
    if (this.folder === undefined) return undefined;
    for (const name of [sha256, `${sha256}${COMPRESSED}`]) {
      const found = readRegularFile(this.folder, name, bytes + SPARE_BYTES);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

export interface ValuesLimits {
  /** Bytes of all values that are read, before compression. @default no limit */
  maxBytes?: number;
}

/** Lists the large values of a session, each once. */
export function distinctFiles(session: RecordedSession): ValueFile[] {
  return [...new Map(valueFilesIn(session.events).map((file) => [file.sha256, file])).values()];
}

/** Returns the folder of the large values of a session, by the session's file or the folder that it is in. */
function valuesFolderOf(file: string): string {
  return join(isFolder(file) ? file : dirname(file), VALUES_FOLDER);
}

/** What compression may add to bytes that do not get smaller. */
const SPARE_BYTES = 65_536;
/** Bytes of contents that are held in memory. */
const MAX_REMEMBERED_BYTES = DEFAULT_VALUES_BYTES;
/** Levels of a value in a file, more than `encodeValue` makes. */
const MAX_LEVELS = 160;

/** The readings of stored bytes: as they are, and inflated. A recorded value may itself be gzip. */
function* candidates(stored: Buffer, bytes: number): Generator<Buffer> {
  yield stored;
  if (!isCompressed(stored)) return;
  try {
    yield inflated(stored, bytes);
  } catch {
    // it inflates to more, or is damaged
  }
}

function readRegularFile(folder: string, name: string, maxBytes: number): Buffer | undefined {
  try {
    // Nobody names these files, so it is not for a link in a folder from elsewhere to say where they are.
    if (lstatSync(folder).isSymbolicLink() || !lstatSync(join(folder, name)).isFile()) return undefined;
    const fd = openSync(join(folder, name), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      const { size } = fstatSync(fd);
      if (size > maxBytes) return Buffer.alloc(0);
      const content = Buffer.alloc(size);
      let done = 0;
      while (done < size) {
        const read = readSync(fd, content, done, size - done, done);
        if (read === 0) break;
        done += read;
      }
      return content;
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

function decodeContent({ as, type, size, name, mime }: ValueFile, content: Buffer): unknown {
  if (as === 'text') return content.toString('utf8');
  if (as === 'bytes') {
    const about = { ...(name === undefined ? {} : { name }), ...(mime === undefined ? {} : { mime }) };
    return { $binary: { type, size, base64: content.toString('base64'), ...about } };
  }
  try {
    const text = content.toString('utf8');
    return measureJson(text, MAX_JSON_VALUES, MAX_LEVELS).excess === undefined ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
