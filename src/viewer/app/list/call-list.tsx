import { useMemo, useReducer } from 'preact/hooks';
import type { EventColumns } from '../data/event-columns.ts';
import type { LoadedSession } from '../data/load-session.ts';
import { type RowOutline, rowOutline } from '../data/row-outline.ts';
import type { Timeline } from '../data/use-timeline.ts';
import { CallRow, HEADINGS, ROW_HEIGHT } from './call-row.tsx';
import { useVirtualRows } from './virtual-rows.ts';

const HEADER_HEIGHT = 24;
/** Rows between two calls that are compared. */
const MAX_APART = 20;
/** Characters of a command that get room before its arguments do. */
const MAX_COMMAND = 28;
/** Pixels of a character of a command; of an id at most. */
const CHARACTER = 7.3;

/** All events that pass the filter; only the rows in view are in the page. */
export function CallList({ timeline }: { timeline: Timeline }) {
  const { session, rows, row: selected, selectRow } = timeline;
  const { columns } = session;
  const current = selected === null ? -1 : positionOf(rows, selected);
  const { viewport, first, last, page } = useVirtualRows(rows.length, ROW_HEIGHT, current, HEADER_HEIGHT);
  const [, onChunk] = useReducer<number, void>((count) => count + 1, 0);
  const commandWidth = useMemo(() => widestCommand(columns), [columns]);

  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -rows.length, End: rows.length }[
      event.key
    ];
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const target = rows[Math.min(rows.length - 1, Math.max(0, current + move))];
    if (target !== undefined) selectRow(target);
  };

  return (
    <div
      ref={viewport}
      class={`calls scroll${columns.windows.filter(Boolean).length > 1 ? ' has-windows' : ''}`}
      style={{ '--id': `${idWidth(columns)}px`, '--command': `${commandWidth * CHARACTER}px` }}
      role="grid"
      aria-label="Calls and events"
      aria-rowcount={rows.length + 1}
      aria-colcount={HEADINGS.length}
      aria-activedescendant={current >= first && current < last ? `call-${current}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div class="call-row call-head" role="row" aria-rowindex={1}>
        {HEADINGS.map((heading) => (
          <span key={heading} role="columnheader" class={heading === 'Arguments' ? 'asked' : undefined}>
            {heading}
          </span>
        ))}
      </div>
      <div class="spacer" role="rowgroup" style={{ height: `${rows.length * ROW_HEIGHT}px` }}>
        {Array.from(rows.subarray(first, last), (row, i) => (
          <CallRow
            key={row}
            columns={columns}
            row={row}
            position={first + i}
            isSelected={row === selected}
            outline={rowOutline(session.peek(row, onChunk))}
            neighbour={neighbourOf(session, rows, first + i, onChunk)}
            onSelect={() => selectRow(row)}
          />
        ))}
      </div>
    </div>
  );
}

/** The nearest call of the same command whose outline is another one: the one before, else the one after. */
function neighbourOf(
  session: LoadedSession,
  rows: Int32Array,
  position: number,
  onChunk: () => void,
): RowOutline | undefined {
  const { columns } = session;
  const row = rows[position] ?? 0;
  const own = rowOutline(session.peek(row, onChunk));
  for (const step of [-1, 1]) {
    for (let at = position + step; Math.abs(at - position) <= MAX_APART; at += step) {
      const candidate = rows[at];
      if (candidate === undefined) break;
      if (columns.nameNumber(candidate) !== columns.nameNumber(row)) continue;
      const outline = rowOutline(session.peek(candidate, onChunk));
      if (outline.asked !== own.asked || outline.answered !== own.answered) return outline;
      break;
    }
  }
  return undefined;
}

/** The last id is the longest: numbers grow. */
function idWidth(columns: EventColumns): number {
  return Math.max(36, columns.id(Math.max(0, columns.count - 1)).length * CHARACTER + 4);
}

function widestCommand(columns: EventColumns): number {
  let widest = 10;
  for (let row = 0; row < columns.count && widest < MAX_COMMAND; row++) {
    if (!columns.isFramework(row) && columns.id(row)[0] !== 'e') widest = Math.max(widest, columns.name(row).length);
  }
  return Math.min(MAX_COMMAND, widest);
}

/** Binary search: `rows` is in order. */
function positionOf(rows: Int32Array, row: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = rows[middle] ?? 0;
    if (found === row) return middle;
    if (found < row) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
