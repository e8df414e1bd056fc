import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { TimeAxis } from '../axis/time-axis.tsx';
import { CompareView } from '../compare/compare-view.tsx';
import type { LoadedComparison } from '../compare/load-comparison.ts';
import type { LoadedSession } from '../data/load-session.ts';
import { type Timeline, useTimeline } from '../data/use-timeline.ts';
import { CallDetail } from '../detail/call-detail.tsx';
import { StepDetail } from '../detail/step-detail.tsx';
import { CallList } from '../list/call-list.tsx';
import { CallToolbar } from '../list/call-toolbar.tsx';
import { StepTree } from '../list/step-tree.tsx';
import { ErrorBoundary } from './broken.tsx';
import { Help } from './help.tsx';
import { SessionHeader } from './session-header.tsx';
import { Splitter } from './splitter.tsx';
import { useKeys } from './use-keys.ts';

/** The page: header, time axis, and below it steps, calls and what is selected; or two sessions beside each other. */
export function App({ session, comparison }: { session: LoadedSession; comparison: LoadedComparison | null }) {
  const timeline = useTimeline(session);
  const searchBox = useRef<HTMLInputElement>(null);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [stepsWidth, setStepsWidth] = useState(() => shareOfWidth(0.19, 200, 380));
  const [isBeside, setBeside] = useState(comparison !== null);
  const [detailWidth, setDetailWidth] = useState(() => shareOfWidth(0.27, 320, 640));
  const { columns } = session;
  // The checkpoint that the recorder takes at the end is no reason for a pane.
  const hasSteps = timeline.steps.length > 1 || timeline.steps[0]?.type === 'step';

  // Where the panes stand one below the other, what a link leads to may be below the screen.
  useLayoutEffect(() => {
    if (timeline.linked === null) return;
    document.querySelector(timeline.linked === 'row' ? '.calls' : '.tree')?.scrollIntoView({ block: 'nearest' });
  }, [timeline.linked, timeline.row, timeline.step]);

  useKeys(timeline, {
    search: () => searchBox.current?.select(),
    help: () => setHelpOpen(true),
    escape: () => {
      if (document.activeElement !== searchBox.current) return false;
      timeline.setQuery('');
      searchBox.current?.blur();
      return true;
    },
  });

  const detailSplitter = (
    <Splitter
      side="after"
      label="Width of the details"
      size={detailWidth}
      min={260}
      max={900}
      onSize={setDetailWidth}
    />
  );
  return (
    <div class="page" style={{ '--steps-width': `${stepsWidth}px`, '--detail-width': `${detailWidth}px` }}>
      <SessionHeader
        header={session.header}
        columns={columns}
        fault={timeline.fault}
        isBeside={comparison === null ? undefined : isBeside}
        onBeside={() => setBeside(!isBeside)}
        onHelp={() => setHelpOpen(true)}
        onDivergence={(index) => timeline.selectRow(columns.rowOf(index))}
      />
      <ErrorBoundary of={timeline.view}>
        <TimeAxis timeline={timeline} />
      </ErrorBoundary>
      <main class={hasSteps && !(comparison && isBeside) ? 'panes' : 'panes has-no-steps'}>
        {comparison && isBeside ? (
          <CompareView timeline={timeline} loaded={comparison} splitter={detailSplitter} />
        ) : (
          <>
            {hasSteps && (
              <>
                <nav class="pane" aria-label="Steps">
                  <div class="pane-head">
                    <h2>Steps</h2>
                  </div>
                  <ErrorBoundary of={timeline.step}>
                    <StepTree timeline={timeline} />
                  </ErrorBoundary>
                </nav>
                <Splitter
                  side="before"
                  label="Width of the steps"
                  size={stepsWidth}
                  min={160}
                  max={640}
                  onSize={setStepsWidth}
                />
              </>
            )}
            <section class="pane" aria-label="Calls">
              <CallToolbar timeline={timeline} searchBox={searchBox} />
              <ErrorBoundary of={timeline.rows}>
                <CallList timeline={timeline} />
                {timeline.rows.length === 0 && <Nothing timeline={timeline} />}
              </ErrorBoundary>
            </section>
            {detailSplitter}
            <Details timeline={timeline} />
          </>
        )}
      </main>
      {isHelpOpen && <Help onClose={() => setHelpOpen(false)} />}
    </div>
  );
}

/** A share of the window's width, in pixels: narrow panes on a laptop, and no empty ones on a wide screen. */
function shareOfWidth(share: number, min: number, max: number): number {
  return Math.round(Math.max(min, Math.min(max, innerWidth * share)));
}

function Nothing({ timeline: { only, showAll, session } }: { timeline: Timeline }) {
  if (session.columns.count === 0) return <p class="empty over-list">Nothing was recorded.</p>;
  return (
    <p class="empty over-list">
      {only ? 'Nothing to show in this step. ' : 'Nothing passes the filter.'}
      {only && (
        <button type="button" class="link" onClick={showAll}>
          Show all steps
        </button>
      )}
    </p>
  );
}

function Details({ timeline }: { timeline: Timeline }) {
  const { tab, setTab, row, steps } = timeline;
  const step = timeline.step ?? (steps.length === 1 ? (steps[0] ?? null) : null);
  return (
    <section class="pane" aria-label="Details">
      <div class="pane-head tabs" role="tablist" aria-label="Details of">
        {(steps.length > 0 ? (['call', 'step'] as const) : (['call'] as const)).map((name) => (
          <button
            key={name}
            id={`tab-${name}`}
            type="button"
            role="tab"
            aria-selected={tab === name}
            aria-controls="details"
            tabIndex={tab === name ? 0 : -1}
            onClick={() => setTab(name)}
            onKeyDown={(event) =>
              /Arrow(Left|Right)/.test(event.key) && setTab(name === 'call' && steps.length > 0 ? 'step' : 'call')
            }
          >
            {name === 'call' ? 'Call' : 'Step and state'}
          </button>
        ))}
      </div>
      <div id="details" class="scroll detail-scroll" role="tabpanel" aria-labelledby={`tab-${tab}`} tabIndex={0}>
        <ErrorBoundary of={tab === 'call' ? row : step}>
          {tab === 'call' &&
            (row === null ? (
              <p class="empty">Select a row to see its arguments and its answer.</p>
            ) : (
              <CallDetail key={row} session={timeline.session} timeline={timeline} row={row} />
            ))}
          {tab === 'step' &&
            (step === null ? (
              <p class="empty">Select a step to see what it did to the app’s state.</p>
            ) : (
              <StepDetail key={step.id} timeline={timeline} step={step} />
            ))}
        </ErrorBoundary>
      </div>
    </section>
  );
}
