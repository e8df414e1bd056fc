import type { CallLog } from './call-log.ts';
import { binding, type Electron, type Port } from './electron-parts.ts';
import type { Origin } from './origins.ts';
import { FirstListeners } from './patch/first-listeners.ts';
import type { Patches } from './patch/patches.ts';
import { tryRead } from './try-read.ts';

/** The message that brought a port, or took it along. */
export interface Carrier {
  /** The id of the message in the recording. */
  id: string;
  command: string;
  origin: Origin;
}

/** The name of a port, and the window it leads to: the message that came with the port names it. */
interface PortName {
  name: string;
  origin: Origin;
  channel?: string;
}

interface Pair {
  port1: object;
  port2: object;
}

/**
 * Sees what passes through `MessagePortMain`. What comes in at the main process is a `send`, what it posts is a `push`.
 * A port is known by what Electron has inside of it, since that is what crosses.
 * https://github.com/electron/electron/blob/v25.1.1/lib/browser/message-port-main.ts
 */
export class Ports {
  private readonly electron: Electron;
  private readonly log: CallLog;
  private readonly lines = new WeakMap<object, PortName>();
  /** The other end, as long as somebody else holds it. */
  private readonly partners = new WeakMap<object, WeakRef<object>>();
  private readonly adopted = new Map<string, readonly object[]>();
  private readonly kind: new (
    inside: object,
  ) => Port;
  /** Ports that came from another process. */
  private readonly foreign = new WeakSet<object>();
  /** Ports that have left this process. */
  private readonly away = new WeakSet<object>();
  private unnamed = 0;
  /** Called with each message that came through a port. */
  onMessage: (message: Carrier & { args: readonly unknown[] }) => void = () => {};

  constructor(electron: Electron, patches: Patches, log: CallLog) {
    this.electron = electron;
    this.log = log;
    // Electron takes this function when a channel is first made: the one below, most often.
    patches.around(binding<{ createPair(): Pair }>('electron_browser_message_port'), 'createPair', (create) => {
      const pair = create() as Pair;
      this.partners.set(pair.port1, new WeakRef(pair.port2));
      this.partners.set(pair.port2, new WeakRef(pair.port1));
      return pair;
    });
    const { port1, port2 } = new electron.MessageChannelMain();
    const kind = Object.getPrototypeOf(port1) as Port & { constructor: new (inside: object) => Port };
    this.kind = kind.constructor;
    for (const port of [port1, port2]) tryRead(() => port.close());

    patches.around<Port>(kind, 'postMessage', (post, port, [message, transfer]) => {
      const posted = post(); // throws what it cannot post
      this.passed('push', port, message, (carrier) => {
        this.departed(portsIn(transfer), carrier);
      });
      return posted;
    });
    const first = new FirstListeners<Port>(patches, {
      message: (port, [payload]) => this.received(port, payload as { data?: unknown; ports?: Port[] }),
    });
    patches.whenTaken<Port>(kind, 'emit', (port, emit) => {
      first.put(port);
      return emit;
    });
  }

  /** Ports have come with a message; they are given as Electron has them inside. */
  arrived(ports: readonly object[], carrier: Carrier): void {
    for (const [at, port] of ports.entries()) {
      this.lines.set(port, lineOf(carrier, at));
      this.foreign.add(port);
    }
  }

  /** Takes the ports that came with a message in the app's place, whose listeners are not asked. Others are not held: what the app drops must close. */
  adopt(carrier: string, ports: readonly object[]): void {
    if (ports.length > 0) this.adopted.set(carrier, ports);
    for (const inside of ports) tryRead(() => new this.kind(inside).start());
  }

  /** Makes ports to go with a message, in the app's place; keeps their other ends as those of the message `carrier`. */
  make(carrier: string, count: number): Port[] {
    const pairs = Array.from({ length: count }, () => new this.electron.MessageChannelMain());
    this.adopted.set(
      carrier,
      pairs.map(({ port1 }) => insideOf(port1)),
    );
    for (const { port1 } of pairs) port1.start();
    return pairs.map(({ port2 }) => port2);
  }

  /** Ports leave with a message: their other ends stay, and are named by it. */
  departed(ports: readonly Port[], carrier: Carrier): void {
    for (const [at, port] of ports.entries()) {
      const inside = insideOf(port);
      const partner = this.partners.get(inside)?.deref();
      if (partner !== undefined) this.lines.set(partner, lineOf(carrier, at));
      this.away.add(inside);
      // The other end of one that came from elsewhere is there still.
      if (this.foreign.has(inside) || (partner !== undefined && this.away.has(partner))) this.log.passesBy(carrier);
    }
  }

  /** Posts a message to the window that sent ports with the message `carrier`, as the app would; returns its label, if there is one. */
  post(carrier: string, command: string, message: unknown): string[] {
    const ports = this.adopted.get(carrier) ?? [];
    const at = ports.findIndex((port) => this.lines.get(port)?.name === command);
    const port = ports[at] as { postMessage?(message: unknown): void } | undefined;
    const line = port === undefined ? undefined : this.lines.get(port);
    if (line === undefined || typeof port?.postMessage !== 'function') return [];
    this.log.passed('push', { command, args: [message], origin: line.origin, channel: carrier });
    port.postMessage(message);
    return [line.origin.webview_label];
  }

  private received(port: Port, { data, ports = [] }: { data?: unknown; ports?: Port[] }): void {
    this.passed('send', port, data, (carrier) => {
      this.arrived(ports.map(insideOf), carrier);
      this.onMessage({ ...carrier, args: [data] });
    });
  }

  private passed(kind: 'send' | 'push', port: Port, message: unknown, carry: (carrier: Carrier) => void): void {
    const { name: command, origin, channel } = this.lineOf(port);
    const seen = { command, args: [message], origin, ...(channel === undefined ? {} : { channel }) };
    carry({ id: this.log.passed(kind, seen), command, origin });
  }

  private lineOf(port: Port): PortName {
    const inside = insideOf(port);
    let line = this.lines.get(inside);
    if (line === undefined) {
      this.unnamed += 1;
      line = { name: `MessagePort ${this.unnamed}`, origin: { webview_label: 'main-process' } };
      this.lines.set(inside, line);
    }
    return line;
  }
}

/** Returns the ports that are transferred with a message. */
export function portsIn(transfer: unknown): Port[] {
  return Array.isArray(transfer) ? transfer : [];
}

const insideOf = (port: Port): object => port._internalPort ?? port;

/** `sync:port` for the first port that came with a message on `sync`. */
function lineOf({ id, command, origin }: Carrier, at: number): PortName {
  return { name: at === 0 ? `${command}:port` : `${command}:port${at + 1}`, origin, channel: id };
}
