import { useState } from 'preact/hooks';
import { visibleText } from '../../../std/text/printable-text.ts';
import { quoteArgument } from '../../../std/text/quote-argument.ts';
import { counted, readableDuration } from '../../../std/text/readable-numbers.ts';
import { type Divergence, KINDS, STATUSES, type TimelineHeader } from '../../timeline-format.ts';
import type { EventColumns } from '../data/event-columns.ts';
import { CopyButton } from '../detail/copy-button.tsx';
import { Icon, type IconName } from './icons.tsx';

const FIRST_LINES = 4;
const MAX_ERROR = 4096;

const VERDICTS: Record<string, { word: string; icon: IconName; tone: string }> = {
  passed: { word: 'Passed', icon: 'ok', tone: 'ok' },
  failed: { word: 'Failed', icon: 'failed', tone: 'failed' },
  timedOut: { word: 'Timed out', icon: 'pending', tone: 'failed' },
  interrupted: { word: 'Interrupted', icon: 'failed', tone: 'pending' },
  skipped: { word: 'Skipped', icon: 'skipped', tone: 'none' },
};

/** Who, how it ended, how much there is, and why it failed. */
export function SessionHeader(props: {
  header: TimelineHeader;
  columns: EventColumns;
  onDivergence: (index: number) => void;
  onHelp: () => void;
  /** Why the link to the page leads nowhere. */
  fault: string | null;
  /** Whether two sessions are shown; undefined on a page of one. */
  isBeside: boolean | undefined;
  onBeside: () => void;
}) {
  const { header, columns, onDivergence, onHelp, fault, isBeside, onBeside } = props;
  const { test, divergence, cause } = header;
  const titles = test?.title_path.length ? test.title_path : [header.title];
  const verdict = VERDICTS[test?.status ?? ''];
  return (
    <header class="head">
      <div class="head-title">
        {verdict && (
          <span class={`pill tone-${verdict.tone}`}>
            <Icon name={verdict.icon} />
            {verdict.word}
          </span>
        )}
        <h1 title={visibleText(titles.join(' › '), true)}>
          {titles.slice(0, -1).map((title, i) => (
            <span class="muted" key={i}>
              {visibleText(title, true)} ›{' '}
            </span>
          ))}
          {visibleText(titles.at(-1) ?? '', true)}
        </h1>
        {isBeside !== undefined && (
          <button type="button" class="quiet" aria-pressed={isBeside} onClick={onBeside}>
            Side by side
          </button>
        )}
        <button type="button" class="quiet" onClick={onHelp} title="Keyboard shortcuts (?)">
          Keys
        </button>
      </div>
      <div class="head-facts">
        <ul class="facts muted" aria-label="Test">
          {test && <PlaceFact text={`${test.file}:${test.line}`} />}
          {factsOf(header).map((fact, i) => (
            <li key={i}>{visibleText(fact, true)}</li>
          ))}
          {header.trace !== undefined && (
            <PlaceFact text={`npx playwright show-trace ${quoteArgument(header.trace)}`} />
          )}
        </ul>
        <Counts header={header} columns={columns} />
      </div>
      {fault !== null && (
        <p class="banner" role="alert">
          {fault}
        </p>
      )}
      {cause && <Banner title={cause.isLead ? 'Verdict.' : 'Likely cause.'} place={cause} onGo={onDivergence} />}
      {divergence && (
        <Banner
          title={isBeside === undefined ? 'Differs from the attempt that passed.' : 'First difference.'}
          place={divergence}
          onGo={onDivergence}
        />
      )}
      {header.whyNoCalls.length > 0 && (
        <p class="banner" role="note">
          <strong>No calls.</strong> <span>{visibleText(header.whyNoCalls.join(' '))}</span>
        </p>
      )}
      {test?.errors?.[0] && <ErrorText text={test.errors[0]} more={test.errors.length - 1} />}
    </header>
  );
}

