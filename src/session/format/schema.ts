import { z } from 'zod';
import { MAX_ACTIONS } from './max-actions.ts';
import { isTimestamp } from './timestamp.ts';

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const optionalNull = <T extends z.ZodType>(type: T) => type.nullable().default(null);
/** RFC 3339, kept as it came; see `timestamp.ts`. */
const timestamp = z
  .string()
  .refine(isTimestamp, { error: 'expected an RFC 3339 timestamp, such as "2026-11-23T09:30:00.123456Z"' });

/** Checks a list of texts. A list that is longer than any recorder makes it is not looked into: a schema gathers the faults of all items. */
const texts = (maxItems: number) => z.array(z.unknown()).max(maxItems, { abort: true }).pipe(z.array(z.string()));

/** The result of a call: still out, answered, or failed. `Err` is a text, as in Victauri; the structured error is the call's `error`. */
export const ipcResultSchema = z.union(
  [
    z.literal('Pending'),
    z.strictObject({ Ok: z.unknown().refine((value): boolean => value !== undefined, { abort: true }) }),
    z.strictObject({ Err: z.string() }),
    z.strictObject({ Pending: z.null() }).transform(() => 'Pending' as const),
  ],
  { error: 'expected "Pending", {"Ok": value} or {"Err": "text"}' },
);

/** A place in a source file. `line` and `column` count from 1. */
const sourceLocationSchema = z.looseObject({ file: z.string(), line: count, column: count });

/** The place of an event in the browser; ours, on every kind of event. */
const place = {
  /** The page, by a name of its own in this session, such as `page-1`. */
  page: z.string().optional(),
  /** The URL of the frame, when that is not the page's main frame. */
  frame: z.string().optional(),
  /** The origin of the frame, when that is not the origin of the page's main frame; `null` is one that nothing shares, such as a sandboxed frame's. */
  origin: z.string().optional(),
};

const ipcEventSchema = z.looseObject({
  type: z.literal('Ipc'),
  /** Unique within the session. */
  id: z.string(),
  /** The command; for a push the event's or channel's name. */
  command: z.string(),
  /** The time at which the call started. */
  timestamp,
  /** Milliseconds from start to answer, rounded; null while pending and for one-way traffic. */
  duration_ms: optionalNull(count),
  result: ipcResultSchema,
  /** Bytes of the arguments on the wire; 0 when there were none. */
  arg_size_bytes: count,
  /** The label of the window (webview) that the call belongs to. */
  webview_label: z.string(),
  /** Answered by a mock, a route or a recording, not by the backend. Absent = false. */
  mocked: z.boolean().optional(),
  /** The arguments, JSON-safe: see `values.ts` for the markers of what JSON cannot say. */
  args: z.unknown().optional(),
  /** The runtime's own call options, such as Tauri's `{ headers }`. */
  options: z.unknown().optional(),
  /** The structured error behind the `Err` text; absent when the error was just that text. */
  error: z.unknown().optional(),
  /** `invoke` (the default) expects an answer; `send` and `push` are one-way. */
  kind: z.enum(['invoke', 'send', 'push']).optional(),
  /** The source that saw the call, such as `tauri`. */
  source: z.string().optional(),
  /** Microseconds from start to answer, from a monotonic clock. */
  duration_us: count.optional(),
  /** On a push through a channel: the `id` of the call the channel was passed to. */
  channel: z.string().optional(),
  /** It was made by a function of `tap`, while the runtime itself was there: the runtime need not know of it. */
  tapped: z.boolean().optional(),
  /** On a `send` that repeats a call on another way, as Tauri does when its protocol fails: the `id` of the call. */
  retry_of: z.string().optional(),
  /** The URL of the document it came from or went to, where the page's own events do not tell it. */
  url: z.string().optional(),
  /** The caller waited without going on, as Electron's `sendSync` does. */
  sync: z.boolean().optional(),
  /** The answer came in the task of the page in which the call was made, as a mock's does. */
  same_task: z.boolean().optional(),
  /** On a push: the listeners that an event of Tauri was for, where that is known; as `EventTarget` of its API. */
  target: z.looseObject({ kind: z.string(), label: z.string().optional() }).optional(),
  /** Counts the message ports that came with the call. */
  ports: count.optional(),
  /** The library by whose rules a message was taken for this call, send or push: it passed through a channel of another name. `decode` = the user's function. */
  protocol: z.string().optional(),
  /**
   * Who made it, where that is not the app or its backend. `test`: the test itself made a call in the app's main process, for which no window
   * has asked, or an event. `mock`: on a push, a stand-in in the page pushed it while its handler of a call ran.
   */
  made_by: z.enum(['test', 'mock']).optional(),
  /**
   * On the first call in this recording of a document whose backend is a stand-in in the page, such as a suite's mock: the script that put it there. `init-script`:
   * one that ran before the document's own; `page`: one of the document's, or the test itself, later.
   */
  stand_in: z.enum(['init-script', 'page']).optional(),
  /** Nobody waits for its answer any more: its document was `navigated` away, or `closed`. `result` stays `Pending`. */
  abandoned: z.enum(['navigated', 'closed']).optional(),
  /** Its answer is none that was recorded: `minimize` has put it there, since the failure does not need the recorded one. */
  filler: z.boolean().optional(),
  /** It started before this recording, and ended in it: the recording before has it as pending. */
  carried_over: z.boolean().optional(),
  ...place,
});

