import { callKind } from '../../calls/call-kind.ts';
import { eventListenedFor } from '../../calls/event-commands.ts';
import { microseconds, type RecordedCall, recordedCalls } from '../../calls/recorded-call.ts';
import { isOfFramework } from '../../calls/runtime-of.ts';
import { callKey } from '../../calls/same-call/call-key.ts';
import { failingStep } from '../../calls/steps/failing-step.ts';
import type { RecordedSession, StateCheckpoint } from '../../session/format/schema.ts';
import { putInList } from '../../std/put-in-list.ts';
import { findPolls, type Poll } from './find-polls.ts';
import { type Limit, limitsOf } from './limits-of.ts';

/** A session as those who look for a cause see it: the app's own traffic before the failure, without polls. */
export interface SessionView {
  session: RecordedSession;
  /** Calls of the app before the failure, in the order in which they started. */
  calls: RecordedCall[];
  pushes: RecordedCall[];
  /** The calls by their commands, and by what they ask. */
  byCommand: ReadonlyMap<string, RecordedCall[]>;
  byQuestion: ReadonlyMap<string, RecordedCall[]>;
  /** Calls that begin to listen, and what for. */
  listens: (RecordedCall & { event: string })[];
  polls: Poll[];
  /** Why it may lack something. */
  limits: Limit[];
  /** The number of the first event after the failure. */
  until: number;
  /** What the test did at last: its failing step, or else its last action on the page; and when it failed or the recording ended. In microseconds since 1970. */
  window: Window;
}

interface Window {
  fromUs: number;
  toUs: number;
  /** Whether something is known of where the test was: what began then has to do with the failure. Else the window is all of the test since its page was opened. */
  isNarrow: boolean;
}

/** Looks at a session up to its failure, or up to an event. */
export function viewSession(session: RecordedSession, end?: number): SessionView {
  const failure = failingStep(session);
  const until = end ?? failure?.eventIndex ?? Number.POSITIVE_INFINITY;
  const all = recordedCalls(session).filter(
    ({ index, call }) => index < until && (call.made_by !== 'test' || call.kind === 'push'),
  );
  const invoked = all.filter(({ call }) => callKind(call) === 'invoke' && !isOfFramework(call));
  const polls = findPolls(invoked);
  const polled = new Set(polls.flatMap(({ calls }) => calls));
  return {
    session,
    ...indexed(invoked.filter((one) => !polled.has(one))),
    pushes: all.filter(({ call }) => call.kind === 'push'),
    listens: all.flatMap((one) => {
      const event = eventListenedFor(one.call);
      return event === undefined ? [] : [{ ...one, event }];
    }),
    polls,
    limits: limitsOf(session),
    until,
    window: windowOf(session, failure?.checkpoint),
  };
}

/** Calls, and where each command and question is among them. */
export function indexed(calls: RecordedCall[]): Pick<SessionView, 'calls' | 'byCommand' | 'byQuestion'> {
  const [byCommand, byQuestion] = [new Map<string, RecordedCall[]>(), new Map<string, RecordedCall[]>()];
  for (const one of calls) {
    putInList(byCommand, one.call.command, one);
    putInList(byQuestion, questionOf(one), one);
  }
  return { calls, byCommand, byQuestion };
}

/** What a call asks, as a text: equal for equal questions. */
export function questionOf({ call }: RecordedCall): string {
  const known = questions.get(call);
  if (known !== undefined) return known;
  const question = callKey(call.command, call.args, call.options);
  questions.set(call, question);
  return question;
}

const questions = new WeakMap<RecordedCall['call'], string>();

/** The answer of a call; undefined where there is none, or an error. */
export function answerOf({ call: { result } }: RecordedCall): { value: unknown } | undefined {
  return typeof result === 'object' && 'Ok' in result ? { value: result.Ok } : undefined;
}

/** The text of the error that a call was answered with. */
export function errorOf({ call: { result } }: RecordedCall): string | undefined {
  return typeof result === 'object' && 'Err' in result ? result.Err : undefined;
}

/** Whether nobody has answered a call that somebody still waits for. */
export function isPending({ call }: RecordedCall): boolean {
  return call.result === 'Pending' && call.abandoned === undefined;
}

function windowOf({ checkpoints, started_at, events, actions }: RecordedSession, failedAt = -1): Window {
  const failed = checkpoints[failedAt];
  const lastUs = microseconds(
    [events, checkpoints]
      .flatMap((all) => all.at(-1)?.timestamp ?? [])
      .sort()
      .at(-1) ?? started_at,
  );
  if (failed === undefined) {
    // The last one is what failed: nothing came of it.
    const act = actions?.slice(0, -1).findLast(({ category, name }) => category !== 'expect' && ACT.test(name));
    return { fromUs: microseconds(act?.timestamp ?? started_at), toUs: lastUs, isNarrow: act !== undefined };
  }
  const isOpen = failed.step?.phase === 'begin';
  const begin = isOpen ? failed : beginOf(checkpoints, failedAt);
  return {
    fromUs: microseconds(begin.timestamp),
    toUs: isOpen ? lastUs : microseconds(failed.timestamp),
    isNarrow: true,
  };
}

/** Matches what Playwright calls the actions by which a user acts on a page, and not those that open or read one. */
const ACT =
  /^(?:Click|Double click|Tap|Fill|Clear|Type|Press|Insert|Check|Uncheck|Select|Set input files|Drag|Drop|Hover|Focus|Blur|Dispatch|Mouse|Key|Scroll)/i;

function beginOf(checkpoints: StateCheckpoint[], end: number): StateCheckpoint {
  const ended = checkpoints[end] as StateCheckpoint;
  for (let at = end - 1; at >= 0; at--) {
    const one = checkpoints[at] as StateCheckpoint;
    if (one.step?.id === ended.step?.id && one.step?.phase === 'begin') return one;
  }
  return ended;
}
