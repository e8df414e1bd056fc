import type { DecodedMessage, RawMessage } from 'playwright-ipc-recorder';

/** A small protocol of requests, answers and events, such as apps invent for a transport that has none. */
interface OwnMessage {
  call?: string;
  with?: unknown;
  seq?: number;
  answerTo?: number;
  value?: unknown;
  failure?: string;
  event?: string;
  payload?: unknown;
}

/** The user's function for it. */
export function decodeOwn({ data }: RawMessage): DecodedMessage | undefined {
  const message = (typeof data === 'object' && data !== null ? data : {}) as OwnMessage;
  if (message.call !== undefined && message.seq !== undefined)
    return { kind: 'request', id: message.seq, command: message.call, args: message.with };
  if (message.answerTo !== undefined)
    return { kind: 'response', id: message.answerTo, result: message.value, error: message.failure };
  return message.event === undefined ? undefined : { kind: 'push', command: message.event, args: message.payload };
}

/** The backend's side, as text of a script: \`serve(send)\` makes the function that takes each message. */
export const OWN_BACKEND = `
  const serve = (send) => async ({ call, seq, with: args }) => {
    if (call === 'echo') send({ answerTo: seq, value: { echoed: args } });
    if (call === 'fail') send({ answerTo: seq, failure: 'disk full' });
    if (call === 'slow') setTimeout(() => send({ answerTo: seq, value: args.tag }), args.ms);
    if (call === 'push') { send({ event: args.name, payload: args.payload }); send({ answerTo: seq, value: null }); }
    if (call === 'bytes') send({ answerTo: seq, value: new Uint8Array([1, 2, 3]).buffer });
  };`;

/** The page's side: \`connect(send)\` makes the app and the function that takes each message. */
export const OWN_CLIENT = `
  const connect = (send) => {
    const open = new Map();
    const heard = {};
    let last = 0;
    window.app = {
      invoke: (call, args) => new Promise((resolve, reject) => {
        last += 1;
        open.set(last, { resolve, reject });
        send({ call, seq: last, with: args });
      }),
      listen: (name, listener) => { heard[name] = listener; },
    };
    return (message) => {
      if (message.event !== undefined) return heard[message.event]?.(message.payload);
      const { resolve, reject } = open.get(message.answerTo);
      message.failure === undefined ? resolve(message.value) : reject(message.failure);
    };
  };`;
