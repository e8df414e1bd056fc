import type { IpcCall } from '../session/format/schema.ts';

/** `invoke`, `send` or `push`: calls, and one-way traffic from the frontend and to it. */
export function callKind({ kind = 'invoke' }: Pick<IpcCall, 'kind'>): 'invoke' | 'send' | 'push' {
  return kind;
}
