import { callKey } from '../calls/call-key.ts';
import { callKind } from '../calls/call-kind.ts';
import { endOfTestUs } from '../calls/end-of-test.ts';
import type { RecordedCall } from '../calls/recorded-call.ts';
import { isOfMainProcess } from '../calls/runtime-of.ts';
import { BOUNDARY_TOLERANCE_US, StepCursor } from '../calls/step-boundaries.ts';
import { writeTest } from '../calls/write-commands.ts';
import type { CheckpointStep, IpcCall, RecordedSession } from '../session/format/schema.ts';
import { AnswerTiming } from './delivery/answer-timing.ts';
import { HeldAnswer } from './delivery/held-answer.ts';
import { placePushes } from './delivery/place-pushes.ts';
import { PushRelease } from './delivery/release-pushes.ts';
import { FaultInjector, type FaultyAnswer } from './faults/inject-faults.ts';
import { explainMiss } from './matching/explain-miss.ts';
import { findPolls } from './matching/find-polls.ts';
import { createMatcher } from './matching/match-calls.ts';
import type { Match, Matcher } from './matching/matcher.ts';
import { createQuestionKeys } from './matching/question-keys.ts';
import { recordedValues } from './matching/recorded-values.ts';
import { isBackendCall, isReplayable, replayedTraffic } from './matching/replayable-calls.ts';
import { SecretPlaceholders } from './matching/secret-placeholders.ts';
import type { AnswerPushes, FoundAnswer, FoundCall, StubAnswer, StubCall } from './matching/stub-answer.ts';
import { ValueBindings } from './matching/value-bindings.ts';
import { checkReplayOptions } from './replay-options.ts';
import type { StubOptions } from './stub-options.ts';
import type { StubReport } from './stub-report.ts';

/** What a question has found. */
interface Found {
  answer: FoundAnswer;
  match?: Match;
  faulty?: FaultyAnswer | undefined;
}

/** Taken when the module loads: a test may replace them with fakes later. */
const { setTimeout: later, setImmediate: next } = globalThis;

const wait = (ms: number) => new Promise<void>((resolve) => void later(resolve, ms));

/**
 * Answers the frontend's calls from a session, in place of the backend.
 *
 * @example
 * const backend = new StubBackend(session);
 * const answer = backend.answer({ command: 'load_notes', args: {} });
 * if (answer.kind === 'ok') show(decodeValue(answer.value));
 */
export class StubBackend {
  private readonly calls: RecordedCall[];
  private readonly recordedSources: string[];
  private readonly matcher: Matcher;
  private readonly pushes: PushRelease;
  private readonly earlyPushes: IpcCall[];
  /** Which call of this run took the place of a recorded one, by their ids. */
  private readonly liveIds = new Map<string, string>();
  private readonly timing: AnswerTiming;
  private readonly steps: StepCursor;
  private readonly renames: ValueBindings;
  private readonly counts = { answered: 0, repeated: 0, shifted: 0, pending: 0 };
  private readonly missed: StubReport['missed'] = [];
  private readonly faults: FaultInjector | undefined;
  private readonly seed: number;
  /** When the body of the test ended, in microseconds since 1970. */
  private readonly endUs: number;
  /** Answers that wait for the next one. */
  private held: HeldAnswer[] = [];
  private readonly isWrite: (command: string) => boolean;
  private passed = 0;
  private readonly surrogates: SecretPlaceholders;

  /** @throws {IpcError} `INVALID_OPTION` */
  constructor(session: RecordedSession, options: StubOptions = {}) {
    const { secretOf, ...replay } = options;
    checkReplayOptions(replay);
    const { match = 'key', timing = 'in-order', ignore, writes } = replay;
    const { faults = [], seed = Math.floor(Math.random() * 2 ** 31), swap } = replay;
    this.isWrite = writeTest(writes);
    this.surrogates = new SecretPlaceholders(secretOf);
    const all = replayedTraffic(session);
    this.renames = new ValueBindings(recordedValues(all));
    this.recordedSources = [...new Set(all.flatMap(({ call }) => call.source ?? []))];
    this.calls = all.filter(isReplayable);
    this.steps = new StepCursor(session);
    this.endUs = endOfTestUs(session);
    const keys = createQuestionKeys(this.calls, ignore);
    this.matcher = createMatcher(this.calls, match, { steps: this.steps, renames: this.renames, keys });
    const polls = findPolls(all, keys, this.isWrite);
    const placed = placePushes(
      all,
      this.calls.filter((recorded) => !polls.has(recorded)),
    );
    this.pushes = new PushRelease(placed, this.calls);
    this.earlyPushes = placed.started.map((push) => this.livePush(push));
    this.timing = new AnswerTiming(this.calls, timing, placed.afterStart, swap);
    this.seed = seed;
    this.faults = faults.length === 0 ? undefined : new FaultInjector(faults, seed, this.calls);
  }

