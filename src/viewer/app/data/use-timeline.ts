import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { type FilteredRows, filterRows, filterThatShows, type RowFilter } from './filter-rows.ts';
import { type Failure, findFailure } from './find-failure.ts';
import { findLinked } from './find-linked.ts';
import { formatHash, readHash } from './hash-state.ts';
import type { LoadedSession } from './load-session.ts';
import { buildSteps, flattenSteps, type StepNode, stepOf } from './step-nodes.ts';
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
  /** Why the link to the page leads nowhere. */
  fault: string | null;
  /** What the link to the page has led to, until something else is selected. */
  linked: 'row' | 'step' | null;
}

/** The selection that a link stands for, and its search. */
type Opened = Selection & { query: string };

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

  const fromHash = useCallback((): Opened => {
    const { id, only, all, query = '' } = readHash(location.hash);
    const linked = id === undefined ? undefined : findLinked(id, columns, steps);
    const nothing = { only: false, tab: 'call' as const, view: whole, fault: null, linked: null, query };
    if (linked === undefined || 'fault' in linked) {
      const tab = failure.row === null && failure.step ? 'step' : 'call';
      return { ...nothing, ...failure, tab, fault: linked?.fault ?? null };
    }
    if ('step' in linked) {
      const view = all ? whole : around(linked.step, whole);
      return { ...nothing, row: null, step: linked.step, only: !all, tab: 'step', view, linked: 'step' };
    }
    const { row } = linked;
    const limit = steps.find((step) => step.id === only);
    const step = limit ?? (row === failure.row ? failure.step : stepOf(steps, columns.index[row] ?? 0));
    const view = limit ? around(limit, whole) : whole;
    return { ...nothing, row, step, only: limit !== undefined, view, linked: 'row' };
  }, [columns, steps, failure, whole]);

  const [opened] = useState(fromHash);
  const [selection, setSelection] = useState<Selection>(opened);
  const [query, setQuery] = useState(opened.query);
  const [filter, setFilter] = useState(() => filterThatShows(columns, opened.row));
  const search = useSearch(session, query);
  const { row, step, only, tab, fault } = selection;

  useEffect(() => {
    // A link that leads nowhere stays, until something is selected.
    if (fault !== null) return;
    const id = tab === 'step' || row === null ? step?.id : columns.id(row);
    const isStep = id !== undefined && id === step?.id;
    const hash = formatHash({
      ...(id === undefined ? {} : { id }),
      ...(only && step && !isStep ? { only: step.id } : {}),
      all: isStep && !only,
      query,
    });
    if (hash !== (location.hash || '#')) history.replaceState(null, '', hash);
  }, [columns, row, step, only, tab, fault, query]);

  useEffect(() => {
    const onHashChange = () => {
      const { query, ...selection } = fromHash();
      setSelection(selection);
      setQuery(query);
      setFilter(filterThatShows(columns, selection.row));
    };
    addEventListener('hashchange', onHashChange);
    return () => removeEventListener('hashchange', onHashChange);
  }, [columns, fromHash]);

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
      change({ ...UNLINKED, row, tab: 'call', ...(isOutside ? { only: false, view: whole } : {}) });
    },
    selectStep: (step, only = true) =>
      change({ ...UNLINKED, step, only, tab: 'step', view: only ? around(step, whole) : whole }),
    showAll: () => change({ only: false, view: whole }),
    setFilter: (part) => setFilter((before) => ({ ...before, ...part })),
    setTab: (tab) => change({ tab }),
    setView: (view) => change({ view }),
  };
}

const UNLINKED = { fault: null, linked: null };

/** The step's time with a little air, never shorter than a millisecond. */
function around(step: StepNode, whole: TimeRange): TimeRange {
  const air = Math.max(500, (step.end - step.start) * 0.04);
  return [Math.max(whole[0], step.start - air), Math.min(Math.max(whole[1], 1000), step.end + air)];
}
