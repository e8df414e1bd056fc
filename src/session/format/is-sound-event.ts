import type { RecordedEvent } from './schema.ts';
import { isTimestamp } from './timestamp.ts';

/**
 * Tells whether `value` is an event that the schema would take just as it is: the short way for what programs write, a tenth of the schema's time.
 * False says nothing: the schema has the last word, since it fills in what is missing, keeps unknown kinds and names the fault.
 */
export function isSoundEvent(value: unknown): value is RecordedEvent {
  if (!isRecord(value) || !isCount(value.index) || !isTime(value.timestamp) || !isRecord(value.event)) return false;
  const { type } = value.event;
  const fields = typeof type === 'string' && Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (!fields) return false;
  for (const [key, isSound] of fields) if (!isSound(value.event[key])) return false;
  return true;
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isBoolean: Check = (value) => typeof value === 'boolean';
const isTextOrNull: Check = (value) => value === null || typeof value === 'string';
const isTime: Check = (value) => typeof value === 'string' && isTimestamp(value);
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isCountOrNull: Check = (value) => value === null || isCount(value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const PLACE = { page: optional(isText), frame: optional(isText), origin: optional(isText) };

const KINDS: Readonly<Record<string, ReadonlyArray<readonly [key: string, isSound: Check]>>> = {
  Ipc: Object.entries({
    id: isText,
    command: isText,
    timestamp: isTime,
    duration_ms: isCountOrNull,
    result: isResult,
    arg_size_bytes: isCount,
    webview_label: isText,
    mocked: optional(isBoolean),
    kind: optional((value) => value === 'invoke' || value === 'send' || value === 'push'),
    source: optional(isText),
    duration_us: optional(isCount),
    channel: optional(isText),
    retry_of: optional(isText),
    protocol: optional(isText),
    url: optional(isText),
    sync: optional(isBoolean),
    same_task: optional(isBoolean),
    tapped: optional(isBoolean),
    ports: optional(isCount),
    target: optional((value) => isRecord(value) && isText(value.kind) && optional(isText)(value.label)),
    made_by: optional((value) => value === 'test' || value === 'mock'),
    stand_in: optional((value) => value === 'init-script' || value === 'page'),
    abandoned: optional((value) => value === 'navigated' || value === 'closed'),
    filler: optional(isBoolean),
    carried_over: optional(isBoolean),
    ...PLACE,
  }),
  StateChange: Object.entries({ key: isText, timestamp: isTime, caused_by: isTextOrNull, ...PLACE }),
  DomMutation: Object.entries({
    webview_label: isText,
    timestamp: isTime,
    mutation_count: (value) => isCount(value) && (value as number) <= 0xffff_ffff,
    ...PLACE,
  }),
  WindowEvent: Object.entries({ label: isText, event: isText, timestamp: isTime, url: optional(isText), ...PLACE }),
  Console: Object.entries({ level: isText, message: isText, timestamp: isTime, ...PLACE }),
};

function isResult(value: unknown): boolean {
  if (value === 'Pending') return true;
  if (!isRecord(value) || Object.keys(value).length !== 1) return false;
  return 'Ok' in value ? value.Ok !== undefined : isText(value.Err);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
