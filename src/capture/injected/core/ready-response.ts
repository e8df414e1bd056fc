import { defineProperty, fromJson, NativePromise, NativeResponse } from './natives.ts';

/**
 * Makes a response whose body can be read at once. The browser takes tasks to read one, even of a text that is there, and what the
 * backend pushes after its answer would overtake it.
 */
export function readyResponse(body: string | ArrayBuffer | ArrayBufferView<ArrayBuffer>, init: ResponseInit): Response {
  const response = new NativeResponse(body, init);
  const readers =
    typeof body === 'string'
      ? { json: () => fromJson(body), text: () => body }
      : { arrayBuffer: () => new Uint8Array(bytesOf(body)).buffer };
  for (const [name, read] of Object.entries(readers)) {
    // A body that cannot be read is a rejection, as the browser's own is.
    const value = () => new NativePromise<unknown>((resolve) => resolve(read()));
    defineProperty(response, name, { configurable: true, writable: true, value });
  }
  return response;
}

function bytesOf(body: ArrayBuffer | ArrayBufferView<ArrayBuffer>): Uint8Array {
  return ArrayBuffer.isView(body)
    ? new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
    : new Uint8Array(body);
}
