import { RingBuffer } from './ring-buffer.ts';
import { textSize } from './text-size.ts';

/** A ring that also drops its oldest items for the size of what it holds. The newest stays, however large it is. */
export class SizedRing<T> {
  private readonly ring: RingBuffer<T>;
  /** The sizes of the items, in step with them; undefined where size does not matter. */
  private readonly sizes: RingBuffer<number> | undefined;
  private readonly maxBytes: number;
  private bytes = 0;

  /** @param maxBytes see `textSize` */
  constructor(capacity: number, maxBytes = Number.POSITIVE_INFINITY) {
    this.ring = new RingBuffer(capacity);
    this.maxBytes = maxBytes;
    this.sizes = Number.isFinite(maxBytes) ? new RingBuffer(capacity) : undefined;
  }

  /** Returns the items, to read. */
  get items(): Omit<RingBuffer<T>, 'push' | 'shift' | 'replace'> {
    return this.ring;
  }

  /** Adds the newest; returns how many of the oldest had to go. */
  push(item: T): number {
    let gone = 0;
    if (this.ring.length === this.ring.capacity) {
      this.shift();
      gone += 1;
    }
    this.ring.push(item);
    if (this.sizes === undefined) return gone;
    const size = textSize(item);
    this.sizes.push(size);
    this.bytes += size;
    return gone + this.makeRoom();
  }

  /** Drops the oldest. */
  shift(): void {
    this.ring.shift();
    this.bytes -= this.sizes?.shift() ?? 0;
  }

  /** Puts `item` in the place of the one at `position`, which must exist; returns how many of the oldest had to go for it. */
  replace(position: number, item: T): number {
    this.ring.replace(position, item);
    if (this.sizes === undefined) return 0;
    const size = textSize(item);
    this.bytes += size - (this.sizes.at(position) ?? 0);
    this.sizes.replace(position, size);
    return this.makeRoom();
  }

  private makeRoom(): number {
    let gone = 0;
    for (; this.bytes > this.maxBytes && this.ring.length > 1; gone += 1) this.shift();
    return gone;
  }
}
