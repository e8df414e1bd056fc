import { useReducer } from 'preact/hooks';
import { visibleText } from '../../../std/text/printable-text.ts';
import type { PairMark } from '../../timeline-format.ts';
import type { LoadedSession } from '../data/load-session.ts';
import { type RowOutline, rowOutline } from '../data/row-outline.ts';
import type { Timeline } from '../data/use-timeline.ts';
import { CallResult } from '../list/call-result.tsx';
import { CutValue } from '../list/cut-value.tsx';
import { useVirtualRows } from '../list/virtual-rows.ts';
import type { LoadedComparison } from './load-comparison.ts';

const ROW_HEIGHT = 40;
const HEADER_HEIGHT = 24;
const WORDS: Record<PairMark, readonly [sign: string, word: string]> = {
  same: ['=', 'same'],
  'result-changed': ['≠', 'other answer'],
  'never-answered': ['≠', 'no answer'],
  'args-changed': ['≠', 'other arguments'],
  missing: ['−', 'missing'],
  extra: ['+', 'extra'],
  moved: ['⇅', 'moved'],
  'answer-order': ['⇅', 'other order'],
  order: ['≈', 'other order'],
};

interface CompareListProps {
  timeline: Timeline;
  loaded: LoadedComparison;
  /** Positions of the pairs to show. */
  shown: number[];
  current: number;
  onSelect: (at: number) => void;
}

/** The calls of two sessions beside each other, those that belong together in one row; the first that differs is marked. */
export function CompareList({ timeline, loaded, shown, current, onSelect }: CompareListProps) {
  const position = shown.indexOf(current);
  const { viewport, first, last, page } = useVirtualRows(shown.length, ROW_HEIGHT, position, HEADER_HEIGHT);
  const [, onChunk] = useReducer<number, void>((count) => count + 1, 0);
  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -shown.length, End: shown.length }[
      event.key
    ];
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const target = shown[Math.min(shown.length - 1, Math.max(0, position + move))];
    if (target !== undefined) onSelect(target);
  };
  return (
    <div
      ref={viewport}
      class="calls scroll"
      role="grid"
      aria-label="Calls of both attempts"
      aria-rowcount={shown.length + 1}
      aria-colcount={3}
      aria-activedescendant={position >= first && position < last ? `pair-${current}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div class="pair-row call-head" role="row" aria-rowindex={1}>
        {[loaded.names[0], '', loaded.names[1]].map((name, i) => (
          <span key={i} role="columnheader">
            {i === 1 ? <span class="hidden">How they differ</span> : visibleText(name, true)}
          </span>
        ))}
      </div>
      <div class="spacer" role="rowgroup" style={{ height: `${shown.length * ROW_HEIGHT}px` }}>
        {shown.slice(first, last).map((at, i) => {
          const pair = loaded.pairs[at];
          if (!pair) return null;
          const outline = (session: LoadedSession, row: number | null) =>
            row === null ? undefined : rowOutline(session.peek(row, onChunk));
          const [own, other] = [outline(timeline.session, pair.first), outline(loaded.session, pair.second)];
          const isFirst = at === loaded.firstDifference;
          const [sign, word] = WORDS[pair.mark];
          return (
            <div
              key={at}
              id={`pair-${at}`}
              class={`pair-row row is-${pair.mark}${isFirst ? ' is-first' : ''}`}
              role="row"
              aria-rowindex={first + i + 2}
              aria-selected={at === current}
              style={{ top: `${(first + i) * ROW_HEIGHT}px` }}
              onClick={() => onSelect(at)}
            >
              <Side session={timeline.session} row={pair.first} outline={own} other={other} />
              <span role="gridcell" class="pair-mark">
                <b aria-hidden="true">{sign}</b>
                <span class={pair.mark === 'same' ? 'hidden' : 'pair-word'}>{word}</span>
                {isFirst && <b class="pair-word">first difference</b>}
              </span>
              <Side session={loaded.session} row={pair.second} outline={other} other={own} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface SideProps {
  session: LoadedSession;
  row: number | null;
  outline: RowOutline | undefined;
  other: RowOutline | undefined;
}

function Side({ session: { columns }, row, outline, other }: SideProps) {
  if (row === null || outline === undefined)
    return (
      <span role="gridcell" class="side muted">
        not there
      </span>
    );
  const status = columns.status(row);
  return (
    <span role="gridcell" class="side mono">
      <span class="side-line">
        <span class="muted">{columns.id(row)}</span>
        <span class="side-name">{visibleText(columns.name(row), true)}</span>
        <span class="side-value muted">
          <CutValue text={outline.asked} other={other?.asked} />
        </span>
      </span>
      <span class={`side-line result is-${status}`}>
        <CallResult status={status} answered={outline.answered} other={other?.answered} />
      </span>
    </span>
  );
}
