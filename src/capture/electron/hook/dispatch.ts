import type { ElectronAnswer } from '../electron-protocol.ts';
import type { OpenCall } from './call-log.ts';
import type { FollowedCall } from './documents.ts';
import {
  binding,
  type Emitter,
  type Frame,
  frameOf,
  type IpcEvent,
  type ReplyChannel,
  type WebContents,
} from './electron-parts.ts';
import type { HookTools } from './hook-tools.ts';
import type { Origin } from './origins.ts';
import { FirstListeners, type Listener } from './patch/first-listeners.ts';
import type { AnyFunction } from './patch/patches.ts';

/** A message that a renderer has sent, whichever version of Electron tells of it. */
interface Arrival {
  event: IpcEvent;
  channel: string;
  args: unknown[];
  /** Ports that came along, as Electron has them inside. */
  ports: object[];
  contents: WebContents;
  frame: Frame | null | undefined;
  origin: Origin;
}

/** Electron's private events for messages of renderers. */
const MESSAGES: readonly string[] = ['-ipc-invoke', '-ipc-message-sync', '-ipc-message', '-ipc-ports'];

/** Lets Electron find who handles the message. */
type Deliver = () => unknown;

/**
 * Sees every message of every renderer as it comes in, before Electron looks for who handles it. Electron tells of messages by private
 * events, of the web contents in Electron 25, of the session in later ones. They are heard by listeners that stand there for the time of
 * one event; while the test answers calls, `emit` itself is replaced, since some of them must wait.
 * https://github.com/electron/electron/blob/v25.1.1/lib/browser/api/web-contents.ts, https://github.com/electron/electron/blob/main/lib/browser/ipc-dispatch.ts
 */
export class Dispatch {
  private readonly tools: HookTools;
  private readonly seen = new WeakSet<object>();
  private readonly waiting = new WeakMap<AnyFunction, AnyFunction>();
  /** Calls that are never answered. Electron answers a call that is collected as garbage, with an error. */
  private readonly unanswered = new Set<object>();
  /** Electron ends a call with an error, too, when the app has let go of it: a promise that nobody holds will not settle. */
  private readonly letGo = new FinalizationRegistry<FollowedCall>((call) => call.dropped());

  constructor(tools: HookTools) {
    this.tools = tools;
    tools.ports.onMessage = ({ id, command, args, origin }) => {
      // Only ports that were adopted have nobody else to hear them.
      if (tools.answers.isServing) void tools.answers.ask(questionOf(id, { channel: command, args, origin }, 'send'));
    };
  }

  /** Observes all emitters of one kind, web contents or sessions. `others` are told of further events of theirs. */
  observe<Kind extends Emitter>(kind: Kind, others: Readonly<Record<string, Listener<Kind>>> = {}): void {
    const { patches, answers } = this.tools;
    const heard = MESSAGES.map((name) => [name, (self: Kind, rest: unknown[]) => void this.heard(name, self, rest)]);
    const first = new FirstListeners<Kind>(patches, { ...Object.fromEntries(heard), ...others });
    patches.whenTaken(kind, 'emit', (self, emit) => {
      first.put(self);
      return answers.mayAnswer ? this.thatWaits(emit) : emit;
    });
  }

  /** Makes an `emit` that can leave a message to the test. */
  private thatWaits(emit: AnyFunction): AnyFunction {
    const known = this.waiting.get(emit);
    if (known !== undefined) return known;
    const proxy = new Proxy(emit, {
      apply: (target, self: Emitter, args: unknown[]) => {
        const deliver = () => Reflect.apply(target as (...list: unknown[]) => unknown, self, args);
        const [name, ...rest] = args;
        return MESSAGES.includes(name as string) ? this.heard(name as string, self, rest, deliver) : deliver();
      },
    });
    this.waiting.set(emit, proxy);
    return proxy;
  }

  /** A message comes in. With `deliver` it can wait for the test; without, it is on its way already. */
  private heard(name: string, self: Emitter, rest: unknown[], deliver: Deliver = () => undefined): unknown {
    const arrival = this.read(name, rest, self);
    if (arrival === undefined || this.seen.has(arrival.event)) return deliver();
    this.seen.add(arrival.event);
    if (name === '-ipc-invoke') return this.called(arrival, deliver, false);
    if (name === '-ipc-message-sync') return this.called(arrival, deliver, true);
    return this.messaged(arrival, deliver);
  }

  private called(arrival: Arrival, deliver: Deliver, sync: boolean): unknown {
    const { log, answers, handlers, documents } = this.tools;
    const { event, channel: command, args, contents, frame, origin } = arrival;
    const call = documents.follow(log.started({ command, args, origin, sync }), contents, frame);
    const isHandled = () => {
      if (!sync) handlers.called(event, command, frame, contents);
    };
    isHandled();
    let afterwards: ElectronAnswer['after'];
    const reply = this.watchReply(arrival, call, sync, () =>
      answers.deliverBehind(afterwards, sync ? undefined : origin.webview_label),
    );
    if (reply === undefined || !answers.wants(command)) return deliver();
    const question = questionOf(call.id, arrival, 'invoke');
    void answers.ask(question, { sync }).then((answer) => {
      if (answer.action === 'continue') {
        afterwards = answer.after;
        isHandled();
        deliver();
      } else if (answer.action === 'pending') this.unanswered.add(event);
      else reply(answer);
    });
    return true;
  }

