import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { segmentOf } from '../../electron-protocol.ts';

/** Bytes of one segment; the newest two are kept, so the disk is bounded. */
const SEGMENT_BYTES = 67_108_864;

/** Appends records to their file, each before it returns. It never throws: what cannot be written must not become the app's failure. */
export class RecordWriter {
  private readonly file: string;
  private fd: number | undefined;
  private segment = 0;
  private written = 0;
  /** The last line was written in part. */
  private isTorn = false;

  constructor(file: string) {
    this.file = file;
    this.openSegment();
  }

  append(record: string): void {
    if (this.written > SEGMENT_BYTES) this.openSegment();
    if (this.fd === undefined) return;
    // A torn line must not take the next one along.
    const bytes = Buffer.from(`${this.isTorn ? '\n' : ''}${record}\n`);
    let at = 0;
    try {
      while (at < bytes.length) at += writeSync(this.fd, bytes, at);
      this.isTorn = false;
    } catch {
      // The disk is full; the socket still has the record.
      this.isTorn ||= at > 0;
    }
    this.written += at;
  }

  close(): void {
    if (this.fd !== undefined) closeSync(this.fd);
    this.fd = undefined;
  }

  /** Begins the next segment, and deletes the last but one. Where that cannot be done, the old one is used for as many bytes again. */
  private openSegment(): void {
    const { fd: old, segment } = this;
    this.written = 0;
    try {
      this.fd = openSync(segmentOf(this.file, segment + 1), 'a', 0o600);
      this.segment = segment + 1;
      this.isTorn = false;
      if (old !== undefined) closeSync(old);
      rmSync(segmentOf(this.file, segment - 1), { force: true });
    } catch {
      // Beside the file there is the socket. One that is read on Windows cannot be deleted: the folder is, in the end.
    }
  }
}
