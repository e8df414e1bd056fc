import type { OpenCall } from '../../core/call-log.ts';
import { defineProperty, NativeResponse, toJson } from '../../core/natives.ts';
import type { Given } from '../../core/node-answers.ts';
import { readyResponse } from '../../core/ready-response.ts';
import { watchPromise } from '../../patch/watch-promise.ts';

/**
 * Ends a call with what the runtime reads from its response. The body is not read a second time: the response's own `json` and
 * `text` are watched, one of which the runtime calls.
 *
 * @param isPart it is the response to a part of a large body, and says something only when that failed.
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

/** Returns the response with which Go would have given Node's answer; and records it. */
export function responseOf(answer: Given, call: OpenCall): Response {
  answer.afterwards();
  if ('ok' in answer) {
    call.ok(answer.ok, answer.mocked);
    return respond(200, answer.ok);
  }
  const error = errorOf(answer.err);
  call.err(error, answer.mocked);
  return respond(422, error.kind === undefined ? error.message : error);
}

/** Returns the response to a part of a large body. */
export const partReceived = (): Response => new NativeResponse('');

/** Go answers texts as text and all else as JSON. */
function respond(status: number, value: unknown): Response {
  const isText = typeof value === 'string';
  return readyResponse(isText ? value : (toJson(value) ?? 'null'), {
    status,
    headers: { 'Content-Type': isText ? 'text/plain' : 'application/json' },
  });
}

/** An error as the runtime gets it; without a kind it is only a text, and comes from the transport. */
interface WailsError {
  kind?: string;
  message: string;
  cause?: unknown;
}

/** The kinds of which the runtime makes an error class of that name. */
const KINDS = ['ReferenceError', 'TypeError', 'RuntimeError'];

/** Returns the error of a Go method that fails as `reason` says. */
function errorOf(reason: unknown): WailsError {
  if (reason instanceof Error) {
    return { kind: KINDS.includes(reason.name) ? reason.name : 'RuntimeError', message: reason.message };
  }
  if (typeof reason !== 'object' || reason === null) return { kind: 'RuntimeError', message: String(reason) };
  const { kind, message, cause } = reason as Partial<WailsError>;
  if (typeof message !== 'string') return { kind: 'RuntimeError', message: toJson(reason), cause: reason };
  return kind === undefined && cause === undefined ? { message } : { kind: 'RuntimeError', ...reason, message };
}
