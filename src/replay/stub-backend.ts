import { callKind } from '../session/call-kind.ts';
import type { CheckpointStep, IpcCall, RecordedSession } from '../session/schema.ts';
import { AnswerTiming, type Overtaking, type ReplayTiming } from './answer-timing.ts';
import { isAskedFor, isBackendCall, replayedTraffic } from './asked-calls.ts';
import { callKey } from './call-key.ts';
import { endOfTestUs } from './end-of-test.ts';
import { explainMiss, type NearMiss } from './explain-miss.ts';
import { holdAnswer } from './hold-answer.ts';
import { type Fault, FaultInjector, type FaultyAnswer } from './inject-faults.ts';
import { type CallOrders, createMatcher, type Match, type Matcher } from './match-calls.ts';
import { partsOfRecording } from './parts-of-recording.ts';
import { type Pushes, placePushes } from './place-pushes.ts';
import { createQuestionKeys, type IgnoredArgs } from './question-keys.ts';
import type { RecordedCall } from './recorded-call.ts';
import { Renames } from './renames.ts';
import { checkReplayOptions } from './replay-options.ts';
import { NEAR_US, StepCursor } from './step-fences.ts';
import type { StubReport } from './stub-report.ts';
import { Surrogates } from './surrogate.ts';
import { writeTest } from './write-commands.ts';

/** A question of the frontend. */
export interface StubCall {
  command: string;
  /** Encoded, as in a session (see `session/values.ts`). */
  args: unknown;
  /** The label of the window that asks; answers recorded there come first. */
  window?: string;
  /** Asked by a window that shows no document yet: whether one asks differs from run to run, so no recorded answer is used up. @default false */
  blank?: boolean;
}

/** The recorded call behind an answer, and the pushes to deliver around it, in this order: `before`, the answer, `after`. */
export interface StubMatch {
  /** The recorded call. */
  call: IpcCall;
  /** True when the recording had no more answers to this question and the last one is given again; then without pushes. */
  repeated: boolean;
  before: IpcCall[];
  after: IpcCall[];
}

/** What the recording says to a call. Values are as recorded, with their markers. */
export type StubAnswer =
  | ({ kind: 'ok'; value: unknown } & StubMatch)
  | ({ kind: 'err'; text: string; error?: unknown } & StubMatch)
  /** It was never answered in the recording, so it is not answered now. */
  | ({ kind: 'pending' } & StubMatch)
  /** It is not in the recording; `message` says what comes near and what to do. */
  | { kind: 'miss'; message: string; nearest: NearMiss[] };

export interface StubOptions {
  /** How a question finds its recorded call. @default 'key' */
  order?: CallOrders;
  /** When answers are due, see `whenDue`. @default 'order' */
  timing?: ReplayTiming;
  /** Paths of arguments that may differ, by command: `{ save_note: ['requestId'] }`. @default none */
  ignore?: IgnoredArgs;
  /** The commands that change something in the backend; strings may have `*`. @default by their names, see `writeTest` */
  writes?: string[];
  /** What is to go wrong with the answers. @default nothing */
  faults?: Fault[];
  /** A whole number; decides what is left open in `faults`. @default a random one, which the report tells */
  seed?: number;
  /** With the timing `order`, one answer that comes before another one that it came after. @default none */
  overtaking?: Overtaking;
  /** The secret behind a token of this run, if it is known: an answer that repeats one is given with the secret itself. @default none is */
  secretOf?: (token: string) => string | undefined;
}

/** What is known of an answer that was given. */
interface Given {
  match: Match;
  faulty: FaultyAnswer | undefined;
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
  readonly #calls: RecordedCall[];
  readonly #sources: string[];
  readonly #matcher: Matcher;
  readonly #pushes: Pushes;
  readonly #started: IpcCall[];
  readonly #timing: AnswerTiming;
  readonly #steps: StepCursor;
  readonly #renames: Renames;
  readonly #counts = { answered: 0, repeated: 0, shifted: 0, pending: 0 };
  readonly #missed: StubReport['missed'] = [];
  readonly #matches = new WeakMap<StubAnswer, Given>();
  readonly #faults: FaultInjector | undefined;
  readonly #seed: number;
  /** When the body of the test ended, in microseconds since 1970. */
  readonly #endUs: number;
  /** Answers that wait for the next one. */
  #held: (() => void)[] = [];
  readonly #isWrite: (command: string) => boolean;
  #passed = 0;
  readonly #surrogates: Surrogates;

