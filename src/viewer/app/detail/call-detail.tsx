import type { ComponentChildren } from 'preact';
import type { RecordedEvent } from '../../../session/format/schema.ts';
import { visibleText } from '../../../std/text/printable-text.ts';
import { counted, readableDuration, readableOffset, readableSize } from '../../../std/text/readable-numbers.ts';
import type { LoadedSession } from '../data/load-session.ts';
import { stepOf } from '../data/step-nodes.ts';
import { useLoaded } from '../data/use-loaded.ts';
import type { Timeline } from '../data/use-timeline.ts';
import { Broken } from '../shell/broken.tsx';
import { StatusIcon } from '../shell/icons.tsx';
import { CopyButton } from './copy-button.tsx';
import { JsonTree, LongText } from './json-tree.tsx';

const STATUS_WORDS = {
  ok: 'ok',
  failed: 'failed',
  pending: 'pending, never answered',
  none: 'one-way, no answer expected',
  abandoned: 'abandoned: its document was closed or navigated away',
};

interface CallDetailProps {
  session: LoadedSession;
  row: number;
  /** What leads on from here; absent for the session beside the page's own. */
  timeline?: Timeline | undefined;
  /** Which of two sessions it is of. */
  of?: string;
}

/** One call or event, whole. */
export function CallDetail({ session, timeline, row, of }: CallDetailProps) {
  const loaded = useLoaded(() => session.event(row), [session, row]);
  if (loaded.status === 'broken') return <Broken reason={loaded.reason} />;
  if (loaded.status === 'loading') return <p class="empty">Unpacking…</p>;
  const entry = loaded.value;
  return (
    <article class="detail" aria-label={`Event ${entry.index}${of === undefined ? '' : ` in ${of}`}`}>
      <div class="detail-head">
        <h2 class="mono">{visibleText(session.columns.name(row), true)}</h2>
        <CopyButton value={entry} />
      </div>
      <Facts session={session} timeline={timeline} row={row} entry={entry} />
      <Payload entry={entry} of={of === undefined ? '' : ` in ${of}`} />
    </article>
  );
}

function Facts({ session, timeline, row, entry }: CallDetailProps & { entry: RecordedEvent }) {
  const { columns } = session;
  const { event } = entry;
  const status = columns.status(row);
  const step = timeline && stepOf(timeline.steps, entry.index);
  const isCall = event.type === 'Ipc';
  return (
    <dl class="fact-grid">
      {isCall && (
        <Fact name="Status">
          <span class="status-line">
            <StatusIcon status={status} />
            <b class={`is-${status}`}>{STATUS_WORDS[status]}</b>
          </span>
        </Fact>
      )}
      {isCall && event.carried_over && <Fact name="Began">before the test; it ended in it</Fact>}
      <Fact name="Event">
        {columns.id(row)} · {columns.kind(row)}
      </Fact>
      <Fact name="Start">
        {readableOffset(columns.time[row] ?? 0)} s{' '}
        <span class="muted">{typeof event.timestamp === 'string' ? event.timestamp : entry.timestamp}</span>
      </Fact>
      {isCall && <Fact name="Duration">{readableDuration(columns.duration[row] ?? -1) || '–'}</Fact>}
      {columns.window(row) !== '' && <Fact name="Window">{visibleText(columns.window(row), true)}</Fact>}
      {typeof event.page === 'string' && <Fact name="Page">{visibleText(event.page, true)}</Fact>}
      {isCall && event.frame !== undefined && <Fact name="Frame">{visibleText(event.frame, true)}</Fact>}
      {isCall && event.source !== undefined && <Fact name="Source">{visibleText(event.source, true)}</Fact>}
      {isCall && event.mocked && <Fact name="Answered by">a mock, not the backend</Fact>}
      {isCall && event.filler && (
        <Fact name="Answered by">a filler of minimize: the recorded answer is not needed</Fact>
      )}
      {isCall && event.arg_size_bytes > 0 && <Fact name="Size">{readableSize(event.arg_size_bytes)}</Fact>}
      {timeline && isCall && event.channel !== undefined && (
        <Fact name="Channel of">
          <CallLink timeline={timeline} id={event.channel} />
        </Fact>
      )}
      {timeline && isCall && event.retry_of !== undefined && (
        <Fact name="Sent again">
          <CallLink timeline={timeline} id={event.retry_of} />
        </Fact>
      )}
      {timeline && step && (
        <Fact name="Step">
          <button type="button" class="link" onClick={() => timeline.selectStep(step)}>
            {visibleText(step.titlePath.join(' › '), true)}
          </button>
        </Fact>
      )}
    </dl>
  );
}

/** Leads from a channel's message to the call the channel was passed to. */
function CallLink({ timeline, id }: { timeline: Timeline; id: string }) {
  const found = useLoaded(() => timeline.session.findCall(id), [timeline.session, id]);
  const { columns } = timeline.session;
  if (found.status !== 'ready' || found.value === null) return <>{visibleText(id, true)}</>;
  const row = found.value;
  return (
    <button type="button" class="link" onClick={() => timeline.selectRow(row)}>
      {visibleText(columns.name(row), true)} #{columns.index[row]}
    </button>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Payload({ entry: { event }, of }: { entry: RecordedEvent; of: string }) {
  if (event.type !== 'Ipc') {
    const { type, timestamp, ...fields } = event;
    return <Section title={type} of={of} value={fields} />;
  }
  const { result } = event;
  const isFailed = result !== 'Pending' && 'Err' in result;
  return (
    <>
      {isFailed && (
        <section class="block is-error">
          <h3>Error</h3>
          <pre class="mono">
            <LongText text={result.Err} />
          </pre>
          {event.error !== undefined && <JsonTree value={event.error} label={`Structured error${of}`} />}
        </section>
      )}
      {event.args === undefined ? (
        <section class="block">
          <h3>{event.kind === 'push' ? 'Payload' : 'Arguments'}</h3>
          <p class="muted">
            {event.arg_size_bytes > 0 ? `${counted(event.arg_size_bytes, 'byte')}, not recorded` : 'none'}
          </p>
        </section>
      ) : (
        <Section title={event.kind === 'push' ? 'Payload' : 'Arguments'} of={of} value={event.args} />
      )}
      {event.options !== undefined && <Section title="Options" of={of} value={event.options} />}
      {result !== 'Pending' && 'Ok' in result && <Section title="Result" of={of} value={result.Ok} />}
    </>
  );
}

function Section({ title, of, value }: { title: string; of: string; value: unknown }) {
  return (
    <section class="block">
      <div class="block-head">
        <h3>{title}</h3>
        <CopyButton value={value} label="Copy" />
      </div>
      <JsonTree key={title} value={value} label={title + of} />
    </section>
  );
}
