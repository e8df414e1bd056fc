import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type NumberedRecord, segmentOf } from '../electron-protocol.ts';
import { sealAt } from '../seal-at.ts';

/** Bytes that are read at a time. */
const PIECE_BYTES = 1_048_576;
const END_OF_LINE = 0x0a;

/** Reads the file that the hook in Electron's main process appends its records to, each line once, while it grows. */
export class RecordReader {
  private readonly file: string;
  private readonly key: string;
  /** The segment to read on in. */
  private segment = 1;
  private at = 0;

  /** @param key the key by which the hook has sealed it. */
  constructor(file: string, key: string) {
    this.file = file;
    this.key = key;
  }

  /** Returns the records from number `from` that were not given before, oldest first. One that a crash or a full disk has torn is lost. */
  *records(
    from: number,
    { before = Number.POSITIVE_INFINITY, stopsAtGap = false, isWhole = false }: ReadOptions = {},
  ): Generator<NumberedRecord> {
    let expected = from;
    for (const segment of this.segments()) {
      if (segment !== this.segment) this.at = 0;
      this.segment = segment;
      for (const { line, end } of this.linesOf(segment, isWhole)) {
        const n = Number(/^\{"n":(\d+)/.exec(line)?.[1]);
        if (n >= before) return;
        const record = n >= from ? parse(line) : undefined;
        if (stopsAtGap && n >= from && (n > expected || record === undefined)) return;
        this.at = end;
        if (!(n >= from)) continue;
        expected = n + 1;
        yield record ?? { n, t: 'lost' };
      }
    }
  }

  /** Returns the whole lines of a segment from the place on that was read last, each with the place behind it; of a file that is whole, also a last one without an end. */
  private *linesOf(segment: number, isWhole: boolean): Generator<{ line: string; end: number }> {
    const fd = open(segmentOf(this.file, segment));
    if (fd === undefined) return;
    try {
      let { at } = this;
      const unseal = sealAt(this.key, segment, at);
      let bytes = Buffer.alloc(0);
      for (;;) {
        const piece = Buffer.allocUnsafe(PIECE_BYTES);
        const size = readSync(fd, piece, 0, PIECE_BYTES, at + bytes.length);
        if (size === 0) {
          if (isWhole && bytes.length > 0) yield { line: bytes.toString('utf8'), end: at + bytes.length };
          return;
        }
        bytes = Buffer.concat([bytes, unseal(piece.subarray(0, size))]);
        let start = 0;
        for (let end = bytes.indexOf(END_OF_LINE); end !== -1; end = bytes.indexOf(END_OF_LINE, start)) {
          const line = bytes.toString('utf8', start, end);
          start = end + 1;
          yield { line, end: at + start };
        }
        bytes = bytes.subarray(start);
        at += start;
      }
    } finally {
      closeSync(fd);
    }
  }

  /** Returns the numbers of the segments that there are, from the one that is read on. Of all but the last nothing is to come. */
  private segments(): number[] {
    const name = basename(this.file);
    const numbers = namesIn(dirname(this.file)).map((one) =>
      one.startsWith(`${name}.`) ? Number(one.slice(name.length + 1)) : Number.NaN,
    );
    return numbers.filter((number) => number >= this.segment).sort((a, b) => a - b);
  }
}

export interface ReadOptions {
  /** The number at which to stop. @default none */
  before?: number | undefined;
  /** Stop where a record is missing or torn: it may still come by the socket. @default false */
  stopsAtGap?: boolean;
  /** Nothing is to be written to the file any more: text behind the last whole line is a torn one. @default false */
  isWhole?: boolean;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // the hook has deleted it: nobody was to read it
  }
}

function open(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch {
    return undefined; // too old by now
  }
}

function parse(line: string): NumberedRecord | undefined {
  try {
    return JSON.parse(line) as NumberedRecord;
  } catch {
    return undefined;
  }
}
