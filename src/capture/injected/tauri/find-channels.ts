/** An id that `transformCallback` gives: Tauri's are numbers, a mock's may be strings. */
export type CallbackId = number | string;

/** Levels of nesting, and members of one object, that are looked at. */
const MAX_DEPTH = 6;
const MAX_MEMBERS = 200;

export function isCallbackId(value: unknown): value is CallbackId {
  return typeof value === 'number' || typeof value === 'string';
}

/**
 * Returns the channels among the arguments of a call, with their paths. A `Channel` has an `id` and says `__CHANNEL__:<id>` of itself.
 * Runs no getter but a channel's own, and looks into nothing but plain objects and arrays.
 */
export function channelsIn(args: object, prefix = '', depth = 0): { id: CallbackId; path: string }[] {
  const found: { id: CallbackId; path: string }[] = [];
  try {
    if (ArrayBuffer.isView(args) || args instanceof ArrayBuffer || (Array.isArray(args) && args.length > MAX_MEMBERS))
      return found;
    for (const key of Object.keys(args).slice(0, MAX_MEMBERS)) {
      const value: unknown = Object.getOwnPropertyDescriptor(args, key)?.value;
      const path = prefix === '' ? key : `${prefix}.${key}`;
      const id = channelId(value);
      if (id !== undefined) found.push({ id, path });
      else if (depth < MAX_DEPTH && typeof value === 'object' && value !== null && isPlain(value)) {
        found.push(...channelsIn(value, path, depth + 1));
      }
    }
  } catch {
    // A proxy that throws when it is looked at: the app's own code will meet it.
  }
  return found;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Array.isArray(value);
}

function channelId(value: unknown): CallbackId | undefined {
  if (typeof value === 'string') {
    const id = /^__CHANNEL__:(\w+)$/.exec(value)?.[1];
    return id === undefined || !/^\d+$/.test(id) ? id : Number(id);
  }
  if (typeof value !== 'object' || value === null || !('__TAURI_TO_IPC_KEY__' in value)) return undefined;
  const { id } = value as { id?: unknown };
  return isCallbackId(id) ? id : undefined;
}
