import type { CallLog, OpenCall } from './call-log.ts';
import { NativePromise } from './natives.ts';
import type { TauriCallbacks } from './tauri-callbacks.ts';
import { watchPromise } from './watch-promise.ts';

type Invoke = (command: string, args?: unknown, options?: unknown) => unknown;

/** The part of `window.__TAURI_INTERNALS__` that is observed. */
export interface TauriInternals {
  invoke?: Invoke;
  transformCallback?: (callback?: (payload: unknown) => unknown, once?: boolean) => unknown;
  unregisterCallback?: (id: number) => void;
  metadata?: { currentWindow?: { label?: unknown }; currentWebview?: { label?: unknown } };
}

/** How a call that Node was asked about goes on. */
export type Answered =
  | { pass: true }
  | { ok: unknown; mocked: boolean; afterwards(): void }
  | { err: unknown; mocked: boolean; afterwards(): void };

/** Answers a call in place of the app's backend, or returns undefined to let it through. */
export type Answerer = (
  callId: string,
  command: string,
  args: unknown,
  options: unknown,
  label: string,
) => Promise<Answered> | undefined;

/** Observes `window.__TAURI_INTERNALS__`, whichever object that is, by replacing three functions in place. */
export class TauriInvoke {
  private readonly log: CallLog;
  private readonly callbacks: TauriCallbacks;
  private readonly answer: Answerer;
  private readonly originals = new WeakMap<object, unknown>();
  private readonly adopted = new Set<TauriInternals>();
  /** How many `invoke`s were wrapped so far; the newest is the one that apps call. */
  private generation = 0;
  private readonly underWay = new Set<{ generation: number; command: string; args: unknown }>();

  constructor(log: CallLog, callbacks: TauriCallbacks, answer: Answerer) {
    this.log = log;
    this.callbacks = callbacks;
    this.answer = answer;
  }

  /** Puts our functions into the object where its own are. Cheap when they are there already. */
  readonly adopt = (internals: TauriInternals): void => {
    this.replace(internals, 'invoke', (target) => {
      this.generation += 1;
      const { generation } = this;
      return (self, rest) => this.invoke(() => Reflect.apply(target, self, rest), generation, internals, rest);
    });
    this.replace(internals, 'transformCallback', (target) => (self, rest) => this.register(target, self, rest));
    this.replace(internals, 'unregisterCallback', (target) => (self, rest) => {
      if (typeof rest[0] === 'number') this.callbacks.forget(rest[0]);
      return Reflect.apply(target, self, rest);
    });
  };

  /** Puts the objects' own functions back. */
  restore(): void {
    for (const internals of this.adopted) {
      for (const name of ['invoke', 'transformCallback', 'unregisterCallback'] as const) {
        const current = internals[name];
        if (current !== undefined && this.originals.has(current))
          Reflect.set(internals, name, this.originals.get(current));
      }
    }
    this.adopted.clear();
  }

  private replace<Name extends 'invoke' | 'transformCallback' | 'unregisterCallback'>(
    internals: TauriInternals,
    name: Name,
    wrap: (target: NonNullable<TauriInternals[Name]>) => (self: unknown, rest: unknown[]) => unknown,
  ): void {
    const current = internals[name];
    if (typeof current !== 'function' || this.originals.has(current)) return;
    const call = wrap(current);
    // A proxy keeps the function's name, length, own properties and source text.
    const wrapped = new Proxy(current, { apply: (_target, self, rest) => call(self, rest) });
    this.originals.set(wrapped, current);
    // Does nothing where the object is frozen.
    Reflect.set(internals, name, wrapped);
    this.adopted.add(internals);
  }

  private invoke(pass: () => unknown, generation: number, internals: TauriInternals, rest: unknown[]): unknown {
    const [command, args, options] = rest;
    if (typeof command !== 'string' || this.isPassedOn(generation, command, args)) return pass();

    const label = labelOf(internals);
    const call = this.log.started(command, args, options, label);
    const entry = { generation, command, args };
    this.underWay.add(entry);
    this.callbacks.nameFrom(call.id, command, args);
    const ok = (value: unknown, mocked?: boolean) => {
      this.underWay.delete(entry);
      if (command === 'plugin:event|listen') this.callbacks.listening(args, value);
      else if (command === 'plugin:event|unlisten') this.callbacks.unlisten(args);
      call.ok(value, mocked);
    };
    const err = (reason: unknown, mocked?: boolean) => {
      this.underWay.delete(entry);
      call.err(reason, mocked);
    };

    const answered = this.answer(call.id, command, args, options, label);
    if (answered !== undefined) return answered.then((answer) => finish(answer, pass, { ...call, ok, err }));
    let value: unknown;
    try {
      value = pass();
    } catch (error) {
      err(error);
      throw error;
    }
    return watchPromise(value, ok, err);
  }

  /**
   * A mock may wrap the `invoke` it found, which is ours, and be wrapped in turn. Then one call comes through twice:
   * through the newest wrapper, and from the mock through an older one.
   */
  private isPassedOn(generation: number, command: string, args: unknown): boolean {
    if (generation === this.generation) return false;
    for (const outer of this.underWay) {
      if (outer.generation > generation && outer.command === command && outer.args === args) {
        this.underWay.delete(outer);
        return true;
      }
    }
    return false;
  }

  private register(target: NonNullable<TauriInternals['transformCallback']>, self: unknown, rest: unknown[]): unknown {
    const [callback, ...more] = rest;
    if (typeof callback !== 'function') return Reflect.apply(target, self, rest);
    const { wrapped, registered } = this.callbacks.wrap(callback as (payload: unknown) => unknown);
    const id = Reflect.apply(target, self, [wrapped, ...more]);
    registered(id);
    return id;
  }
}

async function finish(answer: Answered, pass: () => unknown, call: OpenCall): Promise<unknown> {
  if ('pass' in answer) {
    try {
      const value = await pass();
      call.ok(value);
      return value;
    } catch (error) {
      call.err(error);
      throw error;
    }
  }
  answer.afterwards();
  if ('ok' in answer) {
    call.ok(answer.ok, answer.mocked);
    return answer.ok;
  }
  call.err(answer.err, answer.mocked);
  throw answer.err;
}

/** The label of the webview, as Tauri's own `metadata` has it. */
export function labelOf(internals: TauriInternals): string {
  const label = internals.metadata?.currentWebview?.label ?? internals.metadata?.currentWindow?.label;
  return typeof label === 'string' ? label : 'main';
}

/** A promise that never settles: how a recorded call that was never answered is served. */
export const neverSettles = (): Promise<never> => new NativePromise<never>(() => {});
