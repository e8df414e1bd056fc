import type { EventColumns } from './event-columns.ts';

/** The filter of the list. */
export interface RowFilter {
  /** Only failed calls (with `pending`: failed or pending ones). */
  failed: boolean;
  /** Only pending calls. */
  pending: boolean;
  pushes: boolean;
  /** Window, console, DOM and state events. */
  others: boolean;
  framework: boolean;
}

export const DEFAULT_FILTER: RowFilter = {
  failed: false,
  pending: false,
  pushes: true,
  others: true,
  framework: false,
};

/** The default filter, made wide enough to show a row: what a link leads to is seen. */
export function filterThatShows(columns: EventColumns, row: number | null): RowFilter {
  const framework = row !== null && columns.isFramework(row) && !columns.isProblem(row);
  return { ...DEFAULT_FILTER, framework };
}

/** Event numbers, from the first up to but not including the second. */
export type IndexRange = readonly [number, number];

/** The positions shown, in order, and how many framework calls were left out. */
export interface FilteredRows {
  rows: Int32Array;
  hiddenFramework: number;
}

/** Applies filter, step range and search to all rows. Framework calls that failed or never ended are always shown. */
export function filterRows(
  columns: EventColumns,
  filter: RowFilter,
  range: IndexRange | null,
  matches: Uint8Array | null,
): FilteredRows {
  const from = range ? columns.rowFrom(range[0]) : 0;
  const to = range ? columns.rowFrom(range[1]) : columns.count;
  const rows = new Int32Array(Math.max(0, to - from));
  let count = 0;
  let hiddenFramework = 0;
  for (let row = from; row < to; row++) {
    if (matches !== null && matches[row] === 0) continue;
    if (!isWanted(columns, row, filter)) continue;
    if (!filter.framework && columns.isFramework(row) && !columns.isProblem(row)) hiddenFramework++;
    else rows[count++] = row;
  }
  return { rows: rows.subarray(0, count), hiddenFramework };
}

function isWanted(columns: EventColumns, row: number, filter: RowFilter): boolean {
  if (filter.failed || filter.pending) {
    const status = columns.status(row);
    return (filter.failed && status === 'failed') || (filter.pending && status === 'pending');
  }
  const kind = columns.kind(row);
  if (kind === 'push') return filter.pushes;
  return kind === 'invoke' || kind === 'send' || filter.others;
}
