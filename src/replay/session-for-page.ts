import { recordedCalls } from '../calls/recorded-call.ts';
import { isOfMainProcess } from '../calls/runtime-of.ts';
import { END_OF_TEST } from '../calls/steps/end-of-test.ts';
import { firstLoss } from '../session/codec/not-whole.ts';
import { holdsToken } from '../session/codec/tokens.ts';
import type { RecordedSession } from '../session/format/schema.ts';
import { keyOf } from './delivery/window-progress.ts';
import type { StubOptions } from './stub-options.ts';

/** Characters of JSON that a page is given at most: each of its documents reads them anew. */
const MAX_LENGTH = 4_000_000;

/**
 * Writes the part of a session that a page needs to answer from it by itself, as JSON. Undefined where only Node can answer: calls of several
 * windows, whose order a page cannot know; calls of a main process; tokens, whose secrets Node knows; values beside the session, or not recorded
 * whole; faults; a function of the user's; more than a page should read.
 */
export function sessionForPage(session: RecordedSession, { faults = [], normalize }: StubOptions): string | undefined {
  const calls = recordedCalls(session).map(({ call }) => call);
  if (faults.length > 0 || normalize !== undefined || calls.some(isOfMainProcess) || new Set(calls.map(keyOf)).size > 1)
    return undefined;
  if (calls.some(({ args, options, result, error }) => firstLoss([args, options, result, error]) !== undefined))
    return undefined;
  const events = session.events.filter(({ event }) => event.type === 'Ipc');
  // Checkpoints as far as they are boundaries: what they hold of the app's state is nobody's here.
  const checkpoints = session.checkpoints
    .filter(({ step, label }) => step !== undefined || label === END_OF_TEST)
    .map(({ state: _state, ...checkpoint }) => ({ ...checkpoint, state: null }));
  const { id, started_at, actions, test } = session;
  const clock = test?.clock === undefined ? {} : { test: { clock: test.clock } };
  const text = JSON.stringify({ id, started_at, events, checkpoints, actions, ...clock });
  return text.length > MAX_LENGTH || holdsToken(text) ? undefined : text;
}
