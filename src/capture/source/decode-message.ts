/** A message on a transport whose messages may be calls of a protocol of the app's own, as `DecodeMessage` gets it. */
export interface RawMessage {
  /** The source that saw it. */
  source: 'electron' | 'workers' | 'webview2';
  /** `call` = it has an answer of its own, as Electron's `invoke` has; `message` = one-way. */
  kind: 'call' | 'message';
  /** `out` = the page sent it, `in` = it came to the page. */
  direction: 'out' | 'in';
  /** The value sent, decoded: what JSON cannot say is a value again. In Electron the list of arguments. */
  data: unknown;
  /** The name of the channel: Electron's, `chrome.webview`, or such as `Worker "name"`, `MessagePort 3`, `BroadcastChannel "name"`. */
  channel: string;
}

/** A message as the user's function understands it. */
export type DecodedMessage =
  /** A request expects an answer: the response with the same `id`. Of a `call` it is the call itself, and needs no `id`. */
  | { kind: 'request'; id?: string | number; command: string; args?: unknown; reply?: Reply }
  /** The answer to the request with this `id`. With an `error` the call has failed. */
  | { kind: 'response'; id: string | number; result?: unknown; error?: unknown }
  /** A one-way message, from the page or to it. */
  | { kind: 'send' | 'push'; command: string; args?: unknown };

/**
 * Makes the message that answers a request, in the protocol's own form: routes, `ipc.serve` and replays answer by it. Of Electron's messages only.
 */
export type Reply = (outcome: { result: unknown } | { error: unknown }) => {
  /** The channel to answer on. @default the request's */
  channel?: string;
  /** The list of arguments. */
  data: unknown[];
};

/**
 * Says what a message is: a function of the user's, run in the test's process. It is asked about Electron's messages and calls, and about
 * those of `workers` and `webview2` where these sources are on.
 *
 * @returns `null` to leave the message out; it is counted. `undefined` for what is not of its protocol: then the protocols that are known are
 * tried, and what is of none is recorded as it came.
 */
export type DecodeMessage = (message: RawMessage) => DecodedMessage | null | undefined;
