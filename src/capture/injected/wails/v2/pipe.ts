import { encodeValue } from '../../../../session/codec/encode-value.ts';
import { type OpenCall, sizeOnWire } from '../../core/call-log.ts';
import { fromJson, nativeThen, toJson } from '../../core/natives.ts';
import { type Answered, settle } from '../../core/node-answers.ts';
import type { PageTools } from '../../core/page-observer.ts';
import { readWailsV2Message } from './messages.ts';
import { ResendFilter } from './resend-filter.ts';

const ignore = () => {};

/** Records the messages in the pipe between the runtime of Wails v2 and Go, in both directions. */
export class WailsV2Pipe {
  private readonly tools: PageTools;
  private readonly answer: (message: string) => void;
  /** The calls that wait for an answer, by the id that the runtime gave them. */
  private readonly open = new Map<string, OpenCall>();
  private readonly resends = new ResendFilter();
  private isOn = true;

  /** @param answer gives the runtime an answer, as Go does. */
  constructor(tools: PageTools, answer: (message: string) => void) {
    this.tools = tools;
    this.answer = answer;
  }

  /** The page sends a message to Go; `pass` lets it through. */
  say(message: unknown, pass: () => unknown): unknown {
    if (!this.isOn || typeof message !== 'string') return pass();
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
    const call = log.started({ ...given, size });
    if (call.isFollowed) this.open.set(seen.id, call);
    const asked = ask({ id: call.id, ...given });
    if (asked === undefined) return pass();
    const goOn = (answer: Answered) => this.goOn(seen.id, call, answer, pass);
    nativeThen.call(nativeThen.call(asked, goOn as never), ignore, ignore);
    return undefined;
  }

  /** An answer has come. */
  answered(message: unknown): void {
    this.resends.heard();
    const { callbackid, result, error } = membersOf(message);
    const id = String(callbackid);
    const call = this.open.get(id);
    this.open.delete(id);
    // As the runtime tells them apart: an empty error is none.
    if (error) call?.err(error);
    else call?.ok(result);
  }

  /** An event has come. */
  notified(message: unknown): void {
    this.resends.heard();
    const { name, data } = membersOf(message);
    if (!this.isOn || name === undefined) return;
    this.tools.log.pushed('wails-v2', { name: String(name), payload: encodeValue(data), label: this.tools.label() });
  }

  /** Lets everything pass unseen from now on. */
  stop(): void {
    this.isOn = false;
  }

  /** Lets a call pass, or answers it. */
  private goOn(id: string, call: OpenCall, answer: Answered, pass: () => unknown): void {
    if ('pass' in answer) {
      pass();
      return;
    }
    this.open.delete(id);
    settle(call, answer);
    this.answer(toJson({ callbackid: id, ...('ok' in answer ? { result: answer.ok } : { error: answer.err }) }));
  }
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
