import { defineProperty, inLaterTask } from '../core/natives.ts';

/** The browser's own class; undefined where a stand-in was there before us. */
const NativeWebSocket = isNative(globalThis.WebSocket) ? WebSocket : undefined;
const closeNative = NativeWebSocket?.prototype.close;
const [CONNECTING, OPEN, CLOSED] = [0, 1, 3];

/** Installs the globals that Neutralino's client reads when it starts, where the page lacks them: it throws without its port and arguments. */
export function installNeutralinoGlobals(): void {
  const globals = {
    NL_PORT: Number(location.port) || 80,
    NL_TOKEN: '',
    NL_ARGS: [],
    NL_MODE: 'window',
    NL_OS: 'Linux',
    NL_PATH: '.',
    NL_CWD: '.',
    NL_APPID: 'app',
  };
  for (const [name, value] of Object.entries(globals)) {
    if (!(name in window))
      defineProperty(window, name, { configurable: true, enumerable: true, writable: true, value });
  }
}

/**
 * Lets the app go on when Node is the backend and there is no server: the socket is closed, says that it is open, and the
 * app hears nothing of its end. The client would put an error in the place of the page otherwise.
 * A socket that something else stands in for (`routeWebSocket`) is left to it.
 */
export function openWithoutServer(socket: WebSocket): void {
  if (NativeWebSocket === undefined || closeNative === undefined) return;
  if (!(socket instanceof NativeWebSocket) || socket.readyState !== CONNECTING) return;
  let state: number = CONNECTING;
  const silence = (event: Event) => {
    if (event.isTrusted) event.stopImmediatePropagation();
  };
  for (const type of ['open', 'error', 'close']) socket.addEventListener(type, silence);
  closeNative.call(socket);
  defineProperty(socket, 'readyState', { configurable: true, get: () => state });
  defineProperty(socket, 'close', {
    configurable: true,
    writable: true,
    value: () => {
      if (state === CLOSED) return;
      state = CLOSED;
      inLaterTask(() => socket.dispatchEvent(new CloseEvent('close', { code: 1_000, wasClean: true })));
    },
  });
  inLaterTask(() => {
    if (state !== CONNECTING) return;
    state = OPEN;
    socket.dispatchEvent(new Event('open'));
  });
}

/**
 * Whether a stand-in in the page answers on a socket: one that is not the browser's, does not hold one of the browser's, and is not
 * Playwright's (`routeWebSocket`), which may bring what is sent to a server.
 */
export function isMock(socket: WebSocket): boolean {
  if (NativeWebSocket === undefined || socket instanceof NativeWebSocket || '__pwWebSocketDispatch' in window)
    return false;
  return !Object.values(socket).some((held) => held instanceof NativeWebSocket);
}

function isNative(found: unknown): boolean {
  return typeof found === 'function' && Function.prototype.toString.call(found).includes('[native code]');
}