  private messaged(arrival: Arrival, deliver: Deliver): unknown {
    const { log, answers, ports: knownPorts } = this.tools;
    const { channel: command, args, ports, origin } = arrival;
    const id = log.passed('send', { command, args, origin, ports: ports.length });
    knownPorts.arrived(ports, { id, command, origin });
    if (!answers.wantsMessage(command, args)) return deliver();
    const question = questionOf(id, arrival, 'send');
    void answers.ask(question).then(({ action, after }) => {
      if (action === 'continue') {
        deliver();
        answers.deliverBehind(after);
      } else knownPorts.adopt(id, ports);
    });
    return true;
  }

  /** Learns of the app's own answer when it is sent; returns how to answer in the app's place. Undefined in an Electron that answers otherwise. */
  private watchReply(
    { event, channel: command }: Arrival,
    call: FollowedCall,
    sync: boolean,
    answered: () => void,
  ): ((answer: ElectronAnswer) => void) | undefined {
    const { handlers, errors } = this.tools;
    const channel = event._replyChannel;
    if (typeof channel?.sendReply !== 'function') return undefined;
    if (!sync) this.letGo.register(channel, call);
    const send = channel.sendReply;
    // Neither that there is no handler nor that the answer cannot be cloned was thrown by a handler.
    let isRefused = false;
    let mayBeThrown = false;
    const shadow = (reply: unknown) => {
      const thrown = mayBeThrown ? errors.take(command, (reply as { error?: unknown }).error) : undefined;
      let sent: unknown;
      try {
        sent = Reflect.apply(send, channel, [reply]);
      } catch (error) {
        isRefused = true; // an error is sent then
        throw error;
      }
      settle(call, sync, reply, thrown);
      answered();
      return sent;
    };
    // Electron takes the function first, and makes the text of an error after that.
    const get = () => {
      mayBeThrown = !sync && !isRefused && !handlers.isLookedFor(command);
      if (mayBeThrown) errors.answers();
      return shadow;
    };
    Object.defineProperty(channel, 'sendReply', { get, configurable: true });
    return (answer) => answerWith(channel, send, call, sync, answer);
  }

  private read(name: string, rest: unknown[], self: Emitter): Arrival | undefined {
    const [event, ...others] = rest as [IpcEvent, ...unknown[]];
    if (typeof event !== 'object' || event === null || event.type === 'service-worker') return undefined;
    // In Electron 25 a flag stands before the channel: whether it is Electron's own.
    const isInternal = typeof others[0] === 'boolean' ? others.shift() : v8.getHiddenValue?.(event, 'internal');
    const [channel, payload, ports] = others;
    if (isInternal || typeof channel !== 'string') return undefined;
    const contents = event.sender ?? (self as WebContents);
    const frame = frameOf(this.tools.electron, event);
    const origin = this.tools.origins.ofSender(contents, frame);
    if (origin === undefined) return undefined;
    const arrival = { event, channel, contents, frame, origin };
    return name === '-ipc-ports'
      ? { ...arrival, args: [payload], ports: (ports ?? []) as object[] }
      : { ...arrival, args: (payload ?? []) as unknown[], ports: [] };
  }
}

const v8 = binding<{ getHiddenValue(owner: object, name: string): unknown }>('electron_common_v8_util');

type Asked = Pick<Arrival, 'channel' | 'origin'> & { args: readonly unknown[] };

function questionOf(id: string, { channel: command, args, origin }: Asked, kind: 'invoke' | 'send') {
  return { id, command, args, label: origin.webview_label, kind, blank: origin.url === undefined };
}

/** The app has answered: with a result or, but for a synchronous call, an error. */
function settle(call: OpenCall, sync: boolean, reply: unknown, thrown: { reason: unknown } | undefined): void {
  const { result, error } = sync ? { result: reply } : (reply as { result?: unknown; error?: unknown });
  if (error === undefined) call.ok(result);
  else call.err(String(error), thrown);
}

/** Sends an answer of Node's as the app's handler would have sent it. */
function answerWith(
  channel: ReplyChannel,
  send: ReplyChannel['sendReply'],
  call: OpenCall,
  sync: boolean,
  { action, value, mocked = false }: ElectronAnswer,
): void {
  const isError = action === 'err';
  // Errors cross as their text: `TypeError: …`. A synchronous call has no way to fail; it gets the text.
  const text = isError ? textOf(value) : '';
  const result = isError ? text : value;
  try {
    Reflect.apply(send, channel, [sync ? result : isError ? { error: text } : { result }]);
  } catch {
    return; // the window is gone
  }
  if (isError) call.err(text, { reason: value }, mocked);
  else call.ok(value, mocked);
}

function textOf(thrown: unknown): string {
  try {
    return (thrown as object).toString();
  } catch {
    return 'Error';
  }
}
