import { callKind } from '../calls/call-kind.ts';
import { failedWith } from '../calls/failed-with.ts';
import type { IpcCall, RecordedSession } from '../session/format/schema.ts';
import { defined } from '../std/defined.ts';
import { toWellFormed } from '../std/text/well-formed.ts';
import { outcomeWord } from '../views/call-item.ts';
import { eventId } from '../views/event-ids.ts';

/**
 * Makes a HAR 1.2 of a session, which browsers and many tools show: each call is a POST to `ipc://<window>/<command>`, answered with status 200, or with 500
 * where it failed. Without an answer the status is 0. A push is a GET that the frontend never made.
 */
export function toHar(session: RecordedSession, version: string): object {
  const entries = session.events.flatMap(({ index, event }) =>
    event.type === 'Ipc' ? [entryOf(eventId(index, event), event)] : [],
  );
  return { log: { version: '1.2', creator: { name: 'playwright-ipc-recorder', version }, pages: [], entries } };
}

function entryOf(id: string, call: IpcCall): object {
  const time = call.duration_us === undefined ? (call.duration_ms ?? 0) : call.duration_us / 1000;
  const isPush = call.kind === 'push';
  const answer = answerOf(call);
  return {
    startedDateTime: call.timestamp,
    time,
    request: {
      method: isPush ? 'GET' : 'POST',
      url: `ipc://${part(call.webview_label)}/${part(call.command)}`,
      ...BARE,
      queryString: [],
      ...(isPush || call.args === undefined
        ? {}
        : { postData: { mimeType: JSON_TYPE, text: JSON.stringify(call.args) } }),
      bodySize: isPush ? 0 : call.arg_size_bytes,
    },
    response: {
      status: STATUS[outcomeWord(call)],
      statusText: outcomeWord(call),
      ...BARE,
      redirectURL: '',
      content: { size: answer?.length ?? 0, mimeType: JSON_TYPE, ...defined({ text: answer }) },
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait: time, receive: 0 },
    _id: id,
    _kind: callKind(call),
  };
}

const JSON_TYPE = 'application/json';
const BARE = { httpVersion: 'IPC', cookies: [], headers: [], headersSize: -1 };
const STATUS = { ok: 200, failed: 500, pending: 0, abandoned: 0, 'one-way': 200 };

/** The body of the answer: that of a push is what was pushed. */
function answerOf({ kind, args, result, error }: IpcCall): string | undefined {
  if (kind === 'push') return JSON.stringify(args);
  if (result === 'Pending') return undefined;
  return JSON.stringify('Ok' in result ? result.Ok : failedWith(error, result.Err));
}

/** A part of an address. A lone surrogate has no bytes. */
function part(text: string): string {
  return encodeURIComponent(toWellFormed(text));
}
