/** Gives the least of its items first, in logarithmic time. */
export class PriorityQueue<Item> {
  /** A heap: each item comes before the two behind it, at twice its place. */
  private readonly heap: Item[] = [];
  private readonly isBefore: (one: Item, other: Item) => boolean;

  constructor(isBefore: (one: Item, other: Item) => boolean) {
    this.isBefore = isBefore;
  }

  /** The first item, which stays. */
  peek(): Item | undefined {
    return this.heap[0];
  }

  add(item: Item): void {
    const { heap } = this;
    let at = heap.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (!this.isBefore(item, heap[parent] as Item)) break;
      heap[at] = heap[parent] as Item;
      at = parent;
    }
    heap[at] = item;
  }

  /** Takes the first item out. */
  take(): Item | undefined {
    const { heap } = this;
    const [first] = heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.isBefore(heap[child + 1] as Item, heap[child] as Item)) child += 1;
      if (!this.isBefore(heap[child] as Item, last)) break;
      heap[at] = heap[child] as Item;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}