  /** @throws {IpcError} `INVALID_OPTION` */
  constructor(session: RecordedSession, options: StubOptions = {}) {
    const { secretOf, ...replay } = options;
    checkReplayOptions(replay);
    const { order = 'key', timing = 'order', ignore, writes } = replay;
    const { faults = [], seed = Math.floor(Math.random() * 2 ** 31), overtaking } = replay;
    this.#isWrite = writeTest(writes);
    this.#surrogates = new Surrogates(secretOf);
    const all = replayedTraffic(session);
    this.#renames = new Renames(partsOfRecording(all));
    this.#sources = [...new Set(all.flatMap(({ call }) => call.source ?? []))];
    this.#calls = all.filter(isAskedFor);
    this.#steps = new StepCursor(session);
    this.#endUs = endOfTestUs(session);
    this.#matcher = createMatcher(this.#calls, order, {
      steps: this.#steps,
      renames: this.#renames,
      keys: createQuestionKeys(this.#calls, ignore),
    });
    this.#pushes = placePushes(all, this.#calls.filter(isBackendCall));
    this.#started = this.#pushes.started.map((push) => this.#livePush(push));
    this.#timing = new AnswerTiming(this.#calls, timing, overtaking);
    this.#seed = seed;
    this.#faults = faults.length === 0 ? undefined : new FaultInjector(faults, seed, this.#calls);
  }

  /** What observed the recorded calls and pushes, such as `tauri`; each once. */
  sources(): string[] {
    return this.#sources;
  }

  /** The pushes that came before any call: deliver them when the page has loaded. */
  started(): IpcCall[] {
    return this.#started;
  }

  /** The answer to a call, and what to push before and after it. Each recorded push is given out once. */
  answer(asked: StubCall): StubAnswer {
    const question = { ...asked, args: this.#surrogates.toTokens(asked.args) };
    const match = this.#match(question);
    if (!match) return this.#miss(question);
    const recorded = this.#answerWith(match);
    const faulty = this.#faults?.apply(match.found, recorded);
    const answer = this.#liveAnswer(faulty?.answer ?? recorded);
    this.#matches.set(answer, { match, faulty });
    return answer;
  }

  /** The app itself answers this call. The recorded one, if there is one, is used up, and no answer waits for its. */
  pass(asked: StubCall): StubMatch | undefined {
    this.#passed++;
    const match = this.#match({ ...asked, args: this.#surrogates.toTokens(asked.args) });
    if (match === undefined) return undefined;
    this.#timing.pass(match.found);
    const { call, repeated, before, after } = this.#deliveryOf(match);
    const live = (pushes: IpcCall[]) => pushes.map((push) => this.#livePush(push));
    return { call, repeated, before: live(before), after: live(after) };
  }

  /** Resolves when an answer is due by the option `timing`. Ask at once, in the order in which the calls are made. */
  async whenDue(answer: StubAnswer): Promise<void> {
    const { match, faulty } = this.#matches.get(answer) ?? {};
    // An answer that is given again is in nobody's way.
    if (match === undefined || (answer.kind === 'pending' && match.repeated)) return;
    // A call without an answer waits for none; a window that waits for its answer makes no other call.
    if (answer.kind === 'pending' || match.found.call.sync) return this.#timing.pass(match.found);
    if (!match.repeated) await this.#timing.due(match.found);
    // Of two that are to come after the next answer, the second is the first one's next.
    if (faulty?.isHeld && this.#held.length === 0) await this.#nextAnswer();
    if (faulty !== undefined && faulty.delayMs > 0) await wait(faulty.delayMs);
    for (const release of this.#held.splice(0)) release();
  }

  /** Resolves when another answer has been given; without one, after a while. */
  #nextAnswer(): Promise<void> {
    // In a later task: the other answer is on its way by then.
    return new Promise((resolve) => void this.#held.push(holdAnswer(() => void next(resolve))));
  }

  #deliveryOf({ found, repeated }: Match): StubMatch {
    const pushes = (of: Map<RecordedCall, IpcCall[]>) => (repeated ? [] : (of.get(found) ?? []));
    return { call: found.call, repeated, before: pushes(this.#pushes.before), after: pushes(this.#pushes.after) };
  }

  #answerWith(match: Match): StubAnswer {
    const delivery = this.#deliveryOf(match);
    const { call, repeated } = delivery;
    this.#counts.answered++;
    if (repeated) this.#counts.repeated++;
    if (match.shifted) this.#counts.shifted++;
    if (call.result === 'Pending') {
      if (callKind(call) === 'invoke') this.#counts.pending++;
      return { kind: 'pending', ...delivery };
    }
    if ('Ok' in call.result) return { kind: 'ok', value: call.result.Ok, ...delivery };
    const error = call.error === undefined ? {} : { error: call.error };
    return { kind: 'err', text: call.result.Err, ...error, ...delivery };
  }

  /** An answer of the recording as one of this run. */
  #liveAnswer(answer: StubAnswer): StubAnswer {
    if (answer.kind === 'miss') return answer;
    const live = (pushes: IpcCall[]) => pushes.map((push) => this.#livePush(push));
    const around = { before: live(answer.before), after: live(answer.after) };
    if (answer.kind === 'ok') return { ...answer, value: this.#live(answer.value), ...around };
    if (answer.kind === 'pending') return { ...answer, ...around };
    const error = answer.error === undefined ? {} : { error: this.#live(answer.error) };
    return { ...answer, text: this.#live(answer.text) as string, ...error, ...around };
  }

  /** The replayed test has come to the begin or end of a step: calls are now looked for in that part of the recording first. */
  passStep(step: CheckpointStep): void {
    this.#steps.pass(step);
  }

  /** How the replay went up to now. */
  report(): StubReport {
    const unused = this.#calls.filter((recorded) => isBackendCall(recorded) && !this.#matcher.isUsed(recorded));
    const { hasOvertaken: overtaken } = this.#timing;
    return {
      ...this.#counts,
      ...(this.#passed > 0 ? { passed: this.#passed } : {}),
      ...(this.#faults ? { faults: this.#reportFaults(this.#faults) } : {}),
      ...(overtaken === undefined ? {} : { overtaken }),
      missed: [...this.#missed],
      unused: unused.map(({ index, startUs, call: { id, command } }) => ({
        ...{ id, index, command, write: this.#isWrite(command) },
        late: startUs > this.#endUs - NEAR_US,
      })),
    };
  }

  #reportFaults({ injected, unmet }: FaultInjector): NonNullable<StubReport['faults']> {
    return { seed: this.#seed, injected: [...injected], ...(unmet.length === 0 ? {} : { unmet }) };
  }

  /** A recorded value as it is now: with the ids and secrets of this run. */
  #live(value: unknown): unknown {
    return this.#surrogates.toSecrets(this.#renames.toLive(value));
  }

  #livePush(push: IpcCall): IpcCall {
    return { ...push, args: this.#live(push.args) };
  }

  #match(question: StubCall): Match | undefined {
    return question.blank ? this.#peek(question) : this.#matcher.take(question);
  }

  #peek({ command, args }: StubCall): Match | undefined {
    const key = callKey(command, args);
    const found = this.#calls.find(({ call }) => callKey(call.command, call.args) === key);
    return found && { found, repeated: true, shifted: false };
  }

  #miss({ command, args }: StubCall): StubAnswer {
    const isUsed = (recorded: RecordedCall) => this.#matcher.isUsed(recorded);
    const explained = explainMiss({ command, args, calls: this.#calls, isUsed, due: this.#matcher.due(command) });
    this.#missed.push({ command, args, message: explained.message });
    return { kind: 'miss', ...explained };
  }
}
