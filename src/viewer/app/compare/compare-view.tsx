import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { visibleText } from '../../../std/text/printable-text.ts';
import { counted } from '../../../std/text/readable-numbers.ts';
import type { Timeline } from '../data/use-timeline.ts';
import { CallDetail } from '../detail/call-detail.tsx';
import { ErrorBoundary } from '../shell/broken.tsx';
import { CompareList } from './compare-list.tsx';
import type { LoadedComparison, Pair } from './load-comparison.ts';
import { shownPairs } from './shown-pairs.ts';

interface CompareViewProps {
  timeline: Timeline;
  loaded: LoadedComparison;
  /** What stands between the list and the details. */
  splitter: ComponentChildren;
}

/** Two sessions of a test, call by call, and both calls of the selected pair. */
export function CompareView({ timeline, loaded, splitter }: CompareViewProps) {
  const { pairs, firstDifference } = loaded;
  const { row, session, selectRow } = timeline;
  const [filter, setFilter] = useState({ differences: false, framework: false });
  // A call of the other session alone has no place in the page's own: it is selected until a row is.
  const [alone, setAlone] = useState<{ at: number; row: number | null } | null>(null);
  const shown = useMemo(() => shownPairs(loaded, session.columns, filter), [loaded, session, filter]);
  const current =
    alone && alone.row === row ? alone.at : row === null ? -1 : pairs.findIndex(({ first }) => first === row);
  const select = (at: number) => {
    const first = pairs[at]?.first ?? null;
    setAlone(first === null ? { at, row } : null);
    if (first !== null) selectRow(first);
  };
  useLayoutEffect(() => {
    if (timeline.linked === null && row === timeline.failure.row && firstDifference >= 0) select(firstDifference);
  }, []);

  return (
    <>
      <section class="pane" aria-label="Both attempts">
        <CompareToolbar loaded={loaded} filter={filter} setFilter={setFilter} onFirst={() => select(firstDifference)} />
        <ErrorBoundary of={shown}>
          <CompareList timeline={timeline} loaded={loaded} shown={shown} current={current} onSelect={select} />
        </ErrorBoundary>
      </section>
      {splitter}
      <section class="pane" aria-label="Details">
        <div class="scroll" tabIndex={0} role="region" aria-label="Both calls">
          <ErrorBoundary of={current}>
            {pairs[current] ? (
              <PairDetail key={current} timeline={timeline} loaded={loaded} pair={pairs[current]} at={current} />
            ) : (
              <p class="empty">Select a row to see its arguments and its answers.</p>
            )}
          </ErrorBoundary>
        </div>
      </section>
    </>
  );
}

interface CompareToolbarProps {
  loaded: LoadedComparison;
  filter: { differences: boolean; framework: boolean };
  setFilter: (filter: { differences: boolean; framework: boolean }) => void;
  onFirst: () => void;
}

function CompareToolbar({ loaded: { pairs, firstDifference }, filter, setFilter, onFirst }: CompareToolbarProps) {
  const differ = pairs.filter(({ mark }) => mark !== 'same' && mark !== 'order').length;
  return (
    <div class="toolbar">
      <div class="toggles" role="group" aria-label="Show">
        {(['differences', 'framework'] as const).map((key) => (
          <button
            key={key}
            type="button"
            class="toggle"
            aria-pressed={filter[key]}
            onClick={() => setFilter({ ...filter, [key]: !filter[key] })}
          >
            {key === 'differences' ? 'Only differences' : 'Framework'}
          </button>
        ))}
      </div>
      <p class="toolbar-note muted">
        <span role="status">
          {counted(differ, 'difference')} in {counted(pairs.length, 'pair')} of calls and messages
        </span>
        {firstDifference >= 0 && (
          <button type="button" class="link" onClick={onFirst}>
            Go to the first
          </button>
        )}
      </p>
    </div>
  );
}

function PairDetail({
  timeline,
  loaded,
  pair: { first, second },
  at,
}: {
  timeline: Timeline;
  loaded: LoadedComparison;
  pair: Pair;
  at: number;
}) {
  const text = loaded.textOf(at);
  const [own, other] = loaded.names;
  return (
    <>
      {text !== undefined && (
        <p class="banner" role="note">
          {visibleText(text)}
        </p>
      )}
      <h2 class="side-title">{visibleText(own, true)}</h2>
      {first === null ? (
        <p class="empty">Not there.</p>
      ) : (
        <CallDetail session={timeline.session} timeline={timeline} row={first} of={own} />
      )}
      <h2 class="side-title">{visibleText(other, true)}</h2>
      {second === null ? (
        <p class="empty">Not there.</p>
      ) : (
        <CallDetail session={loaded.session} row={second} of={other} />
      )}
    </>
  );
}
