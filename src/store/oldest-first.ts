/** Holds the newest items whose sizes are within a limit; each has a number, from 0, that it keeps. The newest stays, however large it is. */
export class OldestFirst<Item> {
  private readonly maxSize: number;
  private held: Item[] = [];
  private sizes: number[] = [];
  private size = 0;
  /** The number of the first one that is held. */
  private first = 0;

  constructor(maxSize: number) {
    this.maxSize = maxSize;
  }

  /** Counts those that went. */
  get gone(): number {
    return this.first;
  }

  /** Counts the items that were given, those that went too. */
  get count(): number {
    return this.first + this.held.length;
  }

  /** Adds an item and returns its number. Memory is given back once a quarter too much is held. */
  push(item: Item, size: number): number {
    this.held.push(item);
    this.sizes.push(size);
    this.size += size;
    if (this.size > this.maxSize * 1.25) this.letGo();
    return this.count - 1;
  }

  /** Returns an item by its number; undefined when it went. */
  at(number: number): Item | undefined {
    return this.held[number - this.first];
  }

  /** Puts another item, larger by `more`, in the place of one that is held. */
  replace(number: number, item: Item, more: number): void {
    const at = number - this.first;
    if (at < 0 || at >= this.held.length) return;
    this.held[at] = item;
    this.sizes[at] = (this.sizes[at] as number) + more;
    this.size += more;
    if (this.size > this.maxSize * 1.25) this.letGo();
  }

  /** Returns what is held, the oldest first. */
  items(): Item[] {
    this.letGo();
    return this.held;
  }

  private letGo(): void {
    let gone = 0;
    while (this.size > this.maxSize && gone < this.held.length - 1) this.size -= this.sizes[gone++] as number;
    if (gone === 0) return;
    this.held = this.held.slice(gone);
    this.sizes = this.sizes.slice(gone);
    this.first += gone;
  }
}
