import { NEUTRALINO } from '../../../calls/runtimes.ts';
import { UndoStack } from '../../../std/undo-stack.ts';
import type { PagePush } from '../../page-protocol.ts';
import type { OpenCall } from '../core/call-log.ts';
import { fromJson, NativePromise, nativeThen, throwLater, toJson } from '../core/natives.ts';
import type { Answered } from '../core/node-answers.ts';
import type { PageObserver, PageTools } from '../core/page-observer.ts';
import { recordValue } from '../core/record-value.ts';
import { StandInMock } from '../core/stand-in-mock.ts';
import { installNeutralinoGlobals, isMock, openWithoutServer } from './runtime.ts';
import { watchSockets } from './watch-sockets.ts';

/** A frame of Neutralino's, either way. The access token of a request is not read. */
interface Frame {
  id?: unknown;
  method?: unknown;
  event?: unknown;
  data?: unknown;
}

const NativeMessageEvent = MessageEvent;
const { name: source, windowLabel: label } = NEUTRALINO;
const ignore = () => {};

/** Observes Neutralino: the requests, answers and events on the one WebSocket of its client. */
export function observeNeutralino(tools: PageTools): PageObserver {
  const { log, ask, serve, phase } = tools;
  const mock = new StandInMock(source, tools);
  /** Sockets that were sent on or listened to: Neutralino's, or not. */
  const known = new WeakMap<WebSocket, boolean>();
  /** Neutralino's sockets that are not closed. */
  const open = new Set<WebSocket>();
  const calls = new Map<unknown, OpenCall>();
  /** The requests that a stand-in was told of beside Node, and what takes its answer. */
  const shadows = new Map<unknown, (data: unknown) => void>();

  const received = (event: Event) => {
    const frame = readFrame((event as MessageEvent).data);
    if (frame === undefined) return;
    const isOurs = given.has(event);
    const shadow = isOurs ? undefined : shadows.get(frame.id);
    if (shadow !== undefined) {
      shadows.delete(frame.id);
      event.stopImmediatePropagation();
      shadow(frame.data);
      return;
    }
    const call = calls.get(frame.id);
    if (call !== undefined) {
      calls.delete(frame.id);
      settle(call, frame.data);
    } else if (typeof frame.event === 'string') {
      if (!mock.isHeard(frame.event)) event.stopImmediatePropagation();
      else log.pushed(source, { name: frame.event, payload: recordValue(frame.data), label, madeBy: mock.maker });
    }
  };

  const adopt = (socket: WebSocket) => {
    known.set(socket, true);
    open.add(socket);
    // The app makes the socket; of whose class, and for which port, was said before.
    if (isMock(socket)) mock.found(hadGlobals ? 'init-script' : 'page');
    try {
      if (serve() !== null) openWithoutServer(socket);
      socket.addEventListener('message', received);
      socket.addEventListener('close', () => open.delete(socket));
    } catch {
      // A mock that cannot be listened to: what is sent is seen, what comes is not.
    }
  };

  const answer = (
    socket: WebSocket,
    { id, method }: Frame,
    call: OpenCall,
    answered: Answered,
    pass: () => unknown,
    shadow: Promise<unknown> | undefined,
  ) => {
    if ('pass' in answered) {
      const give = (data: unknown) => dispatch(socket, { id, method, data });
      try {
        if (shadow === undefined) pass();
        else
          nativeThen.call(
            shadow,
            (returnValue) => give({ success: true, returnValue }),
            (error) => give({ error }),
          );
      } catch {
        // The socket has closed meanwhile: there will be no answer, as there is none to what is sent on a closed socket.
      }
      return;
    }
    calls.delete(id);
    answered.afterwards();
    if ('ok' in answered) {
      call.ok(answered.ok, answered.mocked);
      dispatch(socket, { id, method, data: { success: true, returnValue: answered.ok } });
    } else {
      const error = errorFor(answered.err);
      call.err(error, answered.mocked);
      dispatch(socket, { id, method, data: { error } });
    }
  };

  /** Tells the stand-in of a request beside Node; resolves with its answer, which the app is not given. */
  const inShadow = (id: unknown, pass: () => unknown) =>
    mock.inShadow(
      () =>
        new NativePromise((resolve, reject) => {
          shadows.set(id, (data) => settle({ ok: resolve, err: reject }, data));
          pass();
        }),
    );

  const sent = (socket: WebSocket, data: unknown, send: () => unknown): unknown => {
    if (known.get(socket) === false) return send();
    const pass = () => mock.run(send);
    const frame = readFrame(data);
    if (!known.has(socket)) {
      if (isNeutralinos(socket) || isRequestWithToken(frame)) adopt(socket);
      else known.set(socket, false);
    }
    if (!known.get(socket) || typeof frame?.method !== 'string' || frame.id === undefined) return pass();
    // A class over another sends each frame twice.
    if (calls.has(frame.id)) return pass();

    const { id, method: command, data: args } = frame;
    const call = log.started({ source, command, args, label, standIn: mock.tell() });
    if (call.isFollowed) calls.set(id, call);
    const question = { id: call.id, source, command, args, label };
    const asked = ask(question);
    if (asked !== undefined) {
      const shadow = mock.isShadowed ? inShadow(id, pass) : undefined;
      if (shadow !== undefined) mock.compare(question, asked, shadow);
      nativeThen.call(asked, (answered) => answer(socket, frame, call, answered as Answered, pass, shadow), ignore);
      return undefined;
    }
    try {
      return pass();
    } catch (error) {
      calls.delete(id);
      call.err(error);
      throw error;
    }
  };

  const touched = (socket: WebSocket) => {
    if (!known.has(socket) && isNeutralinos(socket)) adopt(socket);
  };
  const undo = new UndoStack();
  undo.add(() => {
    for (const socket of open) socket.removeEventListener('message', received);
    open.clear();
    calls.clear();
  });
  undo.add(watchSockets({ touched, sent }));
  const supplyGlobals = (haveInitScriptsRun?: boolean) => {
    if (mock.isRuntimeWanted(haveInitScriptsRun)) installNeutralinoGlobals();
  };
  supplyGlobals();
  let hadGlobals = false;
  undo.add(
    phase.onceInitScriptsRan(() => {
      hadGlobals = 'NL_PORT' in window;
      supplyGlobals(true);
    }),
  );

  return {
    deliver(push: PagePush) {
      if (!('event' in push)) return 0;
      if (mock.makes(push)) return 1;
      for (const socket of open) dispatch(socket, { event: push.event, data: push.payload });
      return open.size;
    },
    refresh: () => supplyGlobals(),
    detach: undo.run,
  };
}

