import { type EventTarget, hearsEvent, readEventTarget } from '../../../calls/event-target.ts';
import { TAURI, TAURI_CHANNEL } from '../../../calls/runtimes.ts';
import { free } from '../../../std/natives.ts';
import { type Undo, UndoStack } from '../../../std/undo-stack.ts';
import type { PagePush } from '../../page-protocol.ts';
import { throwLater } from '../core/natives.ts';
import { recordValue } from '../core/record-value.ts';
import { type Around, patchMethod } from '../patch/patch-method.ts';
import { type CallbackId, channelsIn, isCallbackId } from './find-channels.ts';

type Callback = (payload: unknown) => unknown;

/** Callbacks for one call each that may be open at a time. */
const MAX_ONCE = 10_000;

interface Named {
  /** The event's name, or `<command>#<path of the argument>` for a channel. */
  name: string;
  /** The call a channel was passed to, and how many messages it has had. */
  channel?: { call: string; path: string; next: number };
  /** The events that a listener hears. */
  target?: EventTarget | undefined;
  /** The id the app unlistens with. */
  eventId?: unknown;
}

const mapSet = free(
  Map.prototype.set as (this: Map<CallbackId, Callback>, id: CallbackId, callback: Callback) => unknown,
);

/** Takes what the backend pushed: the event's or channel's name, the payload (encoded), and the call a channel was passed to. */
export type Pushed = (name: string, payload: unknown, channel: string | undefined, target?: EventTarget) => void;

/**
 * Observes the callbacks that Tauri's client library registers: every event and every channel message comes through one.
 * A callback gets its name when its id turns up in a call: as the `handler` of a `listen`, or as a `Channel` among the arguments.
 */
export class TauriCallbacks {
  private readonly callbacks = new Map<CallbackId, Callback>();
  private readonly names = new Map<CallbackId, Named>();
  /** Callbacks that the answer or the error of a call comes to. */
  private readonly expected = new Map<CallbackId, (value: unknown) => void>();
  /** Listeners that the app has taken off, which a mock may know by another id. */
  private readonly silenced = new Set<CallbackId>();
  /** Callbacks that are called once, oldest first. */
  private readonly once = new Set<CallbackId>();
  private readonly pushed: Pushed;
  private readonly isHeard: (name: string, payload: unknown) => boolean;
  /** The target of the event that is delivered now. */
  private delivering: EventTarget | undefined;
  /** The event delivered last, and which listeners had it: it is one push however many there are. */
  private last: { name: string; payload: unknown; ids: Set<CallbackId> } | undefined;

  /** @param isHeard whether the app hears of what the page itself pushes now. @default it does */
  constructor(pushed: Pushed, isHeard: (name: string, payload: unknown) => boolean = () => true) {
    this.pushed = pushed;
    this.isHeard = isHeard;
  }

  /** Returns the callback to register in place of the app's; `registered` takes the id it got. */
  wrap(callback: Callback, once: boolean): { wrapped: Callback; registered(id: unknown): void } {
    let id: CallbackId = Number.NaN;
    const wrapped = new Proxy(callback, {
      apply: (target, self, args) => {
        if (this.silenced.has(id) || !this.hears(id, args[0])) return undefined;
        this.record(id, args[0]);
        if (once) this.forget(id);
        return Reflect.apply(target, self, args);
      },
    });
    return {
      wrapped,
      registered: (registeredId) => {
        if (!isCallbackId(registeredId)) return;
        id = registeredId;
        this.silenced.delete(id);
        this.callbacks.set(id, wrapped);
        if (once) this.registeredOnce(id);
      },
    };
  }

  /** Keeps callbacks that are called once within a bound: of the two that a runtime registers for a call one is never called, and is not always unregistered either. */
  private registeredOnce(id: CallbackId): void {
    this.once.add(id);
    const oldest = this.once.values().next().value;
    if (oldest !== undefined && this.once.size > MAX_ONCE) this.forget(oldest);
  }

  /** Learns names from the arguments of a call: channels, and the handler of a `listen`. */
  nameFrom(callId: string, command: string, args: unknown): void {
    if (this.callbacks.size === 0 || typeof args !== 'object' || args === null) return;
    if (command === TAURI.events.listen) {
      const { event, handler, target } = args as { event?: unknown; handler?: unknown; target?: unknown };
      if (isCallbackId(handler)) this.names.set(handler, { name: String(event), target: readEventTarget(target) });
      return;
    }
    for (const { id, path } of channelsIn(args)) {
      // A channel may be passed to a second call: its messages count on.
      const next = this.names.get(id)?.channel?.next ?? 0;
      this.names.set(id, { name: `${command}#${path}`, channel: { call: callId, path, next } });
    }
  }

  /** Names a listener that was registered before. */
  nameListener(handler: CallbackId, event: string, eventId: number): void {
    this.names.set(handler, { name: event, eventId });
    this.last = undefined;
  }

  /** Calls `answered` with the value that the callback is called with next; `undefined` ends that. */
  expect(id: CallbackId, answered: ((value: unknown) => void) | undefined): void {
    if (answered === undefined) this.expected.delete(id);
    else this.expected.set(id, answered);
  }

  /** Tells whether the answer of a call is still to come to this callback. */
  expects(id: CallbackId): boolean {
    return this.expected.has(id);
  }

