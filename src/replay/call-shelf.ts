import type { RecordedCall } from './recorded-call.ts';

type Test = (recorded: RecordedCall) => boolean;

/** Calls of one section that are looked at, from its first free one on, for one of the window that asks and one that fits. */
const MAX_COMPARED = 50;

/** The recorded calls of one key, by the section of the recording they are in. */
export class CallShelf {
  readonly all: RecordedCall[] = [];
  readonly #windows = new Set<string>();
  readonly #sections = new Map<number, { calls: RecordedCall[]; next: number }>();

  add(section: number, recorded: RecordedCall): void {
    this.all.push(recorded);
    this.#windows.add(recorded.call.webview_label);
    const shelf = this.#sections.get(section);
    if (shelf) shelf.calls.push(recorded);
    else this.#sections.set(section, { calls: [recorded], next: 0 });
  }

  /** The first free call of a section; one of the window that asks, if there is any. */
  first(section: number, window: string | undefined, isFree: Test, fits: Test = () => true): RecordedCall | undefined {
    const shelf = this.#sections.get(section);
    if (shelf === undefined) return undefined;
    while (shelf.next < shelf.calls.length && !isFree(shelf.calls[shelf.next] as RecordedCall)) shelf.next += 1;
    const free = shelf.calls.slice(shelf.next, shelf.next + MAX_COMPARED).filter(isFree);
    return ofWindowFirst(free, window).find(fits);
  }

  /** The first free call of the nearest section; of two as near the earlier: a call comes late more often than early. */
  nearest(section: number, window: string | undefined, isFree: Test, fits?: Test): RecordedCall | undefined {
    const sections = [...this.#sections.keys()].sort(
      (one, other) => Math.abs(one - section) - Math.abs(other - section) || one - other,
    );
    for (const near of sections) {
      const found = this.first(near, window, isFree, fits);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** What was answered last, up to the end of a section; a call that the end of the recording cut off says nothing, if others were answered. */
  lastAnswer(section: number, window: string | undefined, fits: Test = () => true): RecordedCall | undefined {
    const hasOwn = window !== undefined && this.#windows.has(window);
    // By preference: of the window that asks, then answered. Sections follow each other as the calls do.
    const found: (RecordedCall | undefined)[] = [];
    for (let at = (this.#countUpTo(section) || this.all.length) - 1; at >= 0; at -= 1) {
      const one = this.all[at] as RecordedCall;
      const rank = (hasOwn && one.call.webview_label !== window ? 2 : 0) + (one.call.result === 'Pending' ? 1 : 0);
      if (found[rank] === undefined && fits(one)) found[rank] = one;
      if (found[0] !== undefined) break;
    }
    return found.find((one) => one !== undefined);
  }

  #countUpTo(section: number): number {
    let count = 0;
    for (const [of, { calls }] of this.#sections) if (of <= section) count += calls.length;
    return count;
  }
}

function ofWindowFirst(calls: RecordedCall[], window: string | undefined): RecordedCall[] {
  if (window === undefined || !calls.some(({ call }) => call.webview_label === window)) return calls;
  const isOwn = ({ call }: RecordedCall) => call.webview_label === window;
  return [...calls.filter(isOwn), ...calls.filter((one) => !isOwn(one))];
}
