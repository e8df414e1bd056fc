import type { ElectronAnswer } from '../electron-protocol.ts';
import type { OpenCall } from './call-log.ts';
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

/** Lets Electron find who handles the message. */
type Deliver = () => unknown;

/**
 * Sees every message of every renderer as it comes in, before Electron looks for who handles it. Electron tells of messages by private
 * events, of the web contents in Electron 25, of the session in later ones; they pass through `emit`, whoever listens.
 * https://github.com/electron/electron/blob/v25.1.1/lib/browser/api/web-contents.ts, https://github.com/electron/electron/blob/main/lib/browser/ipc-dispatch.ts
 */
export class Dispatch {
  private readonly tools: HookTools;
  private readonly seen = new WeakSet<object>();
  /** Calls that are never answered. Electron answers a call that is collected as garbage, with an error. */
  private readonly unanswered = new Set<object>();
  /** Electron ends a call with an error, too, when the app has let go of it: a promise that nobody holds will not settle. */
  private readonly letGo = new FinalizationRegistry<OpenCall>((call) => call.err('reply was never sent'));

  constructor(tools: HookTools) {
    this.tools = tools;
    tools.ports.onMessage = ({ id, command, args, origin }) => {
      // Only ports that were adopted have nobody else to hear them.
      if (tools.answers.isServing) void tools.answers.ask(questionOf(id, { channel: command, args, origin }, 'send'));
    };
  }

  /** Observes all emitters of one kind, web contents or sessions. `emitted` is told of their other events. */
  observe(kind: Emitter, emitted: (contents: WebContents, event: unknown) => void = () => {}): void {
    this.tools.patches.around(kind, 'emit', (deliver, self, [name, ...rest]) => {
      if (typeof name !== 'string' || !name.startsWith('-ipc-')) {
        emitted(self as WebContents, name);
        return deliver();
      }
      const arrival = this.read(name, rest, self);
      if (arrival === undefined || this.seen.has(arrival.event)) return deliver();
      this.seen.add(arrival.event);
      if (name === '-ipc-invoke') return this.called(arrival, deliver, false);
      if (name === '-ipc-message-sync') return this.called(arrival, deliver, true);
      return this.messaged(arrival, deliver);
    });
  }

  private called(arrival: Arrival, deliver: Deliver, sync: boolean): unknown {
    const { log, answers, handlers } = this.tools;
    const { event, channel: command, args, contents, origin } = arrival;
    const call = log.started({ command, args, origin, sync });
    handlers.called(event, arrival.frame, contents);
    let afterwards: ElectronAnswer['after'];
    const reply = this.watchReply(event, call, sync, () => answers.deliverLater(afterwards));
    if (reply === undefined || !answers.wants(command)) return deliver();
    const question = questionOf(call.id, arrival, 'invoke');
    void answers.ask(question, { sync }).then((answer) => {
      if (answer.action === 'continue') {
        afterwards = answer.after;
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
        answers.deliverLater(after);
      } else knownPorts.adopt(id, ports);
    });
    return true;
  }

  /** Learns of the app's own answer when it is sent; returns how to answer in the app's place. Undefined in an Electron that answers otherwise. */
  private watchReply(
    event: IpcEvent,
    call: OpenCall,
    sync: boolean,
    answered: () => void,
  ): ((answer: ElectronAnswer) => void) | undefined {
    const channel = event._replyChannel;
    if (typeof channel?.sendReply !== 'function') return undefined;
    if (!sync) this.letGo.register(channel, call);
    const send = channel.sendReply;
    const shadow = (reply: unknown) => {
      const sent = Reflect.apply(send, channel, [reply]); // throws when the answer cannot be cloned; an error is sent then
      this.settle(event, call, sync, reply);
      answered();
      return sent;
    };
    Object.defineProperty(channel, 'sendReply', { value: shadow, configurable: true, writable: true });
    return (answer) => answerWith(channel, send, call, sync, answer);
  }

  private settle(event: IpcEvent, call: OpenCall, sync: boolean, reply: unknown): void {
    const { result, error } = sync ? { result: reply } : (reply as { result?: unknown; error?: unknown });
    if (error === undefined) call.ok(result);
    else call.err(String(error), this.tools.handlers.thrownFor(event));
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
