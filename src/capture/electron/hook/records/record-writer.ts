import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { segmentOf } from '../../electron-protocol.ts';
import { type Seal, sealAt } from '../../seal-at.ts';

/** Bytes of one segment; the newest two are kept, so the disk is bounded. */
const SEGMENT_BYTES = 67_108_864;

/** Appends records to their file, sealed, each before it returns. It never throws: what cannot be written must not become the app's failure. */
export class RecordWriter {
  private readonly file: string;
  private readonly key: string;
  private fd: number | undefined;
  private seal: Seal | undefined;
  private segment = 0;
  /** Bytes in the segment. */
  private place = 0;
  /** Bytes after which the next segment is begun. */
  private limit = 0;
  /** The last line was written in part. */
  private isTorn = false;

  /** @param key seals what is written: see `sealAt`. */
  constructor(file: string, key: string) {
    this.file = file;
    this.key = key;
    this.openSegment();
  }

  /** Appends whole lines. */
  append(lines: string): void {
    if (this.place > this.limit) this.openSegment();
    if (this.fd === undefined) return;
    this.seal ??= sealAt(this.key, this.segment, this.place);
    // A torn line must not take the next one along.
    const bytes = this.seal(Buffer.from(this.isTorn ? `\n${lines}` : lines));
    let at = 0;
    try {
      while (at < bytes.length) at += writeSync(this.fd, bytes, at);
      this.isTorn = false;
    } catch {
      // The disk is full; the socket still has the record.
      this.isTorn ||= at > 0;
      // What follows is sealed for where it will stand.
      this.seal = undefined;
    }
    this.place += at;
  }

  close(): void {
    if (this.fd !== undefined) closeSync(this.fd);
    this.fd = undefined;
  }

  /** Begins the next segment, and deletes the last but one. Where that cannot be done, the old one is used for as many bytes again. */
  private openSegment(): void {
    const { fd: old, segment } = this;
    this.limit = this.place + SEGMENT_BYTES;
    try {
      const opened = openNext(this.file, segment);
      this.fd = opened.fd;
      this.segment = opened.segment;
      this.place = 0;
      this.limit = SEGMENT_BYTES;
      this.seal = undefined;
      this.isTorn = false;
      if (old !== undefined) closeSync(old);
      rmSync(segmentOf(this.file, segment - 1), { force: true });
    } catch {
      // Beside the file there is the socket. One that is read on Windows cannot be deleted: the folder is, in the end.
    }
  }
}

/**
 * Opens the first segment behind a number that nobody has begun. An app that was launched a second time with the same options has the same key: bytes
 * that both sealed for one place could be read by comparing them.
 */
function openNext(file: string, behind: number): { fd: number; segment: number } {
  for (let segment = behind + 1; ; segment += 1) {
    try {
      return { fd: openSync(segmentOf(file, segment), 'ax', 0o600), segment };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
