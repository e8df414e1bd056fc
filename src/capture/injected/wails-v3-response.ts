import type { OpenCall } from './call-log.ts';
import { defineProperty, NativeResponse, toJson } from './natives.ts';
import type { Answered } from './node-answers.ts';
import { watchPromise } from './watch-promise.ts';

/**
 * Ends a call with what the runtime reads from its response. The body is not read a second time: the response's own `json` and
 * `text` are watched, one of which the runtime calls.
 *
 * @param call.isPart the response to a part of a large body: it says something only when it failed.
 */
export function watchResponse(response: unknown, call: OpenCall, isPart: boolean): void {
  try {
    const { ok } = response as Response;
    if (ok && isPart) return;
    for (const name of ['json', 'text'] as const) {
      const own = (response as Response)[name];
      if (typeof own !== 'function') continue;
      const ended = (value: unknown) => {
        if (ok) call.ok(value);
        else call.err(name === 'json' ? value : { message: value });
      };
      const value = new Proxy(own, {
        apply: (target, self, args) => watchPromise(Reflect.apply(target, self, args), ended, call.err),
      });
      defineProperty(response as Response, name, { configurable: true, writable: true, value });
    }
  } catch {
    // A mock's response that cannot be changed: its call stays without an answer.
  }
}

/** The response with which Go would have given Node's answer; and records it. */
export function responseOf(answer: Exclude<Answered, { pass: true }>, call: OpenCall): Response {
  answer.afterwards();
  if ('ok' in answer) {
    call.ok(answer.ok, answer.mocked);
    return respond(200, answer.ok);
  }
  const error = errorOf(answer.err);
  call.err(error, answer.mocked);
  return respond(422, 'kind' in error ? error : error.message);
}

/** The response to a part of a large body. */
export const partReceived = (): Response => new NativeResponse('');

/** Go answers texts as text and all else as JSON. */
function respond(status: number, value: unknown): Response {
  const isText = typeof value === 'string';
  return new NativeResponse(isText ? value : (toJson(value) ?? 'null'), {
    status,
    headers: { 'Content-Type': isText ? 'text/plain' : 'application/json' },
  });
}

/**
 * The error of a Go method, as the runtime makes an Error of it: by its `kind`. What has a message and no kind comes from the
 * transport, as text.
 */
function errorOf(reason: unknown): { kind: string; message: string; cause?: unknown } | { message: string } {
  if (typeof reason === 'object' && reason !== null) {
    const { name, message } = reason as { name?: unknown; message?: unknown };
    if (reason instanceof Error)
      return { kind: KINDS.has(reason.name) ? reason.name : 'RuntimeError', message: reason.message };
    if (typeof message === 'string') return { ...reason, message };
    if (name === undefined) return { kind: 'RuntimeError', message: toJson(reason), cause: reason };
  }
  return { kind: 'RuntimeError', message: String(reason) };
}

const KINDS = new Set(['ReferenceError', 'TypeError', 'RuntimeError']);
