import { type Undo, UndoStack } from '../../../std/undo-stack.ts';
import { defineProperty, getOwnPropertyDescriptor } from '../core/natives.ts';
import { type Around, findDescriptor, patchMethod, patchSetter } from '../patch/patch-method.ts';

const { isPrototypeOf: isAbove } = Object.prototype;

/**
 * Sees every socket of a document when the app first listens to it or sends on it.
 *
 * The constructor stays the browser's. Patched are the prototype's `send`, `onmessage` and `addEventListener`, and so are
 * those of a class that takes the place of `window.WebSocket` (Playwright's `routeWebSocket`, a mock library).
 * Such a class may open a socket of the browser's underneath: that one passes untouched, or all would be seen twice.
 *
 * @returns the undo.
 */
export function watchSockets({ touched, sent }: SocketHooks): Undo {
  const undo = new UndoStack();
  /** The prototype that sends, of the class that is in `window.WebSocket` now. */
  let current: object | undefined;
  const patched = new WeakSet<object>();

  const isCurrent = (socket: object) => current === undefined || isAbove.call(current, socket);
  const meet = (found: unknown) => {
    current = typeof found === 'function' ? findDescriptor(Object(found.prototype), 'send')?.owner : undefined;
    if (current === undefined || patched.has(current)) return;
    patched.add(current);
    const touch = (socket: object) => {
      if (isCurrent(socket)) touched(socket as WebSocket);
    };
    const send: Around = (target, self, args) => {
      const pass = () => Reflect.apply(target, self, args);
      return isCurrent(self) ? sent(self as WebSocket, args[0], pass) : pass();
    };
    const listen: Around = (target, self, args) => {
      touch(self);
      return Reflect.apply(target, self, args);
    };
    undo.add(patchMethod(current, 'send', send));
    undo.add(patchMethod(current, 'addEventListener', listen));
    undo.add(patchSetter(current, 'onmessage', touch));
  };
  undo.add(watchClass('WebSocket', meet));

  return undo.run;
}

/** Callbacks for the sockets of a document. Both run for every socket of the app, so they must be cheap, and never throw. */
export interface SocketHooks {
  /** The app is about to listen to a socket. */
  touched(socket: WebSocket): void;
  /** The app sends data; `pass` sends it on. */
  sent(socket: WebSocket, data: unknown, pass: () => unknown): unknown;
}

/** Calls `meet` with the class in `window[name]`, and with each that is assigned later. */
function watchClass(name: string, meet: (found: unknown) => void): Undo | undefined {
  const own = getOwnPropertyDescriptor(window, name);
  if (own === undefined) return undefined;
  let value: unknown = own.get === undefined ? own.value : Reflect.get(window, name);
  meet(value);
  if (own.get !== undefined || !own.configurable || !own.writable) return undefined;
  const get = () => value;
  const set = (next: unknown) => {
    value = next;
    meet(next);
  };
  defineProperty(window, name, { configurable: true, enumerable: own.enumerable ?? false, get, set });
  return () => {
    if (getOwnPropertyDescriptor(window, name)?.get === get) defineProperty(window, name, { ...own, value });
  };
}
