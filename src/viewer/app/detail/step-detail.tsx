import { diffValues, type ValueChange } from '../../../session/codec/diff-values.ts';
import { visibleText } from '../../../std/text/printable-text.ts';
import { counted, readableDuration } from '../../../std/text/readable-numbers.ts';
import type { LoadedSession } from '../data/load-session.ts';
import { outlineValue } from '../data/outline-value.ts';
import type { StepNode } from '../data/step-nodes.ts';
import { useLoaded } from '../data/use-loaded.ts';
import type { Timeline } from '../data/use-timeline.ts';
import { Broken } from '../shell/broken.tsx';
import { StatusIcon } from '../shell/icons.tsx';
import { CopyButton } from './copy-button.tsx';
import { JsonTree, LongText } from './json-tree.tsx';

const MAX_CHANGES = 200;
const SIGNS = { added: '+', removed: '−', changed: '~' };

/** One step: how it ended, what it called, and what it did to the app's state. */
export function StepDetail({ timeline, step }: { timeline: Timeline; step: StepNode }) {
  const { columns } = timeline.session;
  const from = columns.rowFrom(step.from);
  const to = columns.rowFrom(step.to);
  let calls = 0,
    failed = 0,
    pending = 0;
  for (let row = from; row < to; row++) {
    if (columns.kind(row) === 'invoke') calls++;
    if (columns.status(row) === 'failed') failed++;
    if (columns.status(row) === 'pending') pending++;
  }
  return (
    <article class="detail" aria-label={`Step ${step.title}`}>
      <div class="detail-head">
        <h2>{visibleText(step.title, true)}</h2>
      </div>
      <dl class="fact-grid">
        {step.type === 'step' && (
          <>
            <dt>Status</dt>
            <dd>
              <span class="status-line">
                <StatusIcon status={step.status} />
                <b class={`is-${step.status}`}>{step.status === 'unfinished' ? 'did not end' : step.status}</b>
              </span>
            </dd>
          </>
        )}
        {step.titlePath.length > 1 && (
          <>
            <dt>In</dt>
            <dd>{visibleText(step.titlePath.slice(0, -1).join(' › '), true)}</dd>
          </>
        )}
        <dt>Kind</dt>
        <dd>
          {step.id} · {visibleText(step.category, true)}
        </dd>
        {step.type === 'step' && (
          <>
            <dt>Duration</dt>
            <dd>{readableDuration(step.end - step.start)}</dd>
          </>
        )}
        {step.location !== '' && (
          <>
            <dt>Location</dt>
            <dd class="mono">
              {visibleText(step.location, true)} <CopyButton text={visibleText(step.location, true)} label="Copy" />
            </dd>
          </>
        )}
        <dt>Calls</dt>
        <dd>
          {[counted(calls, 'call'), failed > 0 && `${failed} failed`, pending > 0 && `${pending} pending`]
            .filter(Boolean)
            .join(', ')}
          {to - from > calls && `, ${counted(to - from, 'event')} in all`}
        </dd>
      </dl>
      {step.error !== undefined && (
        <section class="block is-error">
          <h3>Error</h3>
          <pre class="mono">
            <LongText text={step.error} />
          </pre>
        </section>
      )}
      <StateChanges session={timeline.session} step={step} />
    </article>
  );
}

interface StepStates {
  before: unknown;
  begin: unknown;
  end: unknown;
}

function StateChanges({ session, step }: { session: LoadedSession; step: StepNode }) {
  const { checkpoints } = session.header;
  const first = step.begins ?? step.ends;
  const previous = first === null ? null : lastRead(session, first);
  const loaded = useLoaded<StepStates>(async () => {
    const read = (position: number | null) => (position === null ? Promise.resolve(null) : session.state(position));
    const [before, begin, end] = await Promise.all([read(previous), read(step.begins), read(step.ends)]);
    return { before, begin, end };
  }, [session, step]);
  if (loaded.status === 'broken') return <Broken reason={loaded.reason} />;
  if (loaded.status === 'loading') return <p class="empty">Unpacking…</p>;
  const { before, begin, end } = loaded.value;
  const previousName = previous === null ? '' : nameOf(session, previous);
  return (
    <>
      {step.type === 'step' && (
        <Changes title="State changed in this step" before={begin} after={end} missing={whyMissing(session, step)} />
      )}
      {previous !== null && (
        <Changes
          title={`Since the checkpoint before (${previousName})`}
          before={before}
          after={begin ?? end}
          missing={whyMissing(session, step)}
        />
      )}
      <section class="block">
        <h3>{step.type === 'step' ? `State at its ${end === null ? 'begin' : 'end'}` : 'State'}</h3>
        {(end ?? begin) === null ? (
          <p class="muted">{whyMissing(session, step)}</p>
        ) : (
          <JsonTree key={step.id} value={end ?? begin} label="State" />
        )}
        {step.ends !== null && checkpoints[step.ends]?.note && end !== null && (
          <p class="muted">{visibleText(checkpoints[step.ends]?.note ?? '')}</p>
        )}
      </section>
    </>
  );
}

function Changes({
  title,
  before,
  after,
  missing,
}: {
  title: string;
  before: unknown;
  after: unknown;
  missing: string;
}) {
  const changes = before === null || after === null ? null : diffValues(before, after);
  return (
    <section class="block">
      <h3>{title}</h3>
      {changes === null && <p class="muted">{missing}</p>}
      {changes?.length === 0 && <p class="muted">Nothing.</p>}
      {changes && changes.length > 0 && (
        <ul class="changes">
          {changes.slice(0, MAX_CHANGES).map((change) => (
            <Change key={change.path} change={change} />
          ))}
        </ul>
      )}
      {changes && changes.length > MAX_CHANGES && (
        <p class="muted">and {counted(changes.length - MAX_CHANGES, 'more change')}</p>
      )}
    </section>
  );
}

function Change({ change }: { change: ValueChange }) {
  return (
    <li class={`change-${change.type}`}>
      <span class="sign" aria-hidden="true">
        {SIGNS[change.type]}
      </span>
      <span class="hidden">{`${change.type} `}</span>
      <span class="change-path mono">{visibleText(change.path || '(the whole state)', true)}</span>
      <span class="change-values mono">
        {change.type !== 'added' && <del>{outlineValue(change.before)}</del>}
        {change.type !== 'removed' && <ins>{outlineValue(change.after)}</ins>}
      </span>
    </li>
  );
}

/** The last checkpoint before `position` whose state was read. */
function lastRead(session: LoadedSession, position: number): number | null {
  for (let i = position - 1; i >= 0; i--) if (session.header.checkpoints[i]?.hasState) return i;
  return null;
}

function nameOf(session: LoadedSession, position: number): string {
  const checkpoint = session.header.checkpoints[position];
  const { step } = checkpoint ?? {};
  return visibleText(
    step ? `${step.phase} of “${step.title_path.at(-1)}”` : (checkpoint?.label ?? checkpoint?.id ?? ''),
    true,
  );
}

function whyMissing(session: LoadedSession, step: StepNode): string {
  const { checkpoints } = session.header;
  if (step.ends === null) return 'The step did not end, so its state was not read.';
  for (const position of [step.begins, step.ends]) {
    const checkpoint = position === null ? undefined : checkpoints[position];
    if (checkpoint && !checkpoint.hasState && checkpoint.note)
      return `The state was not read: ${visibleText(checkpoint.note)}`;
  }
  return step.begins === null ? 'The state at its begin was lost.' : 'The state was not read.';
}
