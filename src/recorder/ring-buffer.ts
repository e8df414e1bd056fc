import { firstWhere } from '../std/first-where.ts';

/**
 * A list of fixed size that drops its oldest item for a new one, in constant time. Positions count from 0, the oldest.
 * Memory grows with what is in it, not with its capacity.
 */
export class RingBuffer<T> {
  readonly capacity: number;
  /** Items, and after a `shift` empty slots. */
  private slots: (T | undefined)[] = [];
  /** The slot of the oldest item; 0 until the buffer is full or an item was taken. */
  private start = 0;
  private count = 0;

  /** @param capacity At least 1: a buffer of 0 keeps one item, as Victauri's does. */
  constructor(capacity: number) {
    this.capacity = Math.max(1, capacity);
  }

  get length(): number {
    return this.count;
  }

  /** Adds `item` as the newest; true when the oldest had to go for it. */
  push(item: T): boolean {
    if (this.count < this.slots.length) {
      this.count++;
      this.replace(this.count - 1, item);
      return false;
    }
    if (this.count < this.capacity) {
      if (this.start > 0) this.straighten();
      this.slots.push(item);
      this.count++;
      return false;
    }
    this.slots[this.start] = item;
    this.start = this.start + 1 === this.capacity ? 0 : this.start + 1;
    return true;
  }

  /** Takes the oldest item out; undefined when there is none. */
  shift(): T | undefined {
    if (this.count === 0) return undefined;
    const item = this.slots[this.start];
    this.slots[this.start] = undefined;
    this.start = this.start + 1 === this.slots.length ? 0 : this.start + 1;
    this.count--;
    return item;
  }

  /** Returns the item at `position`, or undefined when there is none. */
  at(position: number): T | undefined {
    return position >= 0 && position < this.count ? this.slots[this.slotOf(position)] : undefined;
  }

  /** Puts `item` in the place of the one at `position`, which must exist. */
  replace(position: number, item: T): void {
    this.slots[this.slotOf(position)] = item;
  }

  /** Returns the items from `from` up to and without `to`, oldest first, in an array of their own. */
  slice(from = 0, to = this.count): T[] {
    if (from >= to) return [];
    const first = this.slotOf(from);
    const last = this.slotOf(to - 1) + 1;
    const slots = this.slots as T[];
    return first < last ? slots.slice(first, last) : [...slots.slice(first), ...slots.slice(0, last)];
  }

  /** Returns the first position whose item passes, when all after it pass too; the length when none does. */
  firstWhere(passes: (item: T) => boolean): number {
    return firstWhere(this.count, (position) => passes(this.at(position) as T));
  }

  /** Turns the slots so that the oldest is first: the array can grow at its end then. */
  private straighten(): void {
    this.slots = this.slice();
    this.start = 0;
  }

  private slotOf(position: number): number {
    const slot = this.start + position;
    return slot < this.slots.length ? slot : slot - this.slots.length;
  }
}
