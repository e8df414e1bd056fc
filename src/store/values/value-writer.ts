import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mapEventValues } from '../../calls/same-call/map-values.ts';
import type { Guard } from '../../redact/guard.ts';
import { cutPart } from '../../session/codec/cut-part.ts';
import { type LargePart, takeOutLarge } from '../../session/codec/take-out-large.ts';
import { putBack, type ValueFile, valueFilesIn } from '../../session/codec/value-files.ts';
import { MAX_VALUE_BYTES } from '../../session/codec/values.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { writeFileWhole } from '../write-file-whole.ts';
import { type DescribedPart, describePart } from './describe-part.ts';
import { compressed } from './pack-content.ts';
import { pruneValues } from './pack-session.ts';
import { distinctFiles, SessionValues } from './session-values.ts';
import {
  COMPRESSED,
  DEFAULT_VALUES_BYTES,
  MAX_READABLE_BYTES,
  VALUES_FOLDER,
  type ValueLimits,
} from './value-limits.ts';

/**
 * Writes the large values of one recording, each to a file of its own beside the journal, at once: so they survive the death of the process.
 * Equal ones share a file. It never throws: what is over the budget, or cannot be written, is cut and counted.
 *
 * Give it what has been redacted; it scans each content as the guard scans a line.
 */
export class ValueWriter {
  /** Counts the values that were cut. */
  cut = 0;
  private readonly folder: string | undefined;
  private readonly guard: Guard;
  private readonly limits: Required<ValueLimits>;
  /** The digests of what has been written. */
  private readonly written = new Set<string>();
  private bytes = 0;
  /** The contents by their digests, as base64, where there is no folder. */
  private readonly held: Record<string, string> = {};

  /** @param folder the recording's; without one they are held in memory. */
  constructor(folder: string | undefined, guard: Guard, limits: ValueLimits = {}) {
    this.folder = folder === undefined ? undefined : join(folder, VALUES_FOLDER);
    this.guard = guard;
    this.limits = {
      maxValueBytes: Math.min(limits.maxValueBytes ?? MAX_VALUE_BYTES, MAX_READABLE_BYTES),
      maxValuesBytes: limits.maxValuesBytes ?? DEFAULT_VALUES_BYTES,
    };
    // An attempt of an earlier run, in the same folder.
    this.remove();
  }

  /**
   * Returns a redacted value as the session holds it, its large parts in files of their own.
   *
   * @param onPart told of each large part, in their order, whether it was within the budget.
   */
  keep<Value>(value: Value, onPart?: (isWithin: boolean) => void): Value {
    return takeOutLarge(
      value,
      (part) => {
        const { cut } = this;
        const kept = this.keepPart(part);
        onPart?.(this.cut === cut);
        return kept;
      },
      () => {
        this.cut += 1;
      },
    ) as Value;
  }

  /**
   * Redacts the values of a session once more, since more secrets are known by now, and deletes the files of what it has no more.
   *
   * @returns the same session where no value has changed.
   */
  again(session: RecordedSession, redact: (value: unknown) => unknown): RecordedSession {
    const source = this.source(session);
    const seen = new Set<string>();
    const changed = new Map<string, unknown>();
    for (const file of valueFilesIn(session.events)) {
      const key = JSON.stringify(file);
      if (seen.has(key)) continue;
      seen.add(key);
      const value = source.read(file);
      const redacted = value === undefined ? undefined : redactedOrCut(file, value, redact);
      if (redacted === value) continue;
      changed.set(key, redacted);
      this.forget(file);
    }
    if (changed.size === 0) return session;
    for (const [key, value] of changed) changed.set(key, this.keep(value));
    const events = session.events.map((recorded) => {
      const event = mapEventValues(recorded.event, (value) =>
        putBack(value, { read: (file) => changed.get(JSON.stringify(file)) }),
      );
      return event === recorded.event ? recorded : { ...recorded, event };
    });
    const safe = { ...session, events };
    this.prune(safe);
    return safe;
  }

  /** Reads what has been written, for a session of this recording. */
  source(session: RecordedSession): SessionValues {
    return this.folder === undefined
      ? new SessionValues({ ...session, values: this.held })
      : new SessionValues(session, dirname(this.folder));
  }

  /** Deletes what has been written. */
  remove(): void {
    try {
      if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
    } catch {
      // Where nothing can be deleted, nothing can be written either.
    }
  }

  /** Gives its room in the budget to another. */
  private forget({ sha256, bytes }: ValueFile): void {
    if (this.written.delete(sha256)) this.bytes -= bytes;
  }

  private prune(session: RecordedSession): void {
    if (this.folder !== undefined) {
      pruneValues(session, dirname(this.folder));
      return;
    }
    const used = new Set(distinctFiles(session).map(({ sha256 }) => sha256));
    for (const sha256 of Object.keys(this.held)) if (!used.has(sha256)) delete this.held[sha256];
  }

  private keepPart(part: LargePart): unknown {
    try {
      const safe = this.scanned(part);
      if (safe === undefined) return withheld(part);
      const described = describePart(safe);
      if (this.write(described)) return { $file: described.file };
      this.cut += 1;
      return cutPart(safe);
    } catch {
      // A full disk must not fail a test.
      this.cut += 1;
      return { $cut: { type: part.type, size: part.size } };
    }
  }

  /** The part without the texts in which redaction has missed a secret; undefined where nothing of it may be written. */
  private scanned(part: LargePart): LargePart | undefined {
    if (part.as !== 'bytes') {
      const kept = this.guard.keep(part.encoded);
      return kept && { ...part, encoded: kept.value };
    }
    const { base64 = '' } = (part.encoded as { $binary: { base64?: string } }).$binary;
    return this.guard.mayWriteBytes(Buffer.from(base64, 'base64')) ? part : undefined;
  }

  /** Writes a content; returns whether it is within the budget. */
  private write({ file: { sha256, bytes }, content }: DescribedPart): boolean {
    const { folder, limits } = this;
    if (bytes > limits.maxValueBytes) return false;
    if (this.written.has(sha256)) return true;
    if (this.bytes + bytes > limits.maxValuesBytes) return false;
    if (folder === undefined) this.held[sha256] = content.toString('base64');
    else {
      const packed = compressed(content);
      writeFileWhole(join(folder, packed === undefined ? sha256 : `${sha256}${COMPRESSED}`), packed ?? content);
    }
    this.written.add(sha256);
    this.bytes += bytes;
    return true;
  }
}

/** Redacts a value; one that is more than the engine's stack can take is cut. */
function redactedOrCut({ as, type, size }: ValueFile, value: unknown, redact: (value: unknown) => unknown): unknown {
  try {
    return redact(value);
  } catch {
    return withheld({ as, type, size });
  }
}

/** Returns what a session has of a part in which redaction has missed a secret. */
function withheld({ as, type, size }: Pick<ValueFile, 'as' | 'type' | 'size'>): unknown {
  return as === 'bytes' ? { $binary: { type, size, redacted: true } } : { $cut: { type, size } };
}
