import { type RecordedCall, recordedCalls } from '../../../calls/recorded-call.ts';
import type { AnswerSwap } from '../../../replay/answer-conditions.ts';
import { type RacingAnswers, racingAnswers } from '../../../replay/faults/racing-answers.ts';
import type { RecordedSession } from '../../../session/format/schema.ts';
import { escapeToFit } from '../../../std/text/printable-text.ts';
import type { StubReplay } from '../judge/judge-result.ts';
import { renderStubReplay } from '../render-stub-replay.ts';
import { searchLateAnswers } from './search-late-answers.ts';

/**
 * Finds two answers whose order decides how a test ends: each pair that overlapped is replayed the other way round, those nearest
 * to the end of the test first. What changes the outcome is run once more, and so is the recorded order. Where no two make a test fail, all that came late
 * are given as they were asked for.
 */
export async function searchOrders(
  session: RecordedSession,
  replay: (swap?: AnswerSwap, changed?: RecordedSession) => Promise<StubReplay>,
  { maxPairs, passed, onRun, stop }: SearchOptions,
): Promise<OrderSearch> {
  const all = racingAnswers(session, passed);
  const search: OrderSearch = {
    tried: 0,
    pairs: all.length,
    unswapped: { notMade: 0, tooLate: 0, notRun: 0 },
    runs: 0,
  };
  const run = async (what: string, swap?: AnswerSwap, changed?: RecordedSession): Promise<StubReplay> => {
    search.runs += 1;
    onRun?.(what, { tried: search.tried, of: Math.min(all.length, maxPairs) });
    return await replay(swap, changed);
  };
  const recorded = await run('in the recorded order');
  if (stop?.aborted) return { ...search, isInterrupted: true };
  if (!recorded.same) return { ...search, replay: recorded };
  const isFailing = recorded.replayed.status !== 'passed';
  for (const pair of all.slice(0, maxPairs)) {
    const swap = { call: pair.second.index, before: pair.first.index };
    const what = `with ${nameOf(pair.second)} before ${nameOf(pair.first)}`;
    const other = await run(what, swap);
    // A run that was stopped says nothing of its pair.
    if (stop?.aborted) return { ...search, isInterrupted: true };
    search.tried += 1;
    if (other.stub === undefined) search.unswapped.notRun += 1;
    else if (other.stub.swapped === undefined) search.unswapped.notMade += 1;
    else if (!other.stub.swapped) search.unswapped.tooLate += 1;
    else if (isOtherEnd(other, isFailing)) {
      const isCertain =
        isOtherEnd(await run(`${what}, once more`, swap), isFailing) &&
        (await run('in the recorded order, once more')).same;
      if (stop?.aborted) return { ...search, isInterrupted: true };
      if (isCertain) return { ...search, race: raceOf(pair, isFailing) };
    }
  }
  if (!isFailing || passed?.length) return search;
  const late = await searchLateAnswers(session, async (what, changed) => {
    if (stop?.aborted) return undefined;
    const replayed = await run(what, undefined, changed);
    return stop?.aborted ? undefined : replayed;
  });
  if (stop?.aborted) return { ...search, isInterrupted: true };
  return late === undefined ? search : { ...search, late: lateAnswers(session, late) };
}

/** The result of replaying a test with its answers in other orders. */
export interface OrderSearch {
  /** The race that decides how the test ends; absent when none was found. */
  race?: { sentence: string; first: RacingCall; second: RacingCall };
  /**
   * Answers that came after those to later questions, and make the test fail together: as few as will do. Absent where the order of two decides, or none
   * was found.
   */
  late?: { sentence: string; calls: RacingCall[] };
  /** The replay because of which the search could not begin: the test does not end as recorded in the recorded order. */
  replay?: StubReplay;
  /** Pairs of answers that were tried the other way round, and how many there are. */
  tried: number;
  pairs: number;
  /** Counts of the pairs that say nothing, since their answers did not change places. */
  unswapped: {
    /** One of the two calls was not made any more. */
    notMade: number;
    /** The answer that was to come first did not come in time: its call was made too late. */
    tooLate: number;
    /** The test did not run. */
    notRun: number;
  };
  runs: number;
  /** True when it was interrupted: pairs that were not tried yet may still be a race. Absent otherwise. */
  isInterrupted?: true;
}

/** A call of a race; `first` was answered first in the recording. */
export interface RacingCall {
  index: number;
  command: string;
}

export interface SearchOptions {
  /** Pairs to try at most. */
  maxPairs: number;
  /** Commands that the app itself answers: their answers change no places. @default none */
  passed?: string[] | undefined;
  /** Called before each run, with how many pairs were tried of those that are to be. */
  onRun?: (what: string, pairs: { tried: number; of: number }) => void;
  /** Ends the search with what was found. @default never */
  stop?: AbortSignal;
}

function isOtherEnd({ verdict, replayed }: StubReplay, isFailing: boolean): boolean {
  return verdict !== 'not-run' && (replayed.status === 'passed') === isFailing;
}

function raceOf({ first, second }: RacingAnswers, isFailing: boolean): NonNullable<OrderSearch['race']> {
  const sentence = isFailing
    ? `The test fails only when ${nameOf(second)} is answered after ${nameOf(first)}.`
    : `The test fails when ${nameOf(second)} is answered before ${nameOf(first)}; in the recorded order it passes.`;
  const call = ({ index, call: { command } }: RecordedCall) => ({ index, command });
  return { sentence, first: call(first), second: call(second) };
}

function lateAnswers(session: RecordedSession, ids: readonly string[]): NonNullable<OrderSearch['late']> {
  const calls = recordedCalls(session).filter(({ call: { id } }) => ids.includes(id));
  const names = calls.map(nameOf).join(' and ');
  const sentence = `The test fails only when ${names} ${calls.length === 1 ? 'is' : 'are'} answered after what was asked later.`;
  return { sentence, calls: calls.map(({ index, call: { command } }) => ({ index, command })) };
}

function nameOf({ index, call }: RecordedCall): string {
  return `${escapeToFit(call.command, 60)} (#${index})`;
}

/** Writes the result of a search in a sentence or two. */
export function renderOrderSearch(search: OrderSearch): string {
  const { race, late, replay, tried, pairs, unswapped, runs, isInterrupted } = search;
  if (replay)
    return `Not searched: in the recorded order the test does not end as recorded.\n\n${renderStubReplay(replay)}`;
  const counts = `${tried} of ${pairs} ${pairs === 1 ? 'pair' : 'pairs'} of overlapping answers tried the other way round, in ${runs} runs`;
  const found = race ?? late;
  if (found) return `${found.sentence}\n${counts}.`;
  const reasons = [
    [unswapped.notMade, 'a call was not made any more'],
    [unswapped.tooLate, 'the answer that was to come first came too late'],
    [unswapped.notRun, 'the test did not run'],
  ] as const;
  return [
    isInterrupted
      ? 'Interrupted: no order of answers was found so far that changes how the test ends.'
      : 'No order of answers was found that changes how the test ends.',
    `${counts}.`,
    ...reasons.flatMap(([count, why]) => (count === 0 ? [] : `  ${count} did not change places: ${why}`)),
  ].join('\n');
}
