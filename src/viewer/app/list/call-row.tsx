import { visibleText } from '../../../std/text/printable-text.ts';
import { readableDuration, readableOffset } from '../../../std/text/readable-numbers.ts';
import type { EventColumns } from '../data/event-columns.ts';
import type { RowOutline } from '../data/row-outline.ts';
import { CallResult } from './call-result.tsx';
import { CutValue } from './cut-value.tsx';

export const ROW_HEIGHT = 22;
export const HEADINGS = ['Id', 'Time (s)', 'Window', 'Kind', 'Command', 'Arguments', 'Result', 'Took'];

interface CallRowProps {
  columns: EventColumns;
  row: number;
  position: number;
  isSelected: boolean;
  outline: RowOutline;
  /** The outline of a call of the same command next to this one. */
  neighbour: RowOutline | undefined;
  onSelect: () => void;
}

/** One row of the list: a call with what was asked and what was answered, or another event in its own words. */
export function CallRow({ columns, row, position, isSelected, outline, neighbour, onSelect }: CallRowProps) {
  const status = columns.status(row);
  const kind = columns.kind(row);
  const name = columns.name(row);
  // Only calls have arguments and answers: the words of another event may take that room.
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
      <span role="gridcell">{columns.id(row)}</span>
      <span role="gridcell">{readableOffset(columns.time[row] ?? 0)}</span>
      <span role="gridcell">{visibleText(columns.window(row), true)}</span>
      <span role="gridcell" class={`kind kind-${kind}`}>
        {kind}
      </span>
      <span
        role="gridcell"
        class={`mono${isCall ? '' : ' wide'}${isError ? ' is-failed' : ''}`}
        aria-colspan={isCall ? undefined : 3}
      >
        {visibleText(name, true)}
        {!isCall && outline.asked !== '' && <span class="muted"> {outline.asked}</span>}
      </span>
      {isCall && (
        <>
          <span role="gridcell" class="mono muted asked">
            <CutValue text={outline.asked} other={neighbour?.asked} />
          </span>
          <span role="gridcell" class={`mono result is-${status}`}>
            <CallResult status={status} answered={outline.answered} other={neighbour?.answered} />
          </span>
        </>
      )}
      <span role="gridcell" class="took">
        {readableDuration(columns.duration[row] ?? -1)}
      </span>
    </div>
  );
}