  /** What observed the recorded calls and pushes, such as `tauri`; each once. */
  sources(): string[] {
    return this.recordedSources;
  }

  /** The pushes that came before any call: deliver them when the page has loaded. */
  started(): IpcCall[] {
    return this.earlyPushes;
  }

  /** The answer to a call as it is given now, and what to push before and after it. Each recorded push is given out once. */
  answer(asked: StubCall): StubAnswer {
    const found = this.find(asked);
    if (found.match?.repeated === false) this.timing.pass(found.match.found);
    return this.give(found);
  }

  /** The answer to a call when it is due by the option `timing`. Ask at once, in the order in which the calls are made. */
  async answerWhenDue(asked: StubCall): Promise<StubAnswer> {
    const found = this.find(asked);
    await this.whenDue(found);
    return this.give(found);
  }

  /** The app itself answers this call. The recorded one, if there is one, is used up, and no answer waits for its. */
  pass(asked: StubCall): (FoundCall & AnswerPushes) | undefined {
    this.passed++;
    const match = this.matchOther(asked);
    if (match === undefined || isOfMainProcess(match.found.call)) return match && this.around(match, asked);
    // In Electron what the app pushes by itself goes nowhere while a session is served; elsewhere it arrives.
    const { found, repeated } = match;
    if (!repeated) this.pushes.passed(found);
    return { call: found.call, repeated, before: [], after: [] };
  }

  /** The test itself answers this call: as `pass`, but what was pushed then is the recording's. */
  overrule(asked: StubCall): (FoundCall & AnswerPushes) | undefined {
    const match = this.matchOther(asked);
    if (match === undefined) return undefined;
    // Down the channels of the call the test sends what it likes.
    if (!match.repeated) this.pushes.dropChannels(match.found);
    return this.around(match, asked);
  }

  /** The recorded call of one that somebody else answers. */
  private matchOther(asked: StubCall): Match | undefined {
    const match = this.match({ ...asked, args: this.surrogates.toTokens(asked.args) });
    if (match !== undefined) this.timing.pass(match.found);
    return match;
  }

  private around(match: Match, asked: StubCall): FoundCall & AnswerPushes {
    this.made(match, asked);
    return { call: match.found.call, repeated: match.repeated, ...this.pushesAround(match) };
  }

  private find(asked: StubCall): Found {
    const question = { ...asked, args: this.surrogates.toTokens(asked.args) };
    const match = this.match(question);
    if (!match) return { answer: this.miss(question) };
    this.made(match, asked);
    const recorded = this.answerWith(match);
    const faulty = this.faults?.apply(match.found, recorded);
    return { answer: faulty?.answer ?? recorded, match, faulty };
  }

  private made({ found, repeated }: Match, { id }: StubCall): void {
    if (repeated) return;
    if (id !== undefined) this.liveIds.set(found.call.id, id);
    this.pushes.asked(found);
  }

  private give({ answer, match, faulty }: Found): StubAnswer {
    if (answer.kind === 'miss' || match === undefined) return answer as Extract<FoundAnswer, { kind: 'miss' }>;
    let { before, after } = this.pushesAround(match);
    for (const double of faulty?.doubled ?? []) {
      if (before.length + after.length === 0) break;
      double(before.length + after.length);
      [before, after] = [twice(before), twice(after)];
    }
    return { ...this.liveAnswer(answer), before, after };
  }

  private async whenDue({ answer, match, faulty }: Found): Promise<void> {
    // An answer that is given again is in nobody's way.
    if (match === undefined || (answer.kind === 'pending' && match.repeated)) return;
    // A call without an answer waits for none; a window that waits for its answer makes no other call.
    if (answer.kind === 'pending' || match.found.call.sync) return this.timing.pass(match.found);
    if (!match.repeated) await this.timing.due(match.found);
    // Of two that are to come after the next answer, the second is the first one's next.
    if (faulty?.isHeld && this.held.length === 0) await this.nextAnswer();
    if (faulty !== undefined && faulty.delayMs > 0) await wait(faulty.delayMs);
    for (const held of this.held.splice(0)) held.give();
  }

