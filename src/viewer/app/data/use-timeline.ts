import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { DEFAULT_FILTER, type FilteredRows, filterRows, type RowFilter } from './filter-rows.ts';
import { type Failure, findFailure } from './find-failure.ts';
import { formatHash, readHash } from './hash-state.ts';
import type { LoadedSession } from './load-session.ts';
import { buildSteps, flattenSteps, type StepNode } from './step-nodes.ts';
import { type SearchState, useSearch } from './use-search.ts';

/** A range of time, in microseconds from the origin. */
export type TimeRange = readonly [number, number];

/** The selection; one object, so that one change is one rendering. */
interface Selection {
  /** Position of the call. */
  row: number | null;
  step: StepNode | null;
  /** Whether the list shows the step only. */
  only: boolean;
  tab: 'call' | 'step';
  view: TimeRange;
}

/** Everything the page shows, and the ways to change it. */
export interface Timeline extends Selection, FilteredRows {
  session: LoadedSession;
  /** The tree of steps in reading order. */
  steps: StepNode[];
  failure: Failure;
  filter: RowFilter;
  query: string;
  search: SearchState;
  /** Selects a call; one outside the step that is shown alone brings back the others. */
  selectRow(row: number | null): void;
  selectStep(step: StepNode, only?: boolean): void;
  /** Shows all steps again, and all of the time. */
  showAll(): void;
  setFilter(change: Partial<RowFilter>): void;
  setQuery(query: string): void;
  setTab(tab: 'call' | 'step'): void;
  setView(view: TimeRange): void;
}

/** The state of the page, kept in step with `location.hash`. */
export function useTimeline(session: LoadedSession): Timeline {
  const { columns, header } = session;
  const whole = useMemo<TimeRange>(() => [0, Math.max(1000, header.length)], [header]);
  const steps = useMemo(() => {
    const endIndex = (columns.index[columns.count - 1] ?? -1) + 1;
    return flattenSteps(buildSteps(header.checkpoints, header.length, endIndex));
  }, [columns, header]);
  const failure = useMemo(() => findFailure(steps, columns, header), [steps, columns, header]);

  const fromHash = useCallback((): Selection & { query: string } => {
    const hash = readHash(location.hash);
    const isEmpty = hash.call === undefined && hash.step === undefined;
    const row = isEmpty ? failure.row : hash.call === undefined ? null : columns.rowOf(hash.call);
    const step = isEmpty ? failure.step : (steps.find(({ id }) => id === hash.step) ?? null);
    const only = hash.only === true && step !== null;
    return {
      row,
      step,
      only,
      tab: steps.length === 0 ? 'call' : (hash.tab ?? (row === null && step ? 'step' : 'call')),
      view: only && step ? around(step, whole) : whole,
      query: hash.query ?? '',
    };
  }, [columns, steps, failure, whole]);

  const [selection, setSelection] = useState<Selection>(fromHash);
  const [query, setQuery] = useState(() => readHash(location.hash).query ?? '');
  const [filter, setFilter] = useState(DEFAULT_FILTER);
  const search = useSearch(session, query);
  const { row, step, only, tab } = selection;

  useEffect(() => {
    const call = row === null ? undefined : columns.index[row];
    const hash = formatHash({
      ...(call === undefined ? {} : { call }),
      ...(step ? { step: step.id, only } : {}),
      tab,
      query,
    });
    if (hash !== location.hash) history.replaceState(null, '', hash);
  }, [columns, row, step, only, tab, query]);

  useEffect(() => {
    const onHashChange = () => {
      const { query, ...selection } = fromHash();
      setSelection(selection);
      setQuery(query);
    };
    addEventListener('hashchange', onHashChange);
    return () => removeEventListener('hashchange', onHashChange);
  }, [fromHash]);

  const range = useMemo(() => (only && step ? ([step.from, step.to] as const) : null), [only, step]);
  const filtered = useMemo(
    () => filterRows(columns, filter, range, search.matches),
    [columns, filter, range, search.matches],
  );
  const change = (part: Partial<Selection>) => setSelection((before) => ({ ...before, ...part }));

  return {
    ...selection,
    ...filtered,
    session,
    steps,
    failure,
    filter,
    query,
    search,
    setQuery,
    selectRow: (row) => {
      const index = row === null ? undefined : columns.index[row];
      const isOutside = range !== null && index !== undefined && (index < range[0] || index >= range[1]);
      change({ row, tab: 'call', ...(isOutside ? { only: false, view: whole } : {}) });
    },
    selectStep: (step, only = true) => change({ step, only, tab: 'step', view: only ? around(step, whole) : whole }),
    showAll: () => change({ only: false, view: whole }),
    setFilter: (part) => setFilter((before) => ({ ...before, ...part })),
    setTab: (tab) => change({ tab }),
    setView: (view) => change({ view }),
  };
}

/** The step's time with a little air, never shorter than a millisecond. */
function around(step: StepNode, whole: TimeRange): TimeRange {
  const air = Math.max(500, (step.end - step.start) * 0.04);
  return [Math.max(whole[0], step.start - air), Math.min(Math.max(whole[1], 1000), step.end + air)];
}