/** Tells how a call ended, as the client tells the app. An answer without success and error leaves the app's promise pending. */
function settle(call: Pick<OpenCall, 'ok' | 'err'>, data: unknown): void {
  if (typeof data !== 'object' || data === null) return;
  const { error, success } = data as { error?: unknown; success?: unknown };
  if (error) call.err(error);
  else if (success) call.ok('returnValue' in data ? data.returnValue : data);
}

/** Frames that were given to the client as if the server had sent them. */
const given = new WeakSet<Event>();

/** Gives the client a frame as if the server had sent it. */
function dispatch(socket: WebSocket, frame: Frame): void {
  try {
    const event = new NativeMessageEvent('message', { data: toJson(frame), origin: originOf(socket.url) });
    given.add(event);
    socket.dispatchEvent(event);
  } catch (error) {
    // A mock's own dispatch lets through what a listener throws.
    throwLater(error);
  }
}

function originOf(url: string): string {
  return /^\w+:\/\/[^/?#]*/.exec(url)?.[0] ?? '';
}

/** Neutralino's errors have a code and a message; this is its code for a native method that failed. */
function errorFor(error: unknown): unknown {
  if (typeof error === 'object' && error !== null) return error;
  return { code: 'NE_RT_NATRTER', message: String(error) };
}

function isNeutralinos(socket: WebSocket): boolean {
  try {
    const { url } = socket;
    if (/[?&]connectToken=/.test(url)) return true;
    const port: unknown = Reflect.get(window, 'NL_PORT');
    return port !== undefined && originOf(url).endsWith(`:${port}`);
  } catch {
    return false;
  }
}

const isRequestWithToken = (frame: Frame | undefined): boolean =>
  frame !== undefined && typeof frame.method === 'string' && typeof frame.id === 'string' && 'accessToken' in frame;

function readFrame(data: unknown): Frame | undefined {
  if (typeof data !== 'string' || data[0] !== '{') return undefined;
  try {
    return fromJson(data) as Frame;
  } catch {
    return undefined;
  }
}
