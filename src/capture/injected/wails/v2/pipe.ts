import { type OpenCall, sizeOnWire } from '../../core/call-log.ts';
import { fromJson, NativePromise, nativeThen, toJson } from '../../core/natives.ts';
import { type Answered, settle } from '../../core/node-answers.ts';
import type { PageTools } from '../../core/page-observer.ts';
import { recordValue } from '../../core/record-value.ts';
import type { StandInMock } from '../../core/stand-in-mock.ts';
import { readWailsV2Message } from './messages.ts';
import { ResendFilter } from './resend-filter.ts';

const ignore = () => {};

/** Records the messages in the pipe between the runtime of Wails v2 and Go, in both directions. */
export class WailsV2Pipe {
  private readonly tools: PageTools;
  private readonly answer: (message: string) => void;
  /** The calls that wait for an answer, by the id that the runtime gave them. */
  private readonly open = new Map<string, OpenCall>();
  /** The calls that a stand-in was told of beside Node, and what takes its answer. */
  private readonly shadows = new Map<string, (answer: { ok: unknown } | { err: unknown }) => void>();
  private readonly resends = new ResendFilter();
  private readonly mock: StandInMock;
  private isOn = true;

  /**
   * @param mock the stand-in for Go, if there is one.
   * @param answer gives the runtime an answer, as Go does.
   */
  constructor(tools: PageTools, mock: StandInMock, answer: (message: string) => void) {
    this.tools = tools;
    this.mock = mock;
    this.answer = answer;
  }

  /** The page sends a message to Go; `send` lets it through. */
  say(message: unknown, send: () => unknown): unknown {
    if (!this.isOn || typeof message !== 'string') return send();
    const pass = () => this.mock.run(send);
    const { log, ask } = this.tools;
    const seen = readWailsV2Message(message);
    // A call is known by its id, whatever kept it.
    if (seen.kind === 'call' ? this.open.has(seen.id) : this.resends.isRepeat(message)) return pass();
    if (seen.kind === 'noise') {
      log.noise();
      return pass();
    }
    const { command, args } = seen;
    const given = { source: 'wails-v2', command, args, label: this.tools.label() } as const;
    const size = sizeOnWire(message);
    if (seen.kind === 'send') {
      const id = log.sent({ ...given, size, kind: 'send' });
      const routed = ask({ id, ...given, kind: 'send' });
      if (routed === undefined) return pass();
      const passOn = (answer: Answered) => void ('pass' in answer && pass());
      nativeThen.call(nativeThen.call(routed, passOn as never), ignore, ignore);
      return undefined;
    }
    const call = log.started({ ...given, size, standIn: this.mock.tell() });
    if (call.isFollowed) this.open.set(seen.id, call);
    const question = { id: call.id, ...given };
    const asked = ask(question);
    if (asked === undefined) return pass();
    const shadow = this.mock.isShadowed ? this.inShadow(seen.id, pass) : undefined;
    if (shadow !== undefined) this.mock.compare(question, asked, shadow);
    const goOn = (answer: Answered) => this.goOn(seen.id, call, answer, { pass, shadow });
    nativeThen.call(nativeThen.call(asked, goOn as never), ignore, ignore);
    return undefined;
  }

  /** An answer has come; false when it is not for the app. */
  answered(message: unknown): boolean {
    this.resends.heard();
    const { callbackid, result, error } = membersOf(message);
    const id = String(callbackid);
    const shadow = this.shadows.get(id);
    if (shadow !== undefined) {
      this.shadows.delete(id);
      shadow(error ? { err: error } : { ok: result });
      return false;
    }
    const call = this.open.get(id);
    this.open.delete(id);
    // As the runtime tells them apart: an empty error is none.
    if (error) call?.err(error);
    else call?.ok(result);
    return true;
  }

  /** An event has come; false when the app is not to hear of it. */
  notified(message: unknown): boolean {
    this.resends.heard();
    const { name, data } = membersOf(message);
    if (!this.isOn || name === undefined) return true;
    if (!this.mock.isHeard(String(name))) return false;
    const { log, label } = this.tools;
    const { maker: madeBy } = this.mock;
    log.pushed('wails-v2', { name: String(name), payload: recordValue(data), label: label(), madeBy });
    return true;
  }

  /** Tells the stand-in of a call beside Node; resolves with its answer, which the app is not given. */
  private inShadow(id: string, pass: () => unknown): Promise<unknown> {
    return this.mock.inShadow(
      () =>
        new NativePromise((resolve, reject) => {
          this.shadows.set(id, (answer) => ('ok' in answer ? resolve(answer.ok) : reject(answer.err)));
          pass();
        }),
    );
  }

  /** Lets everything pass unseen from now on. */
  stop(): void {
    this.isOn = false;
  }

  /** Lets a call pass, or answers it. */
  private goOn(id: string, call: OpenCall, answer: Answered, { pass, shadow }: Passing): void {
    if ('pass' in answer) {
      if (shadow === undefined) pass();
      else
        nativeThen.call(
          shadow,
          (ok) => this.give(id, { ok }),
          (err) => this.give(id, { err }),
        );
      return;
    }
    this.open.delete(id);
    settle(call, answer);
    this.give(id, answer);
  }

  private give(id: string, answer: { ok: unknown } | { err: unknown }): void {
    const kept = this.shadows.get(id);
    // It is the session's answer, not the stand-in's, which may still come.
    this.shadows.delete(id);
    this.answer(toJson({ callbackid: id, ...('ok' in answer ? { result: answer.ok } : { error: answer.err }) }));
    if (kept !== undefined) this.shadows.set(id, kept);
  }
}

/** The ways in which a call goes on that Node does not answer: to Go, or with what the stand-in has made of it. */
interface Passing {
  pass: () => unknown;
  shadow: Promise<unknown> | undefined;
}

/** Returns the members of a message in JSON; none when it is something else. */
function membersOf(message: unknown): Record<string, unknown> {
  if (typeof message !== 'string') return {};
  try {
    const value = fromJson(message);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