  /** Learns from the answer of a call: what an app listens to, and what no longer. */
  answered(command: string, args: unknown, value: unknown): void {
    if (command === TAURI.events.listen) this.listening(args, value);
    else if (command === TAURI.events.unlisten) this.unlisten(args);
  }

  /**
   * Observes the runtime's own table of callbacks, those that are in it already too; for a `transformCallback` that cannot be replaced.
   *
   * @returns how to undo it.
   */
  observeMap(table: Map<CallbackId, Callback>): Undo {
    const originals = new Map<Callback, Callback>();
    const adopt = (id: CallbackId, callback: Callback): Callback => {
      const { wrapped, registered } = this.wrap(callback, false);
      registered(id);
      originals.set(wrapped, callback);
      return wrapped;
    };
    const undo = new UndoStack();
    undo.add(() => {
      for (const [id, callback] of table) mapSet(table, id, originals.get(callback) ?? callback);
    });
    for (const [id, callback] of table) mapSet(table, id, adopt(id, callback));
    const set: Around = (_target, _self, [id, callback]) =>
      mapSet(table, id as CallbackId, adopt(id as CallbackId, callback as Callback));
    const remove: Around = (target, self, args) => {
      const [id] = args;
      originals.delete(table.get(id as CallbackId) as Callback);
      this.forget(id as CallbackId);
      return Reflect.apply(target, self, args);
    };
    undo.add(patchMethod(table, 'set', set));
    undo.add(patchMethod(table, 'delete', remove));
    return undo.run;
  }

  private listening(args: unknown, eventId: unknown): void {
    const { handler } = (args ?? {}) as { handler?: unknown };
    const named = isCallbackId(handler) ? this.names.get(handler) : undefined;
    if (named !== undefined) named.eventId = eventId;
    // A new listener hears a new push, though its payload be the same.
    this.last = undefined;
  }

  /** Forgets the listener of an `unlisten`. @param isSilenced it is not called any more, whoever calls it. @default false */
  unlisten(args: unknown, isSilenced = false): void {
    const { event, eventId } = (args ?? {}) as { event?: unknown; eventId?: unknown };
    for (const [id, named] of this.names) {
      if (named.name !== event || named.eventId !== eventId) continue;
      this.forget(id);
      if (isSilenced) this.silenced.add(id);
    }
  }

  forget(id: CallbackId): void {
    this.callbacks.delete(id);
    this.expected.delete(id);
    this.once.delete(id);
    this.names.delete(id);
  }

  /** Runs the callbacks that a push is for; returns how many ran. One that throws is reported as uncaught and stops no other. */
  deliver(push: PagePush): number {
    let ran = 0;
    this.delivering = 'event' in push ? push.target : undefined;
    for (const [id, named] of [...this.names]) {
      const payload = this.payloadFor(push, id, named);
      if (payload !== undefined && this.run(id, payload)) ran += 1;
    }
    this.delivering = undefined;
    return ran;
  }

  /** Runs one callback by its id; false when there is none. */
  run(id: CallbackId, payload: unknown): boolean {
    const callback = this.callbacks.get(id);
    if (callback === undefined) return false;
    try {
      callback(payload);
    } catch (error) {
      throwLater(error);
    }
    return true;
  }

  /** Answers are heard in any case: they are no pushes. */
  private hears(id: CallbackId, delivered: unknown): boolean {
    const named = this.expected.has(id) ? undefined : this.names.get(id);
    return named === undefined || this.isHeard(named.name, partOf(delivered, 'payload'));
  }

  private record(id: CallbackId, delivered: unknown): void {
    this.expected.get(id)?.(delivered);
    const named = this.names.get(id);
    if (named === undefined) return;
    if (named.channel !== undefined) {
      named.channel.next += 1;
      if (isEnd(delivered)) this.forget(id);
      else this.pushed(named.name, recordValue(partOf(delivered, 'message')), named.channel.call);
      return;
    }
    const payload = partOf(delivered, 'payload');
    const { last } = this;
    if (last !== undefined && last.name === named.name && last.payload === payload && !last.ids.has(id)) {
      last.ids.add(id);
      return;
    }
    this.last = { name: named.name, payload, ids: new Set([id]) };
    this.pushed(named.name, recordValue(payload), undefined, this.delivering);
  }

  private payloadFor(push: PagePush, id: CallbackId, named: Named): object | undefined {
    if ('event' in push) {
      if (named.channel !== undefined || named.name !== push.event) return undefined;
      if (!hearsEvent(named.target, push.target)) return undefined;
      return { event: push.event, id: named.eventId ?? id, payload: push.payload };
    }
    const { channel } = named;
    if (channel === undefined) return undefined;
    const meant =
      'channel' in push
        ? push.channel === TAURI_CHANNEL + id
        : push.channelOf === channel.call && push.path === channel.path;
    return meant ? { message: push.message, index: channel.next } : undefined;
  }
}

const partOf = (delivered: unknown, key: 'payload' | 'message'): unknown =>
  typeof delivered === 'object' && delivered !== null && key in delivered
    ? (delivered as Record<string, unknown>)[key]
    : delivered;

const isEnd = (delivered: unknown): boolean =>
  typeof delivered === 'object' && delivered !== null && 'end' in delivered && !('message' in delivered);