const stateChangeEventSchema = z.looseObject({
  type: z.literal('StateChange'),
  key: z.string(),
  timestamp,
  caused_by: optionalNull(z.string()),
  ...place,
});

const domMutationEventSchema = z.looseObject({
  type: z.literal('DomMutation'),
  webview_label: z.string(),
  timestamp,
  mutation_count: z.int().min(0).max(0xffff_ffff),
  ...place,
});

/** The kind of a user's interaction, in Victauri's words. */
const interactionKindSchema = z.enum(['Click', 'DoubleClick', 'Fill', 'KeyPress', 'Select', 'Navigate', 'Scroll']);

const domInteractionEventSchema = z.looseObject({
  type: z.literal('DomInteraction'),
  action: interactionKindSchema,
  selector: z.string(),
  value: optionalNull(z.string()),
  timestamp,
  webview_label: z.string(),
  ...place,
});

const windowEventSchema = z.looseObject({
  type: z.literal('WindowEvent'),
  label: z.string(),
  event: z.string(),
  timestamp,
  /** The page's address, where the event is about one. */
  url: z.string().optional(),
  ...place,
});

const consoleEventSchema = z.looseObject({
  type: z.literal('Console'),
  level: z.string(),
  message: z.string(),
  timestamp,
  ...place,
});

/** One of the six kinds of event, told apart by `type`. */
export const appEventSchema = z.discriminatedUnion('type', [
  ipcEventSchema,
  stateChangeEventSchema,
  domMutationEventSchema,
  domInteractionEventSchema,
  windowEventSchema,
  consoleEventSchema,
]);

/** An event and its running number. Numbers are never reused: a session that starts at 40 lost forty. */
export const recordedEventSchema = z.looseObject({ index: count, timestamp, event: appEventSchema });

/** The step at which a checkpoint was taken. */
export const checkpointStepSchema = z.looseObject({
  /** The runner's id of the step; equal at its begin and its end. */
  id: z.string(),
  phase: z.enum(['begin', 'end']),
  /** Titles from the outermost step to this one. */
  title_path: texts(1_000),
  /** `test.step`, `hook`, `pw:api`, `expect`. */
  category: z.string(),
  location: sourceLocationSchema.optional(),
  /** The step's error text, at its end. */
  error: z.string().optional(),
  /** True when the step skipped itself. */
  skipped: z.boolean().optional(),
  /** Milliseconds the step took, at its end. */
  duration_ms: z.number().min(0).optional(),
});

/** A state snapshot; `event_index` is the number of the next event. */
export const stateCheckpointSchema = z.looseObject({
  id: z.string(),
  label: optionalNull(z.string()),
  timestamp,
  state: z
    .unknown()
    .refine((value): boolean => value !== undefined, { error: 'expected a value (null when there is no state)' }),
  event_index: count,
  step: checkpointStepSchema.optional(),
  /** The reason why the state is null or incomplete. */
  note: z.string().optional(),
});

/** A call of Playwright's API in the test, or an assertion. It has neither selector nor values. */
export const actionSchema = z.looseObject({
  /** The name of the call, such as `Click`, or of the matcher, such as `toHaveText`. */
  name: z.string(),
  /** `pw:api` or `expect`. */
  category: z.string(),
  /** Where it stands in the test, as `<file>:<line>:<column>`, the file relative to the config's root directory. */
  location: z.string(),
  /** When it began. */
  timestamp,
  /** The number of the next event when it began. */
  event_index: count,
  /** Its end; absent when it never ended. */
  end: z.looseObject({ timestamp, event_index: count }).optional(),
});