  /** Resolves when another answer has been given; without one, after a while. */
  private nextAnswer(): Promise<void> {
    // In a later task: the other answer is on its way by then.
    return new Promise((resolve) => void this.held.push(new HeldAnswer(() => void next(resolve))));
  }

  private pushesAround({ found, repeated }: Match): AnswerPushes {
    if (repeated) return { before: [], after: [] };
    const { before, after } = this.pushes.around(found);
    const live = (pushes: RecordedCall[]) => pushes.map((push) => this.livePush(push));
    return { before: live(before), after: live(after) };
  }

  private answerWith({ found: { call }, repeated, shifted }: Match): FoundAnswer {
    this.counts.answered++;
    if (repeated) this.counts.repeated++;
    if (shifted) this.counts.shifted++;
    if (call.result === 'Pending') {
      if (callKind(call) === 'invoke') this.counts.pending++;
      return { kind: 'pending', call, repeated };
    }
    if ('Ok' in call.result) return { kind: 'ok', value: call.result.Ok, call, repeated };
    const error = call.error === undefined ? {} : { error: call.error };
    return { kind: 'err', text: call.result.Err, ...error, call, repeated };
  }

  /** An answer of the recording as one of this run. */
  private liveAnswer<Answer extends FoundAnswer>(answer: Answer): Answer {
    if (answer.kind === 'ok') return { ...answer, value: this.live(answer.value) };
    if (answer.kind !== 'err') return answer;
    const error = answer.error === undefined ? {} : { error: this.live(answer.error) };
    return { ...answer, text: this.live(answer.text) as string, ...error };
  }

  /** The replayed test has come to the begin or end of a step: calls are now looked for in that part of the recording first. */
  passStep(step: CheckpointStep): void {
    this.steps.pass(step);
  }

  /** How the replay went up to now. */
  report(): StubReport {
    const unused = this.calls.filter((recorded) => isBackendCall(recorded) && !this.matcher.isUsed(recorded));
    const { isSwapped: swapped } = this.timing;
    return {
      ...this.counts,
      ...(this.passed > 0 ? { passed: this.passed } : {}),
      ...(this.faults ? { faults: this.reportFaults(this.faults) } : {}),
      ...(swapped === undefined ? {} : { swapped }),
      missed: [...this.missed],
      unused: unused.map(({ index, startUs, call: { id, command } }) => ({
        ...{ id, index, command, write: this.isWrite(command) },
        late: startUs > this.endUs - BOUNDARY_TOLERANCE_US,
      })),
    };
  }

  private reportFaults({ injected, unmet }: FaultInjector): NonNullable<StubReport['faults']> {
    return { seed: this.seed, injected: [...injected], ...(unmet.length === 0 ? {} : { unmet }) };
  }

  /** A recorded value as it is now: with the ids and secrets of this run. */
  private live(value: unknown): unknown {
    return this.surrogates.toSecrets(this.renames.toLive(value));
  }

  private livePush({ call }: RecordedCall): IpcCall {
    const channel = call.channel === undefined ? {} : { channel: this.liveIds.get(call.channel) ?? call.channel };
    return { ...call, args: this.live(call.args), ...channel };
  }

  private match(question: StubCall): Match | undefined {
    return question.blank ? this.peek(question) : this.matcher.take(question);
  }

  private peek({ command, args }: StubCall): Match | undefined {
    const key = callKey(command, args);
    const found = this.calls.find(({ call }) => callKey(call.command, call.args) === key);
    return found && { found, repeated: true, shifted: false };
  }

  private miss({ command, args }: StubCall): FoundAnswer {
    const isUsed = (recorded: RecordedCall) => this.matcher.isUsed(recorded);
    const explained = explainMiss({ command, args, calls: this.calls, isUsed, due: this.matcher.due(command) });
    this.missed.push({ command, args, message: explained.message });
    return { kind: 'miss', ...explained };
  }
}

function twice(pushes: IpcCall[]): IpcCall[] {
  return pushes.flatMap((push) => [push, push]);
}
