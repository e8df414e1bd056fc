import { gapLines } from '../../calls/describe-gap.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { counted } from '../../std/text/readable-numbers.ts';

/** A reason why something may be missing in a session. */
export interface Limit {
  /** The reason in a sentence. */
  text: string;
  /** What the session may lack for it: calls and pushes of any name, answers alone, or nothing that a cause could rest on. */
  hides: 'calls' | 'answers' | 'nothing';
}

/** Lists why something may be missing in a session: lost and refused messages, pages that were not observed, values that were cut or replaced. */
export function limitsOf({
  gaps,
  dropped,
  redactions = 0,
  withheld,
  events,
  test,
  observed,
  excluded,
}: Limited): Limit[] {
  const limits: Limit[] = [];
  const add = (hides: Limit['hides'], text: string, is: unknown) => {
    if (is) limits.push({ text, hides });
  };
  for (const line of gapLines(gaps)) add('calls', line, true);
  const lost = (dropped?.events ?? 0) || (events[0]?.index ?? 0);
  add('calls', `${counted(lost, 'event was', 'events were')} lost: the cause may be among them.`, lost > 0);
  const { tampered = 0, lines = 0, settles = 0, values = 0, late = 0, checkpoints = 0 } = dropped ?? {};
  add('calls', `${counted(tampered, 'message')} of pages could not be trusted and ${be(tampered)} left out.`, tampered);
  add('calls', `${counted(lines, 'line')} of the journal could not be read.`, lines);
  const isUnseen = observed?.failures?.length || observed?.pages.some(isUnseenPage);
  add('calls', 'Not every page was observed.', isUnseen);
  add('calls', 'The recording has no end: its worker was killed, or still runs.', test && test.status === undefined);
  add('answers', `${counted(settles, 'answer')} came to no call that is recorded.`, settles);
  add('nothing', `${counted(values, 'value was', 'values were')} cut.`, values);
  add(
    'nothing',
    `${counted(redactions, 'value was', 'values were')} redacted: whether they differ is known, not how.`,
    redactions,
  );
  add('nothing', 'Some texts were withheld, as they held secrets.', Object.keys(withheld ?? {}).length);
  add('nothing', `${counted(late, 'event')} came after the recording.`, late);
  add(
    'nothing',
    `${counted(checkpoints, 'checkpoint was', 'checkpoints were')} lost: steps may be missing.`,
    checkpoints,
  );
  const filtered = excluded?.filtered ?? 0;
  add('nothing', `${counted(filtered, 'message was', 'messages were')} left out by the filters.`, filtered);
  return limits;
}

/** Tells whether a session may lack calls. */
export function mayLackCalls(session: Limited): boolean {
  return limitsOf(session).some(({ hides }) => hides === 'calls');
}

/** A session, as far as the reasons for its lacking something follow from it. */
type Limited = Pick<
  RecordedSession,
  'gaps' | 'dropped' | 'redactions' | 'withheld' | 'events' | 'test' | 'observed' | 'excluded'
>;

type ObservedPage = NonNullable<RecordedSession['observed']>['pages'][number];

const isUnseenPage = ({ capture, url }: ObservedPage) => capture !== 'started' && url !== 'about:blank';

const be = (count: number) => (count === 1 ? 'was' : 'were');