/** The test that a session belongs to, and what ran it. */
export const testInfoSchema = z.looseObject({
  /** The runner's test id. */
  id: z.string().optional(),
  /** Titles from the outermost `describe` to the test. */
  title_path: texts(1_000),
  /** The file in which the test is written, relative to the config's root directory, with `/`. */
  file: z.string(),
  /** The spec file it belongs to, when it is written elsewhere, in a helper. */
  spec: z.string().optional(),
  line: count,
  column: count.optional(),
  project: z.string(),
  /** 0 for the first run, 1 for the first retry. */
  attempt: count,
  repeat: count.optional(),
  status: z.enum(['passed', 'failed', 'timedOut', 'skipped', 'interrupted']).optional(),
  expected_status: z.enum(['passed', 'failed', 'timedOut', 'skipped', 'interrupted']).optional(),
  /** Milliseconds that the test took. */
  duration_ms: z.number().min(0).optional(),
  /** The error texts, without colours. */
  errors: texts(10_000).optional(),
  git_sha: z.string().optional(),
  app_build: z.string().optional(),
  playwright: z.string().optional(),
  /** The browser, such as `chromium 156.0.8078.73`. */
  browser: z.string().optional(),
  workers: count.optional(),
  worker_index: count.optional(),
  base_url: z.string().optional(),
  /** The seed of the pages' random numbers; absent when they were the browser's own. */
  seed: z.string().optional(),
  /** The time at which the pages' clock began, where it was pinned: it goes on from there. Absent when it was the real one. */
  clock: timestamp.optional(),
  /** The time zone of the pages, such as `Europe/Vienna`. */
  timezone: z.string().optional(),
  config_file: z.string().optional(),
  /** The earlier tests of its file that it stands on, in their order: they had pages that were still open when it began. */
  after: z
    .array(z.looseObject({ id: z.string(), title_path: texts(1_000) }))
    .max(10_000)
    .optional(),
  /** The replacement of the backend during this run, if there was one: `serve`, `session`. */
  backend: z.string().optional(),
});

/** Counts of what was lost. */
export const droppedSchema = z.looseObject({
  /** Events that fell out of the full buffer or the journal. */
  events: count.optional(),
  checkpoints: count.optional(),
  /** Answers that came after their call was evicted, replaced or its recording stopped. */
  settles: count.optional(),
  /** Events that a source told after it was detached. */
  late: count.optional(),
  /** Messages of pages that are not those of the recorder's script, or go beyond its limits, and attempts to call it. */
  tampered: count.optional(),
  /** Journal lines that were torn, or that could not be written because they were no JSON. */
  lines: count.optional(),
  /** Values that were cut: over the budget for large values, or their file could not be written. */
  values: count.optional(),
});

/** Counts of what was left out on purpose. */
export const excludedSchema = z.looseObject({
  /** Calls and pushes that the options `include` and `exclude` left out. */
  filtered: count.optional(),
  /** Traffic of the runtime itself that tells nothing of the app, such as the dragging of a window. */
  noise: count.optional(),
  /** Messages of libraries that only log or report, by library. */
  libraries: z.record(z.string(), count).optional(),
});

/** A page that was open when the recorder looked, at the end of the test. */
const observedPageSchema = z.looseObject({
  /** The page, by its name in this session. */
  page: z.string().optional(),
  /** Its address, without query and fragment. */
  url: z.string(),
  /** Whether the recorder's script runs in it: `started`, `not-started`, `not-observed` where nobody put it there, `unknown` where the page did not answer. */
  capture: z.string(),
  /** The runtimes whose globals are in it, by the names of their sources. */
  runtimes: texts(100),
  /** Globals by which apps often reach a backend of another kind, such as `electronAPI`. */
  globals: texts(100).optional(),
  /** Counts its Web workers. */
  workers: count.optional(),
});

/** What the recorder looked at: the reason why a session has no calls follows from it. */
export const observedSchema = z.looseObject({
  pages: z.array(observedPageSchema),
  /** The addresses of the windows of each Electron app that was observed. */
  apps: z.array(z.looseObject({ windows: texts(1_000) })).optional(),
  /** The sources that pages were observed for. */
  sources: texts(100),
  /** Errors for which contexts were not observed. */
  failures: texts(100).optional(),
  /** Where the test has the recording fixtures from: `import` of this package, or `run`. */
  fixtures: z.string().optional(),
  /** Whether the reporter of this package was there. */
  reporter: z.boolean(),
  /** Whether redaction was on. */
  redaction: z.boolean(),
});

