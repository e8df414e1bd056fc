import { eventLetter } from '../../../calls/event-letter.ts';
import { type EncodedColumns, KINDS, type RowKind, type RowStatus, STATUSES } from '../../timeline-format.ts';

/** All events as columns, decoded: position in the session (0, 1, 2, …) to what the list and the axis show. */
export class EventColumns {
  readonly count: number;
  /** Event numbers, as in the session. */
  readonly index: Float64Array;
  /** Microseconds from the origin. */
  readonly time: Float64Array;
  /** Microseconds; -1 when there is none. */
  readonly duration: Float64Array;
  private readonly kindColumn: Uint8Array;
  private readonly statusColumn: Uint8Array;
  private readonly nameColumn: Uint32Array;
  private readonly windowColumn: Uint32Array;
  readonly names: readonly string[];
  readonly windows: readonly string[];
  private readonly frameworkColumn: Uint8Array;

  constructor(encoded: EncodedColumns, count: number) {
    this.count = count;
    for (const [name, column] of Object.entries(encoded)) {
      if (!name.endsWith('s') || name === 'status') checkLength(name, column, count);
    }
    this.index = runningSum(encoded.index);
    this.time = runningSum(encoded.time);
    this.duration = Float64Array.from(encoded.duration);
    this.kindColumn = digits(encoded.kind);
    this.frameworkColumn = digits(encoded.framework);
    this.statusColumn = digits(encoded.status);
    this.nameColumn = Uint32Array.from(encoded.name);
    this.windowColumn = Uint32Array.from(encoded.window);
    this.names = encoded.names;
    this.windows = encoded.windows;
  }

  kind(row: number): RowKind {
    return KINDS[this.kindColumn[row] ?? 0] ?? 'invoke';
  }

  status(row: number): RowStatus {
    return STATUSES[this.statusColumn[row] ?? 3] ?? 'none';
  }

  /** The event's id, as in every view of the session: `c12` a call, `p13` a push. */
  id(row: number): string {
    return `${eventLetter(this.kind(row))}${this.index[row]}`;
  }

  name(row: number): string {
    return this.names[this.nameColumn[row] ?? 0] ?? '';
  }

  nameNumber(row: number): number {
    return this.nameColumn[row] ?? 0;
  }

  window(row: number): string {
    return this.windows[this.windowColumn[row] ?? 0] ?? '';
  }

  isProblem(row: number): boolean {
    const status = this.status(row);
    return status === 'failed' || status === 'pending';
  }

  /** Whether a call is to what the framework brings itself, which says little about the app. */
  isFramework(row: number): boolean {
    return this.frameworkColumn[row] === 1;
  }

  /** The first position whose event number is at least `index`; `count` when there is none. */
  rowFrom(index: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.index[middle] ?? 0) < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The position of the event with this number, or null. */
  rowOf(index: number): number | null {
    const row = this.rowFrom(index);
    return this.index[row] === index ? row : null;
  }
}

function checkLength(name: string, column: { length: number }, count: number): void {
  if (column.length !== count) throw new Error(`its column "${name}" has ${column.length} of ${count} entries`);
}

function runningSum(differences: readonly number[]): Float64Array {
  const sums = new Float64Array(differences.length);
  let sum = 0;
  for (let i = 0; i < sums.length; i++) {
    sum += differences[i] ?? 0;
    sums[i] = sum;
  }
  return sums;
}

function digits(text: string): Uint8Array {
  const numbers = new Uint8Array(text.length);
  for (let i = 0; i < numbers.length; i++) numbers[i] = text.charCodeAt(i) - 48;
  return numbers;
}
