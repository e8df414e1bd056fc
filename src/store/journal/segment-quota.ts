/** The part of a segment that a kind may fill: all kinds but calls together fill five eighths of it. */
const SHARE = 1 / 8;
/** The part of its share up to which a kind holds lines that are over it, for the end: the newest. */
const HELD = 1 / 64;

interface Kind {
  /** Written in this segment. */
  length: number;
  held: string[];
  heldLength: number;
}

/**
 * Keeps events of one kind from filling a journal, so that it is calls that make its segments go. Lines over a kind's share are held,
 * the newest of them, until the end; a process that dies loses those. Lengths are those of the text, which is close enough.
 */
export class SegmentQuota {
  /** Lines that were given up. */
  unwritten = 0;
  private readonly share: number;
  private readonly maxHeld: number;
  private readonly kinds = new Map<string, Kind>();

  constructor(segmentBytes: number) {
    this.share = segmentBytes * SHARE;
    this.maxHeld = segmentBytes * HELD;
  }

  /** True when the line may be written now; else it is held. */
  take(kind: string, text: string): boolean {
    let known = this.kinds.get(kind);
    if (known === undefined) {
      known = { length: 0, held: [], heldLength: 0 };
      this.kinds.set(kind, known);
    }
    if (known.length + text.length <= this.share) {
      known.length += text.length;
      return true;
    }
    this.hold(known, text);
    return false;
  }

  /** A new segment is written from now on. */
  renew(): void {
    for (const kind of this.kinds.values()) kind.length = 0;
  }

  /** Returns the lines that are held, to be written after all. */
  takeHeld(): string[] {
    return [...this.kinds.values()].flatMap((kind) => {
      kind.heldLength = 0;
      return kind.held.splice(0);
    });
  }

  private hold(kind: Kind, text: string): void {
    kind.held.push(text);
    kind.heldLength += text.length;
    // Half of them at once: one by one, an array is moved for each.
    if (kind.heldLength <= this.maxHeld) return;
    const gone = kind.held.splice(0, Math.ceil(kind.held.length / 2));
    this.unwritten += gone.length;
    kind.heldLength = kind.held.reduce((sum, { length }) => sum + length, 0);
  }
}