/** Calls that a session lacks, or may lack. */
export const gapSchema = z.looseObject({
  /**
   * `late-global`: a script of the page made the global, and may have called it before it was found. `fixed-global`: a script of the page made it so
   * that it cannot be observed. `lost-messages`: messages of a page have not arrived, or could not be told, and `dropped.events` counts them; or a real Tauri app, or the
   * window `page` of it, has not answered for a while. `tampered`: a page has interfered with the recorder; `dropped.tampered` counts it.
   * `late-document`: a document ran before it was observed, and the calls it had made are from a log that has not all of them.
   */
  reason: z.string(),
  /** The global's name on `window`. */
  global: z.string().optional(),
  page: z.string().optional(),
});

/** A whole recording: Victauri's session with our optional keys. */
export const recordedSessionSchema = z.looseObject({
  id: z.string(),
  started_at: timestamp,
  events: z.array(recordedEventSchema),
  checkpoints: z.array(stateCheckpointSchema),
  /** The actions and assertions of the test, in the order in which they began: a replay finds its place by them. */
  actions: z.array(z.unknown()).max(MAX_ACTIONS, { abort: true }).pipe(z.array(actionSchema)).optional(),
  format: z.string().optional(),
  version: count.optional(),
  test: testInfoSchema.optional(),
  dropped: droppedSchema.optional(),
  excluded: excludedSchema.optional(),
  /** Why calls are missing, or may be. Absent where none is. */
  gaps: z.array(gapSchema).optional(),
  /** Counts the values that were replaced by tokens. */
  redactions: count.optional(),
  /** Counts, by rule, of the texts in which redaction had missed a secret and the scan before writing has not. */
  withheld: z.record(z.string(), count).optional(),
  observed: observedSchema.optional(),
  /** Large values, by their digest: the bytes of each, compressed where that pays, as base64. Others are in files beside the session. */
  values: z.record(z.string(), z.string()).optional(),
});

/** The inferred type without the index signature of loose objects, so that a misspelt key is an error. Unknown keys are still kept at run time. */
type Known<T> = T extends readonly (infer Item)[]
  ? Known<Item>[]
  : T extends object
    ? { [Key in keyof T as string extends Key ? (IsRecord<T> extends true ? Key : never) : Key]: Known<T[Key]> }
    : T;

/** A record has no key of its own beside its index signature. */
type IsRecord<T> = [keyof { [Key in keyof T as string extends Key ? never : Key]: T[Key] }] extends [never]
  ? true
  : false;

export type IpcResult = z.infer<typeof ipcResultSchema>;
/** Why nobody waits for a call any more. */
export type Abandoned = NonNullable<IpcCall['abandoned']>;
/** How a stand-in for the backend came into a page. */
export type StandIn = NonNullable<IpcCall['stand_in']>;
/** Who has made a push that is not the backend's own. */
export type PushMaker = NonNullable<IpcCall['made_by']>;
export type IpcCall = Known<z.infer<typeof ipcEventSchema>>;
export type InteractionKind = z.infer<typeof interactionKindSchema>;
export type AppEvent = Known<z.infer<typeof appEventSchema>>;
export type RecordedEvent = Known<z.infer<typeof recordedEventSchema>>;
export type CheckpointStep = Known<z.infer<typeof checkpointStepSchema>>;
export type StateCheckpoint = Known<z.infer<typeof stateCheckpointSchema>>;
export type SourceLocation = Known<z.infer<typeof sourceLocationSchema>>;
export type SessionAction = Known<z.infer<typeof actionSchema>>;
export type SessionTest = Known<z.infer<typeof testInfoSchema>>;
export type SessionDropped = Known<z.infer<typeof droppedSchema>>;
export type SessionExcluded = Known<z.infer<typeof excludedSchema>>;
export type ObservedPage = Known<z.infer<typeof observedPageSchema>>;
export type SessionObserved = Known<z.infer<typeof observedSchema>>;
export type SessionGap = Known<z.infer<typeof gapSchema>>;
export type RecordedSession = Known<z.infer<typeof recordedSessionSchema>>;
