import { useReducer } from 'preact/hooks';
import type { RecordedEvent } from '../../../session/format/schema.ts';
import { visibleText } from '../../../std/text/printable-text.ts';
import { readableDuration, readableOffset } from '../../../std/text/readable-numbers.ts';
import type { EventColumns } from '../data/event-columns.ts';
import { outlineValue } from '../data/outline-value.ts';
import type { Timeline } from '../data/use-timeline.ts';
import { StatusIcon } from '../shell/icons.tsx';
import { useVirtualRows } from './virtual-rows.ts';

const ROW_HEIGHT = 22;
const HEADER_HEIGHT = 24;
const HEADINGS = ['#', 'Time (s)', 'Window', 'Kind', 'Command', 'Arguments', 'Status'];

/** All events that pass the filter; only the rows in view are in the page. */
export function CallList({ timeline }: { timeline: Timeline }) {
  const { session, rows, row: selected, selectRow } = timeline;
  const { columns } = session;
  const current = selected === null ? -1 : positionOf(rows, selected);
  const { viewport, first, last, page } = useVirtualRows(rows.length, ROW_HEIGHT, current, HEADER_HEIGHT);
  const [, onChunk] = useReducer<number, void>((count) => count + 1, 0);

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
      class="calls scroll"
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
          <span key={heading} role="columnheader">
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
            preview={previewOf(session.peek(row, onChunk))}
            onSelect={() => selectRow(row)}
          />
        ))}
      </div>
    </div>
  );
}

interface CallRowProps {
  columns: EventColumns;
  row: number;
  position: number;
  isSelected: boolean;
  preview: string;
  onSelect: () => void;
}

function CallRow({ columns, row, position, isSelected, preview, onSelect }: CallRowProps) {
  const status = columns.status(row);
  const kind = columns.kind(row);
  const name = columns.name(row);
  // Only calls have arguments: the words of another event may take that room.
  const isCall = kind === 'invoke' || kind === 'send' || kind === 'push';
  const isError = kind === 'console' && name.startsWith('error:');
  return (
    <div
      id={`call-${position}`}
      class={`call-row row status-${status}`}
      role="row"
      aria-rowindex={position + 2}
      aria-selected={isSelected}
      style={{ top: `${position * ROW_HEIGHT}px` }}
      onClick={onSelect}
    >
      <span role="gridcell">{columns.index[row]}</span>
      <span role="gridcell">{readableOffset(columns.time[row] ?? 0)}</span>
      <span role="gridcell">{visibleText(columns.window(row), true)}</span>
      <span role="gridcell" class={`kind kind-${kind}`}>
        {kind}
      </span>
      <span
        role="gridcell"
        class={`mono${isCall ? '' : ' wide'}${isError ? ' is-failed' : ''}`}
        aria-colspan={isCall ? undefined : 2}
      >
        {visibleText(name, true)}
        {!isCall && preview !== '' && <span class="muted"> {preview}</span>}
      </span>
      {isCall && (
        <span role="gridcell" class="mono muted">
          {preview}
        </span>
      )}
      <span role="gridcell" class="status">
        <StatusIcon status={status} />
        {status === 'failed' || status === 'pending' ? (
          <b class={`is-${status}`}>{status}</b>
        ) : status === 'abandoned' ? (
          <span class="muted" title="Its document was closed or navigated away">
            abandoned
          </span>
        ) : (
          status === 'ok' && <span class="hidden">ok</span>
        )}
        <span class="took">{readableDuration(columns.duration[row] ?? -1)}</span>
      </span>
    </div>
  );
}

function previewOf(entry: RecordedEvent | 'loading' | 'broken'): string {
  if (entry === 'loading') return '…';
  if (entry === 'broken') return 'cannot be read';
  const { event } = entry;
  if (event.type === 'DomInteraction') return event.value === null ? '' : outlineValue(event.value);
  if (event.type === 'WindowEvent') return visibleText(event.url ?? '', true);
  if (event.type !== 'Ipc') return '';
  return event.args === undefined ? '' : outlineValue(event.args);
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
