import type { RecordedCall } from '../../calls/recorded-call.ts';
import { firstWhere } from '../../std/first-where.ts';

type Test = (recorded: RecordedCall) => boolean;

/** Calls of one section that are looked at, from its first free one on, for one of the window that asks and one that fits. */
const MAX_COMPARED = 50;

/** The recorded calls of one key, by the section of the recording they are in. */
export class CallBuckets {
  readonly all: RecordedCall[] = [];
  private readonly nearestByAsker = new Map<string, number>();
  private readonly sections = new Map<number, { calls: RecordedCall[]; next: number }>();

  add(section: number, recorded: RecordedCall): void {
    this.all.push(recorded);
    const shelf = this.sections.get(section);
    if (shelf) shelf.calls.push(recorded);
    else this.sections.set(section, { calls: [recorded], next: 0 });
  }

  /** The first free call of a section; one of the window that asks, if there is any. */
  first(section: number, asker: Asker, isFree: Test, fits: Test = () => true): RecordedCall | undefined {
    const shelf = this.sections.get(section);
    if (shelf === undefined) return undefined;
    while (shelf.next < shelf.calls.length && !isFree(shelf.calls[shelf.next] as RecordedCall)) shelf.next += 1;
    const free = shelf.calls.slice(shelf.next, shelf.next + MAX_COMPARED).filter(isFree);
    return byDistance(free, asker).find(fits);
  }

  /** The calls of a section, as many as are looked at. */
  inSection(section: number, counts: Test): RecordedCall[] {
    return (this.sections.get(section)?.calls ?? []).filter(counts).slice(0, MAX_COMPARED);
  }

  /** The first free call of the nearest section; of two as near the earlier: a call comes late more often than early. */
  nearest(section: number, asker: Asker, isFree: Test, fits?: Test): RecordedCall | undefined {
    const sections = [...this.sections.keys()].sort(
      (one, other) => Math.abs(one - section) - Math.abs(other - section) || one - other,
    );
    for (const near of sections) {
      const found = this.first(near, asker, isFree, fits);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /**
   * Finds the call that was answered last, up to the end of a section, of those that are due; a call that the end of the recording cut off says
   * nothing, if others were answered.
   */
  lastAnswer(section: number, asker: Asker, isDue: Test, fits: Test = () => true): RecordedCall | undefined {
    const due = firstWhere(this.all.length, (at) => !isDue(this.all[at] as RecordedCall));
    const nearest = this.nearestTo(asker);
    // By preference: of the window that asks, then answered. Sections follow each other as the calls do.
    const found: (RecordedCall | undefined)[] = [];
    let tried = 0;
    for (let at = (Math.min(this.countUpTo(section), due) || due || this.all.length) - 1; at >= 0; at -= 1) {
      const one = this.all[at] as RecordedCall;
      const rank = (distance(one, asker) - nearest) * 2 + (one.call.result === 'Pending' ? 1 : 0);
      if (found[rank] === undefined && tried < MAX_COMPARED) {
        tried += 1;
        if (fits(one)) found[rank] = one;
      }
      if (found[0] !== undefined) break;
    }
    return found.find((one) => one !== undefined);
  }

  /** The smallest distance of any of them. */
  private nearestTo(asker: Asker): number {
    const key = `${asker.window} ${asker.page} ${asker.frame}`;
    const known = this.nearestByAsker.get(key);
    if (known !== undefined) return known;
    let nearest = 3;
    for (const one of this.all) nearest = Math.min(nearest, distance(one, asker));
    this.nearestByAsker.set(key, nearest);
    return nearest;
  }

  private countUpTo(section: number): number {
    let count = 0;
    for (const [of, { calls }] of this.sections) if (of <= section) count += calls.length;
    return count;
  }
}

/** The window that asks: where calls were recorded in it, those come first. */
export interface Asker {
  /** The label of the window. */
  window?: string | undefined;
  /** The name of its page. */
  page?: string | undefined;
  /** The URL of the frame, when it is not the page's main frame. */
  frame?: string | undefined;
}

/** How far from the window that asks a call was recorded: 0 in it, at most 3. What is not known of either says nothing. */
function distance({ call }: RecordedCall, { window, page, frame }: Asker): number {
  const isOtherWindow = window !== undefined && call.webview_label !== window;
  const isOtherPage = page !== undefined && call.page !== undefined && (call.page !== page || call.frame !== frame);
  return (isOtherWindow ? 2 : 0) + (isOtherPage ? 1 : 0);
}

function byDistance(calls: RecordedCall[], asker: Asker): RecordedCall[] {
  const [first] = calls;
  if (first === undefined || calls.every((one) => distance(one, asker) === distance(first, asker))) return calls;
  return calls.toSorted((one, other) => distance(one, asker) - distance(other, asker));
}
