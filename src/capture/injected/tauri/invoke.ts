import { TAURI, TAURI_CHANNEL_FETCH } from '../../../calls/runtimes.ts';
import type { PageQuestion } from '../../page-protocol.ts';
import { beforeEnd, type CallLog } from '../core/call-log.ts';
import { type Answered, finish } from '../core/node-answers.ts';
import type { StandInMock } from '../core/stand-in-mock.ts';
import { ObjectPatch } from '../patch/patch-object.ts';
import { notingHandled, watchPromise } from '../patch/watch-promise.ts';
import type { TauriCallbacks } from './callbacks.ts';

/** The part of `window.__TAURI_INTERNALS__` that is read. */
export interface TauriInternals {
  metadata?: { currentWindow?: { label?: unknown }; currentWebview?: { label?: unknown } };
}

/** Wrappers from this number on are taps. */
const FIRST_TAP = 2 ** 32;
/** Calls that a mock may still pass on. */
const MAX_UNDER_WAY = 1_000;

interface UnderWay {
  /** The id of the call. */
  id: string;
  /** The wrapper it came through. */
  generation: number;
  command: string;
  args: unknown;
  /** Tells whether the call was seen on the wire. */
  sent: boolean;
}

interface TauriInvokeOptions {
  log: CallLog;
  callbacks: TauriCallbacks;
  ask: ShadowedAnswerer;
  label: () => string;
  /** Called for each call that has ended. */
  ended: (callId: string) => void;
  /** The stand-in for the backend, if the runtime is one. */
  mock: StandInMock;
  /** Tells whether the page has an internals object. */
  hasInternals: () => boolean;
}

/** Observes `invoke` and the callbacks of `window.__TAURI_INTERNALS__`, whichever object that is. */
export class TauriInvoke {
  private readonly log: CallLog;
  private readonly callbacks: TauriCallbacks;
  private readonly ask: ShadowedAnswerer;
  private readonly label: () => string;
  private readonly ended: (callId: string) => void;
  private readonly mock: StandInMock;
  private readonly hasInternals: () => boolean;
  private readonly patch: ObjectPatch;
  /** Counts the `invoke`s that were wrapped so far; the newest is the one that apps call. */
  private generation = 0;
  private taps = 0;
  private readonly underWay = new Set<UnderWay>();
  /** The call whose own `invoke` runs now. */
  private running: UnderWay | undefined;

  constructor({ log, callbacks, ask, label, ended, mock, hasInternals }: TauriInvokeOptions) {
    this.log = log;
    this.callbacks = callbacks;
    this.ask = ask;
    this.label = label;
    this.ended = ended;
    this.mock = mock;
    this.hasInternals = hasInternals;
    this.patch = new ObjectPatch({
      invoke: (target) => {
        this.generation += 1;
        const { generation } = this;
        return (self, args) => this.invoke(() => Reflect.apply(target, self, args), generation, args);
      },
      transformCallback: (target) => (self, args) => {
        const [callback, once, ...rest] = args;
        if (typeof callback !== 'function') return Reflect.apply(target, self, args);
        const { wrapped, registered } = this.callbacks.wrap(callback as (payload: unknown) => unknown, once === true);
        const id: unknown = Reflect.apply(target, self, args.length > 1 ? [wrapped, once, ...rest] : [wrapped]);
        registered(id);
        return id;
      },
      unregisterCallback: (target) => (self, args) => {
        this.callbacks.forget(args[0] as number);
        return Reflect.apply(target, self, args);
      },
    });
  }

  /** Returns the object to hand out for an internals object; cheap when it is observed already. */
  readonly adopt = (internals: object): object => this.patch.apply(internals);

  /** Returns the property to define in place of a function of the internals object, which cannot be changed later. */
  readonly beforeDefined = (name: PropertyKey, descriptor: PropertyDescriptor): PropertyDescriptor =>
    this.patch.beforeDefined(name, descriptor);

  /** Tells whether the calls of an internals object are seen. */
  isObserved(internals: object): boolean {
    return this.patch.isPatched(internals, 'invoke');
  }

  /** Observes an app's own `invoke` (a module mock) like the runtime's. */
  readonly tap = <Invoke extends (command: string, ...rest: never[]) => unknown>(invoke: Invoke): Invoke => {
    const generation = FIRST_TAP + this.taps;
    this.taps += 1;
    // With the runtime's object it is not what stands in the runtime's place.
    if (!this.hasInternals()) this.mock.foundTap();
    return new Proxy(invoke, {
      apply: (target, self, args) => this.invoke(() => Reflect.apply(target, self, args), generation, args),
    });
  };