/** A text to take along: where the test is, or what opens its trace. */
function PlaceFact({ text }: { text: string }) {
  const shown = visibleText(text, true);
  return (
    <li>
      <span class="mono">{shown}</span> <CopyButton text={shown} label="Copy" />
    </li>
  );
}

function Banner({ title, place, onGo }: { title: string; place: Divergence; onGo: (index: number) => void }) {
  const { text, index } = place;
  return (
    <p class="banner" role="note">
      <strong>{title}</strong> <span>{visibleText(text)}</span>
      {index !== undefined && (
        <button type="button" class="link" onClick={() => onGo(index)}>
          Go to #{index}
        </button>
      )}
    </p>
  );
}

function factsOf({ test, id, startedAt, length }: TimelineHeader): string[] {
  const recorded = `${startedAt.slice(0, 19).replace('T', ' ')}${/z$/i.test(startedAt) ? ' UTC' : startedAt.slice(-6)}`;
  if (!test) return [`session ${id}`, recorded, readableDuration(length)];
  return [
    test.project,
    test.attempt > 0 ? `retry ${test.attempt}` : 'first attempt',
    readableDuration((test.duration_ms ?? length / 1000) * 1000),
    test.browser ?? '',
    recorded,
  ].filter(Boolean);
}

function Counts({ header, columns }: { header: TimelineHeader; columns: EventColumns }) {
  const of = (text: string, digit: number) => text.split(String(digit)).length - 1;
  const { kind, status } = header.columns;
  const lost = header.dropped?.events ?? 0;
  const tampered = header.dropped?.tampered ?? 0;
  const withheld = Object.values(header.withheld ?? {}).reduce((sum, count) => sum + count, 0);
  const counts: { word: string; count: number; tone: string; title?: string }[] = [
    { word: 'calls', count: of(kind, KINDS.indexOf('invoke')), tone: 'none' },
    { word: 'failed', count: of(status, STATUSES.indexOf('failed')), tone: 'failed' },
    { word: 'pending', count: of(status, STATUSES.indexOf('pending')), tone: 'pending' },
    { word: 'pushes', count: of(kind, KINDS.indexOf('push')), tone: 'none' },
    { word: 'events', count: columns.count, tone: 'none' },
    { word: 'dropped', count: lost, tone: 'pending', title: 'Events that fell out of the full buffer' },
    ...(tampered > 0
      ? [{ word: 'tampered', count: tampered, tone: 'failed', title: 'Messages that are not of the recorder’s script' }]
      : []),
    { word: 'redacted', count: header.redactions ?? 0, tone: 'none' },
    ...(withheld > 0
      ? [
          {
            word: 'withheld',
            count: withheld,
            tone: 'failed',
            title: `Redaction missed them: ${Object.keys(header.withheld ?? {}).join(', ')}`,
          },
        ]
      : []),
  ];
  return (
    <ul class="counts" aria-label="Counts">
      {counts.map(({ word, count, tone, title }) => (
        <li key={word} class={count > 0 ? `tone-${tone}` : 'is-zero'} title={count > 0 ? title : undefined}>
          <b>{count.toLocaleString('en')}</b> {word}
        </li>
      ))}
    </ul>
  );
}

function ErrorText({ text, more }: { text: string; more: number }) {
  const [isOpen, setOpen] = useState(false);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const isLong = lines.length > FIRST_LINES || text.length > MAX_ERROR;
  const shown = isOpen ? text : lines.slice(0, FIRST_LINES).join('\n').slice(0, MAX_ERROR);
  return (
    <div class="error-text">
      <pre>{visibleText(shown.trimEnd())}</pre>
      {(isLong || more > 0) && (
        <p class="muted">
          {isLong && (
            <button type="button" class="link" onClick={() => setOpen(!isOpen)}>
              {isOpen ? 'Show less' : `Show all ${counted(lines.length, 'line')}`}
            </button>
          )}
          {more > 0 && <span>and {counted(more, 'more error')}</span>}
        </p>
      )}
    </div>
  );
}
