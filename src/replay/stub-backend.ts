import type { IpcCall, RecordedSession } from '../session/schema.ts';
import { callKey, isFrameworkCall } from './call-key.ts';
import { explainMiss, type NearMiss } from './explain-miss.ts';
import { type CallOrder, createMatcher, type Matcher } from './match-calls.ts';
import { type Pushes, placePushes } from './place-pushes.ts';
import { callKind, type RecordedCall, recordedCalls } from './recorded-call.ts';

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
  /** Calls left without an answer, as in the recording. */
  pending: number;
  missed: { command: string; args: unknown; message: string }[];
  /** Recorded calls that nobody asked for. Not among them: framework calls, and those a mock answered. */
  unused: { id: string; index: number; command: string }[];
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
  readonly #matcher: Matcher;
  readonly #pushes: Pushes;
  readonly #counts = { answered: 0, repeated: 0, pending: 0 };
  readonly #missed: StubReport['missed'] = [];

  /** @param options.order how a question finds its recorded call. @default 'key' */
  constructor(session: RecordedSession, { order = 'key' }: { order?: CallOrder } = {}) {
    const all = recordedCalls(session).filter(({ call }) => call.source !== 'electron-utility');
    this.#calls = all.filter(isAskedFor);
    this.#matcher = createMatcher(this.#calls, order);
    this.#pushes = placePushes(all, this.#calls.filter(isBackendCall));
  }

  /** What observed the recorded calls, such as `tauri`; each once. */
  sources(): string[] {
    return [...new Set(this.#calls.flatMap(({ call }) => call.source ?? []))];
  }

  /** The pushes that came before any call: deliver them when the page has loaded. */
  started(): IpcCall[] {
    return this.#pushes.started;
  }

  /** The answer to a call, and what to push before and after it. Each recorded push is given out once. */
  answer(question: StubCall): StubAnswer {
    const match = question.blank ? this.#peek(question) : this.#matcher.take(question);
    if (!match) return this.#miss(question);
    const { found, repeated } = match;
    const { call } = found;
    const delivery: StubMatch = {
      call,
      repeated,
      before: repeated ? [] : (this.#pushes.before.get(found) ?? []),
      after: repeated ? [] : (this.#pushes.after.get(found) ?? []),
    };
    this.#counts.answered++;
    if (repeated) this.#counts.repeated++;
    if (call.result === 'Pending') {
      if (callKind(call) === 'invoke') this.#counts.pending++;
      return { kind: 'pending', ...delivery };
    }
    if ('Ok' in call.result) return { kind: 'ok', value: call.result.Ok, ...delivery };
    const error = call.error === undefined ? {} : { error: call.error };
    return { kind: 'err', text: call.result.Err, ...error, ...delivery };
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

  #peek({ command, args }: StubCall): { found: RecordedCall; repeated: true } | undefined {
    const key = callKey(command, args);
    const found = this.#calls.find(({ call }) => callKey(call.command, call.args) === key);
    return found && { found, repeated: true };
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