  /** Returns the call that a request on the wire belongs to: the one that is being made, or one that the runtime has kept back. */
  readonly sending = (command: string): string | undefined => {
    const { running } = this;
    let found = running?.command === command && !running.sent ? running : undefined;
    for (const entry of this.underWay) {
      if (found !== undefined) break;
      if (entry.command === command && !entry.sent) found = entry;
    }
    if (found !== undefined) found.sent = true;
    return found?.id;
  };

  /** Puts the objects' own functions back. */
  restore(): void {
    this.patch.restore();
  }

  private invoke(pass: () => unknown, generation: number, given: unknown[]): unknown {
    const [command, args, options] = given;
    if (typeof command !== 'string' || this.isPassedOn(generation, command, args)) return pass();

    if (command === TAURI_CHANNEL_FETCH) return this.fetchChannelData(pass, given);

    const label = this.label();
    const tapped = generation >= FIRST_TAP && this.hasInternals();
    const standIn = this.mock.tell();
    const started = this.log.started({ source: 'tauri', command, args, options, label, tapped, standIn });
    const entry: UnderWay = { id: started.id, generation, command, args, sent: false };
    const call = beforeEnd(
      started,
      () => this.end(entry),
      (value) => this.callbacks.answered(command, args, value),
    );
    this.callbacks.nameFrom(call.id, command, args);
    const question = { id: call.id, source: 'tauri', command, args, options, label } as const;
    const isCalled = this.mock.isShadowed || (this.mock.isBeside && command.startsWith(TAURI.events.prefix));
    const shadow = isCalled ? this.mock.inShadow(() => this.run(pass, entry)) : undefined;
    const answered = this.ask(question, shadow);
    if (answered !== undefined && shadow !== undefined) this.mock.compare(question, answered, shadow);
    if (answered !== undefined)
      return answered.then((answer) => finish(answer, () => shadow ?? this.run(pass, entry), call));
    if (shadow !== undefined) return watchPromise(shadow, call.ok, call.err);
    let value: unknown;
    try {
      value = notingHandled(() => this.run(pass, entry));
    } catch (error) {
      call.err(error);
      throw error;
    }
    return call.isFollowed ? watchPromise(value, call.ok, call.err) : value;
  }

  /** Passes a call on whose answer is the message of a channel, and is recorded as that. Only where it fails, the call is recorded. */
  private fetchChannelData(pass: () => unknown, [command, args, options]: unknown[]): unknown {
    this.log.noise();
    const failed = (reason: unknown) =>
      this.log.started({ source: 'tauri', command: command as string, args, options, label: this.label() }).err(reason);
    return watchPromise(pass(), () => {}, failed);
  }

  private end(entry: UnderWay): void {
    this.underWay.delete(entry);
    this.ended(entry.id);
  }

  private run(pass: () => unknown, entry: UnderWay): unknown {
    const outer = this.running;
    this.running = entry;
    this.underWay.add(entry);
    // A mock passes calls on soon: those that are never answered must not be kept with their arguments.
    if (this.underWay.size > MAX_UNDER_WAY) this.underWay.delete(this.underWay.values().next().value as UnderWay);
    try {
      return this.mock.run(pass);
    } finally {
      this.running = outer;
    }
  }

  /**
   * Tells whether a call was recorded already. A mock may wrap the `invoke` it found, which is ours, and be wrapped in turn. Then one call comes through twice:
   * through the newest wrapper, and from the mock through an older one. While the mock runs, the same command through an older
   * wrapper is that call, whatever the mock made of its arguments; later, the same arguments object is needed to tell.
   */
  private isPassedOn(generation: number, command: string, args: unknown): boolean {
    if (generation === this.generation && this.taps === 0) return false;
    // A tap may stand before the runtime's `invoke`, behind it, or before another tap.
    const isOuter = (outer: UnderWay) =>
      outer.command === command &&
      (generation < FIRST_TAP ? outer.generation > generation : outer.generation !== generation);
    if (this.running !== undefined && isOuter(this.running)) return true;
    if (typeof args !== 'object' || args === null) return false;
    for (const outer of this.underWay) {
      if (isOuter(outer) && outer.args === args) return this.underWay.delete(outer);
    }
    return false;
  }
}

/** Answers a call as `Answerer` does. @param shadow what the stand-in beside Node makes of the call. */
export type ShadowedAnswerer = (call: PageQuestion, shadow?: Promise<unknown>) => Promise<Answered> | undefined;

/** Returns the label of the webview, as Tauri's own `metadata` has it. */
export function labelOf(internals: TauriInternals): string {
  try {
    const label = internals.metadata?.currentWebview?.label ?? internals.metadata?.currentWindow?.label;
    return typeof label === 'string' ? label : 'main';
  } catch {
    return 'main';
  }
}
