import { type Undo, UndoStack } from '../../../std/undo-stack.ts';
import { defineProperty, getOwnPropertyDescriptor } from '../core/natives.ts';

const Port = MessagePort;
const Channel = BroadcastChannel;

/** Gives a name to each worker, message port and broadcast channel of a document. Those of the same name are numbered. */
export class WorkerNames {
  private readonly names = new WeakMap<object, string>();
  private readonly counts: Record<string, number> = Object.create(null);
  private readonly undo = new UndoStack();

  /** Watches the constructors of workers: a worker's name and script can only be seen when it is made. */
  constructor() {
    const named = (worker: object, args: unknown[]) => this.give(worker, nameFrom('Worker', args));
    const shared = (worker: object, args: unknown[]) =>
      this.give((worker as SharedWorker).port, nameFrom('SharedWorker', args));
    this.undo.add(watchConstructor('Worker', named));
    this.undo.add(watchConstructor('SharedWorker', shared));
  }

  /** Returns the name of an endpoint, such as `Worker "search"`, `MessagePort 3` or `BroadcastChannel "app"`. */
  of(endpoint: object): string {
    const known = this.names.get(endpoint);
    if (known !== undefined) return known;
    if (endpoint instanceof Channel) return `BroadcastChannel "${endpoint.name}"`;
    return this.give(endpoint, endpoint instanceof Port ? 'MessagePort' : 'Worker');
  }

  /** Puts the browser's constructors back. */
  readonly restore = this.undo.run;

  private give(endpoint: object, base: string): string {
    const count = (this.counts[base] ?? 0) + 1;
    this.counts[base] = count;
    const isUnique = count === 1 && base.endsWith('"');
    const name = isUnique ? base : `${base} ${count}`;
    this.names.set(endpoint, name);
    return name;
  }
}

/** Returns the name that the app gave, or else the file of the script. Scripts from blobs have neither. */
function nameFrom(kind: string, [script, options]: unknown[]): string {
  const given = typeof options === 'string' ? options : ownValue(options, 'name');
  if (typeof given === 'string' && given !== '') return `${kind} "${given}"`;
  const url = typeof script === 'string' ? script : script instanceof URL ? script.href : '';
  const file = /^(blob|data):/.test(url) ? undefined : /([^/?#]+)(?:[?#].*)?$/.exec(url)?.[1];
  return file === undefined ? kind : `${kind} "${file}"`;
}

const ownValue = (object: unknown, key: string): unknown =>
  typeof object === 'object' && object !== null ? getOwnPropertyDescriptor(object, key)?.value : undefined;

/** Calls `made` for each object that the app makes of a class; returns the undo. The class stays the same for the app: also its instances say so. */
function watchConstructor(name: string, made: (instance: object, args: unknown[]) => void): Undo | undefined {
  const own = getOwnPropertyDescriptor(window, name);
  const native: unknown = own?.value;
  if (own === undefined || typeof native !== 'function') return undefined;
  const value: object = new Proxy(native, {
    construct(target, args, newTarget) {
      const instance = Reflect.construct(target, args, newTarget === value ? target : newTarget) as object;
      made(instance, args);
      return instance;
    },
  });
  const prototype = native.prototype as object;
  const link = getOwnPropertyDescriptor(prototype, 'constructor') ?? {};
  Reflect.defineProperty(window, name, { ...own, value });
  Reflect.defineProperty(prototype, 'constructor', { ...link, value });
  return () => {
    if (getOwnPropertyDescriptor(window, name)?.value === value) defineProperty(window, name, own);
    if (getOwnPropertyDescriptor(prototype, 'constructor')?.value === value)
      defineProperty(prototype, 'constructor', link);
  };
}
