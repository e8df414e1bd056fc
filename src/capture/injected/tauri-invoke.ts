import type { CallLog, OpenCall } from './call-log.ts';
import { type Answerer, finish } from './node-answers.ts';
import { ObjectPatch } from './patch-object.ts';
import type { TauriCallbacks } from './tauri-callbacks.ts';
import { notingHandled, watchPromise } from './watch-promise.ts';

/** The part of `window.__TAURI_INTERNALS__` that is read. */
export interface TauriInternals {
  metadata?: { currentWindow?: { label?: unknown }; currentWebview?: { label?: unknown } };
}

/** Calls that a mock may still pass on. */
const MAX_UNDER_WAY = 1_000;

interface UnderWay {
  /** The wrapper it came through. */
  generation: number;
  command: string;
  args: unknown;
}

interface TauriInvokeOptions {
  log: CallLog;
  callbacks: TauriCallbacks;
  ask: Answerer;
  label: () => string;
}

/** Observes `invoke` and the callbacks of `window.__TAURI_INTERNALS__`, whichever object that is. */
export class TauriInvoke {
  private readonly log: CallLog;
  private readonly callbacks: TauriCallbacks;
  private readonly ask: Answerer;
  private readonly label: () => string;
  private readonly patch: ObjectPatch;
  /** How many `invoke`s were wrapped so far; the newest is the one that apps call. */
  private generation = 0;
  private readonly underWay = new Set<UnderWay>();
  /** The call whose own `invoke` runs now. */
  private running: UnderWay | undefined;

  constructor({ log, callbacks, ask, label }: TauriInvokeOptions) {
    this.log = log;
    this.callbacks = callbacks;
    this.ask = ask;
    this.label = label;
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

  /** The object to hand out for an internals object; cheap when it is observed already. */
  readonly adopt = (internals: object): object => this.patch.apply(internals);

  /** An app's own `invoke` (a module mock), observed like the runtime's. */
  readonly tap = <Invoke extends (command: string, ...rest: never[]) => unknown>(invoke: Invoke): Invoke =>
    new Proxy(invoke, {
      apply: (target, self, args) => this.invoke(() => Reflect.apply(target, self, args), this.generation, args),
    });

  /** Puts the objects' own functions back. */
  restore(): void {
    this.patch.restore();
  }

  private invoke(pass: () => unknown, generation: number, given: unknown[]): unknown {
    const [command, args, options] = given;
    if (typeof command !== 'string' || this.isPassedOn(generation, command, args)) return pass();

    const label = this.label();
    const entry: UnderWay = { generation, command, args };
    const call = this.ending(this.log.started({ source: 'tauri', command, args, options, label }), entry);
    this.callbacks.nameFrom(call.id, command, args);
    const answered = this.ask({ id: call.id, source: 'tauri', command, args, options, label });
    if (answered !== undefined) return answered.then((answer) => finish(answer, () => this.run(pass, entry), call));
    let value: unknown;
    try {
      value = notingHandled(() => this.run(pass, entry));
    } catch (error) {
      call.err(error);
      throw error;
    }
    return watchPromise(value, call.ok, call.err);
  }

  private ending(call: OpenCall, entry: UnderWay): OpenCall {
    const { command, args } = entry;
    return {
      id: call.id,
      ok: (value, mocked) => {
        this.underWay.delete(entry);
        if (command === 'plugin:event|listen') this.callbacks.listening(args, value);
        else if (command === 'plugin:event|unlisten') this.callbacks.unlisten(args);
        call.ok(value, mocked);
      },
      err: (reason, mocked) => {
        this.underWay.delete(entry);
        call.err(reason, mocked);
      },
    };
  }

  private run(pass: () => unknown, entry: UnderWay): unknown {
    const outer = this.running;
    this.running = entry;
    this.underWay.add(entry);
    // What a mock passes on it passes on soon: calls that are never answered must not be kept with their arguments.
    if (this.underWay.size > MAX_UNDER_WAY) this.underWay.delete(this.underWay.values().next().value as UnderWay);
    try {
      return pass();
    } finally {
      this.running = outer;
    }
  }

  /**
   * A mock may wrap the `invoke` it found, which is ours, and be wrapped in turn. Then one call comes through twice:
   * through the newest wrapper, and from the mock through an older one. While the mock runs, the same command through an older
   * wrapper is that call, whatever the mock made of its arguments; later, the same arguments object is needed to tell.
   */
  private isPassedOn(generation: number, command: string, args: unknown): boolean {
    if (generation === this.generation) return false;
    const isOuter = (outer: UnderWay) => outer.generation > generation && outer.command === command;
    if (this.running !== undefined && isOuter(this.running)) return true;
    if (typeof args !== 'object' || args === null) return false;
    for (const outer of this.underWay) {
      if (isOuter(outer) && outer.args === args) return this.underWay.delete(outer);
    }
    return false;
  }
}

/** The label of the webview, as Tauri's own `metadata` has it. */
export function labelOf(internals: TauriInternals): string {
  try {
    const label = internals.metadata?.currentWebview?.label ?? internals.metadata?.currentWindow?.label;
    return typeof label === 'string' ? label : 'main';
  } catch {
    return 'main';
  }
}
