import type { EventColumns } from '../data/event-columns.ts';

/** The most lanes drawn; calls that find no free one share the last. */
const MAX_LANES = 10;

/** Puts overlapping calls on lanes, each in the first that is free. Pending calls hold theirs to the end. */
export function assignLanes(columns: EventColumns, sessionEnd: number): { lanes: Uint8Array; count: number } {
  const lanes = new Uint8Array(columns.count);
  const freeAt: number[] = [];
  for (let row = 0; row < columns.count; row++) {
    if (columns.kind(row) !== 'invoke') continue;
    const start = columns.time[row] ?? 0;
    let lane = freeAt.findIndex((free) => free <= start);
    if (lane === -1) lane = Math.min(freeAt.length, MAX_LANES - 1);
    freeAt[lane] = Math.max(freeAt[lane] ?? 0, endOf(columns, row, sessionEnd));
    lanes[row] = lane;
  }
  return { lanes, count: Math.max(1, freeAt.length) };
}

/** When a call ended; the session's end when it never did. */
export function endOf(columns: EventColumns, row: number, sessionEnd: number): number {
  if (columns.status(row) === 'pending') return sessionEnd;
  return (columns.time[row] ?? 0) + Math.max(0, columns.duration[row] ?? 0);
}
