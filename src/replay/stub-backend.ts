import type { CheckpointStep, IpcCall, RecordedSession } from '../session/schema.ts';
import { AnswerTiming, type ReplayTiming } from './answer-timing.ts';
import { callKey, isFrameworkCall } from './call-key.ts';
import { explainMiss, type NearMiss } from './explain-miss.ts';
import { type CallOrder, createMatcher, type Match, type Matcher } from './match-calls.ts';
import { type Pushes, placePushes } from './place-pushes.ts';
import { callKind, isOnlyObserved, type RecordedCall, recordedCalls } from './recorded-call.ts';
import { Renames } from './renames.ts';
import { StepCursor } from './step-fences.ts';

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

/** How a replay went, as a JSON value. */
export interface StubReport {
  /** Calls the recording answered, `repeated` and `pending` ones among them. */
  answered: number;
  /** Answers given again because the recording had no more. */
  repeated: number;
  /** Answers recorded in another step than the one they were asked for in. */
  shifted: number;
  /** Calls left without an answer, as in the recording. */
  pending: number;
  missed: { command: string; args: unknown; message: string }[];
  /** Recorded calls that nobody asked for. Not among them: framework calls, and those a mock answered. */
  unused: { id: string; index: number; command: string }[];
}

export interface StubOptions {
  order?: CallOrder;
  timing?: ReplayTiming;
}

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
  readonly #timing: AnswerTiming;
  readonly #steps: StepCursor;
  readonly #renames = new Renames();
  readonly #counts = { answered: 0, repeated: 0, shifted: 0, pending: 0 };
  readonly #missed: StubReport['missed'] = [];
  readonly #matches = new WeakMap<StubAnswer, Match>();

  /**
   * @param options.order how a question finds its recorded call. @default 'key'
   * @param options.timing when answers are due, see `whenDue`. @default 'order'
   */
  constructor(session: RecordedSession, { order = 'key', timing = 'order' }: StubOptions = {}) {
    const all = recordedCalls(session).filter(({ call }) => !isOnlyObserved(call));
    this.#sources = [...new Set(all.flatMap(({ call }) => call.source ?? []))];
    this.#calls = all.filter(isAskedFor);
    this.#steps = new StepCursor(session);
    this.#matcher = createMatcher(this.#calls, order, { steps: this.#steps, renames: this.#renames });
    this.#pushes = placePushes(all, this.#calls.filter(isBackendCall));
    this.#timing = new AnswerTiming(this.#calls, timing);
  }

  /** What observed the recorded calls and pushes, such as `tauri`; each once. */
  sources(): string[] {
    return this.#sources;
  }

  /** The pushes that came before any call: deliver them when the page has loaded. */
  started(): IpcCall[] {
    return this.#pushes.started;
  }

  /** The answer to a call, and what to push before and after it. Each recorded push is given out once. */
  answer(question: StubCall): StubAnswer {
    const match = question.blank ? this.#peek(question) : this.#matcher.take(question);
    if (!match) return this.#miss(question);
    const answer = this.#answerWith(match);
    this.#matches.set(answer, match);
    return answer;
  }

  /** Resolves when an answer is due by the option `timing`. Ask at once, in the order in which the calls are made. */
  async whenDue(answer: StubAnswer): Promise<void> {
    const match = this.#matches.get(answer);
    // A call that was never answered and an answer that is given again are in nobody's way; a window that waits makes no other call.
    if (match === undefined || match.repeated || answer.kind === 'pending' || match.found.call.sync) return;
    await this.#timing.due(match.found);
  }

  #answerWith({ found, repeated, shifted }: Match): StubAnswer {
    const { call } = found;
    const pushes = (of: Map<RecordedCall, IpcCall[]>) =>
      repeated ? [] : (of.get(found) ?? []).map((push) => this.#live(push));
    const delivery: StubMatch = {
      call,
      repeated,
      before: pushes(this.#pushes.before),
      after: pushes(this.#pushes.after),
    };
    this.#counts.answered++;
    if (repeated) this.#counts.repeated++;
    if (shifted) this.#counts.shifted++;
    if (call.result === 'Pending') {
      if (callKind(call) === 'invoke') this.#counts.pending++;
      return { kind: 'pending', ...delivery };
    }
    if ('Ok' in call.result) return { kind: 'ok', value: this.#renames.toLive(call.result.Ok), ...delivery };
    const error = call.error === undefined ? {} : { error: this.#renames.toLive(call.error) };
    return { kind: 'err', text: call.result.Err, ...error, ...delivery };
  }

  /** The replayed test has come to the begin or end of a step: calls are now looked for in that part of the recording first. */
  passStep(step: CheckpointStep): void {
    this.#steps.pass(step);
  }

  /** How the replay went up to now. */
  report(): StubReport {
    const unused = this.#calls.filter((recorded) => isBackendCall(recorded) && !this.#matcher.isUsed(recorded));
    return {
      ...this.#counts,
      missed: [...this.#missed],
      unused: unused.map(({ index, call }) => ({ id: call.id, index, command: call.command })),
    };
  }

  /** A push with values that are new in every run as they are now. */
  #live(push: IpcCall): IpcCall {
    const args = this.#renames.toLive(push.args);
    return args === push.args ? push : { ...push, args };
  }

  #peek({ command, args }: StubCall): Match | undefined {
    const key = callKey(command, args);
    const found = this.#calls.find(({ call }) => callKey(call.command, call.args) === key);
    return found && { found, repeated: true, shifted: false };
  }

  #miss({ command, args }: StubCall): StubAnswer {
    const isUsed = (recorded: RecordedCall) => this.#matcher.isUsed(recorded);
    const explained = explainMiss({ command, args, calls: this.#calls, isUsed, due: this.#matcher.due() });
    this.#missed.push({ command, args, message: explained.message });
    return { kind: 'miss', ...explained };
  }
}

/**
 * Is the stub asked for it? Electron's hook asks for messages that expect no answer, too: they may bring pushes about. Not for
 * what a window without a document sent.
 */
function isAskedFor({ call }: RecordedCall): boolean {
  if (call.source === 'electron' && call.url === undefined) return false;
  if (callKind(call) === 'send') return call.source === 'electron';
  return callKind(call) === 'invoke' && !isFrameworkCall(call.command);
}

/** Did the backend answer it in the recording? What a mock answered then, it answers again before the stub is asked. */
function isBackendCall({ call }: RecordedCall): boolean {
  return call.mocked !== true;
}
