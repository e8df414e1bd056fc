/** A message on a transport that knows no calls, as `Correlate` gets it. */
export interface RawMessage {
  /** `out` = the page sent it, `in` = it came to the page. */
  direction: 'out' | 'in';
  /** The value sent, decoded: what JSON cannot say is a value again. */
  data: unknown;
  /** The name of the channel: `chrome.webview`, or such as `Worker "name"`, `MessagePort 3`, `BroadcastChannel "name"`. */
  channel: string;
}

/** A message as the user's function understands it. */
export type CorrelatedMessage =
  /** A request expects an answer: the response with the same `id`. */
  | { kind: 'request'; id: string | number; command: string; args?: unknown }
  /** The answer to the request with this `id`. With an `error` the call has failed. */
  | { kind: 'response'; id: string | number; result?: unknown; error?: unknown }
  /** A one-way message, from the page or to it. */
  | { kind: 'send' | 'push'; command: string; args?: unknown };

/**
 * Says what a message is: a function of the user's, run in the test's process.
 *
 * @returns `null` to leave the message out; it is counted. `undefined` for what is not of its protocol: then Comlink and
 * JSON-RPC 2.0 are tried, and what is neither is recorded as one-way, under the channel's name.
 */
export type Correlate = (message: RawMessage) => CorrelatedMessage | null | undefined;
