import type { BrowserContext } from '@playwright/test';

/**
 * A runtime for the conformance suite: its real client library on a small backend of the test's own.
 *
 * The page it serves puts on `window.app` what the suite drives (see `AppUnderTest`). The backend knows these commands:
 *
 * | command | arguments | what it does |
 * | --- | --- | --- |
 * | `echo` | any object | answers `{ echoed: <arguments> }` |
 * | `fail` | `{}` | fails with the text `disk full` |
 * | `hang` | `{}` | never answers |
 * | `slow` | `{ ms, tag }` | answers `tag` after `ms` milliseconds |
 * | `push` | `{ name, payload }` | pushes the event, then answers `null` |
 * | `bytes` | `{}` | answers the bytes 1, 2, 3, where the runtime has binary answers |
 */
export interface ConformanceCase {
  /** What stands in the title of its tests: the runtime and its client. */
  name: string;
  /** The tags of its tests: `@rust`, `@go` where it takes its runtime from a package of theirs. @default none */
  tag?: string[];
  /** The `source` of its calls. */
  source: string;
  /** Options of the recorder that it needs, beside `mode`. */
  ipcRecorder?: object;
  /** Serves the app to every page of a context; resolves with the URL to open. */
  serve(context: BrowserContext): Promise<string>;
  /** How a command of the table is named in the recording. @default as it is */
  command?(name: string): string;
  /** How arguments are recorded. @default as they are */
  args?(args: Record<string, unknown>): unknown;
  /** How an answer is recorded, where that is not how the app gets it. @default as it is */
  ok?(value: unknown): unknown;
  /** What the app catches of `fail`, as `{ name, message }` of an Error or as the value itself. */
  failure: unknown;
  /** The text of `Err` for `fail`. @default 'disk full' */
  errorText?: string;
  /** What the app gets of `bytes`, as a list of numbers; left out where the runtime has no binary answers. */
  bytes?: number[];
  /** How the answer of `bytes` is recorded. */
  recordedBytes?: unknown;
  /** How a push is named in the recording. @default as it is */
  push?(name: string): string;
  /** How the payload of a push is recorded. @default as it is */
  pushed?(payload: unknown): unknown;
  /** Why a test of the suite does not apply, by its title. */
  skip?: Record<string, string>;
  /** Released after each test. */
  close?(): Promise<void>;
}

/** The digest of the bytes 1, 2, 3. */
export const SHA256_OF_1_2_3 = '039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81';
