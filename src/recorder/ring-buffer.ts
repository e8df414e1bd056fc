/**
 * A list of fixed size that drops its oldest item for a new one, in constant time. Positions count from 0, the oldest.
 * Memory grows with what is in it, not with its capacity.
 */
export class RingBuffer<T> {
  readonly capacity: number;
  readonly #slots: T[] = [];
  /** The slot of the oldest item; 0 until the buffer is full. */
  #start = 0;

  /** @param capacity At least 1: a buffer of 0 keeps one item, as Victauri's does. */
  constructor(capacity: number) {
    this.capacity = Math.max(1, capacity);
  }

  get length(): number {
    return this.#slots.length;
  }

  /** Adds `item` as the newest. True when the oldest had to go. */
  push(item: T): boolean {
    if (this.#slots.length < this.capacity) {
      this.#slots.push(item);
      return false;
    }
    this.#slots[this.#start] = item;
    this.#start = this.#start + 1 === this.capacity ? 0 : this.#start + 1;
    return true;
  }

  /** The item at `position`, or undefined when there is none. */
  at(position: number): T | undefined {
    return position >= 0 && position < this.length ? this.#slots[this.#slotOf(position)] : undefined;
  }

  /** Puts `item` in the place of the one at `position`, which must exist. */
  replace(position: number, item: T): void {
    this.#slots[this.#slotOf(position)] = item;
  }

  /** The items from `from` up to and without `to`, oldest first, in an array of their own. */
  slice(from = 0, to = this.length): T[] {
    if (from >= to) return [];
    const first = this.#slotOf(from);
    const last = this.#slotOf(to - 1) + 1;
    return first < last ? this.#slots.slice(first, last) : [...this.#slots.slice(first), ...this.#slots.slice(0, last)];
  }

  #slotOf(position: number): number {
    const slot = this.#start + position;
    return slot < this.#slots.length ? slot : slot - this.#slots.length;
  }
}
