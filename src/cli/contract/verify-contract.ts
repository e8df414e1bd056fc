import { readFileSync } from 'node:fs';
import {
  type AskedCall,
  askBackend,
  type NamedSession,
  type NotAsked,
  sessionToAsk,
} from '../../contract/verify/ask-backend.ts';
import { findLies, findLiesByTruth, type Verdict } from '../../contract/verify/find-lies.ts';
import { mockedCalls } from '../../contract/verify/mocked-calls.ts';
import { readTruth } from '../../contract/verify/read-truth.ts';
import type { Truth } from '../../contract/verify/truth.ts';
import { IpcError } from '../../errors.ts';
import { createRedactor } from '../../redact/redactor.ts';
import type { DriveTarget } from '../../replay/drive/ask-target.ts';
import { defined } from '../../std/defined.ts';
import { counted } from '../../std/text/readable-numbers.ts';
import { openTarget, VICTAURI } from '../io/load-target.ts';
import { confirmRemote } from '../replay/confirm-remote.ts';
import { holdBackFor } from './hold-back.ts';

/** What mocks are checked against, and how. */
export interface VerifyOptions {
  /** A module with the backend, or `victauri`. */
  target?: string;
  /** The executable to start for `victauri`. @default the app that runs */
  app?: string;
  /** Starts the app anew for each session. @default false */
  fresh?: boolean;
  /** Sends commands that may write, too, to an app that was not started for it, and works on data of its own. @default false */
  allowWrites?: boolean;
  /** A file with what is known of the backend: see `readTruth`. */
  truth?: string;
  only?: string[];
  skip?: string[];
  timeoutMs: number;
  /** The user has agreed beforehand that calls go to another machine. */
  yes: boolean;
  stop?: AbortSignal | undefined;
  /** Told how far it is. */
  onProgress?(text: string): void;
}

/** What has become of all calls. */
export interface Verification extends Omit<Verdict, 'notCompared'> {
  /** Whether calls were compared to the end, and no mock lies. */
  same: boolean;
  /** It was ended before all calls were compared. */
  interrupted?: true;
  /** The calls that were not compared, and why: they were not sent, or nothing was known to compare them with. */
  notAsked: NotAsked[];
  /** The calls with both answers; empty where no backend was asked. */
  asked: AskedCall[];
}

/**
 * Checks what the mocks of some sessions have answered against the backend, or against what is known of it.
 *
 * @throws {IpcError} `INVALID_OPTION` where nothing or two things are to be checked against; `TARGET_NOT_USABLE`; `INVALID_CONTRACT`.
 */
export async function verifyContract(sessions: NamedSession[], options: VerifyOptions): Promise<Verification> {
  const { target, truth, app, fresh } = options;
  if (target === undefined && truth === undefined)
    throw new IpcError(
      'INVALID_OPTION',
      `Say what is true: --target ${VICTAURI}, --target <module>, or --truth <file>.`,
    );
  if (fresh && (target !== VICTAURI || app === undefined))
    throw new IpcError(
      'INVALID_OPTION',
      `--fresh starts the app for each session: give --target ${VICTAURI} and --app.`,
    );
  const known = truth === undefined ? undefined : readTruth(truth, readText(truth));
  if (target === undefined) return verifyByTruth(sessions, known as Truth);
  return await verifyByTarget(sessions, target, options, known);
}

function verifyByTruth(sessions: NamedSession[], truth: Truth): Verification {
  const calls = sessions.flatMap(mockedCalls);
  return verificationOf(findLiesByTruth(calls, truth));
}

function verificationOf(
  { notCompared, ...verdict }: Verdict,
  {
    asked = [],
    notAsked = [],
    interrupted = false,
  }: { asked?: AskedCall[]; notAsked?: NotAsked[]; interrupted?: boolean } = {},
): Verification {
  return {
    ...verdict,
    same: verdict.lies.length === 0 && verdict.compared.calls > 0 && !interrupted,
    ...(interrupted ? { interrupted } : {}),
    notAsked: [...notAsked, ...notCompared],
    asked,
  };
}

async function verifyByTarget(
  sessions: NamedSession[],
  name: string,
  { app, fresh = false, allowWrites, only, skip, timeoutMs, yes, stop, onProgress }: VerifyOptions,
  known: Truth | undefined,
): Promise<Verification> {
  const redactor = createRedactor();
  const how = {
    ...{ timeoutMs, redact: <Value>(answer: Value) => redactor.value(answer) as Value },
    ...defined({ only, skip, stop, holdBack: holdBackFor({ target: name, app, allowWrites }) }),
  };
  const asked: AskedCall[] = [];
  const notAsked: NotAsked[] = [];
  let commands: string[] | undefined;
  let target = await openTarget(name, app);
  try {
    const sent = sessions.map(({ session }) => sessionToAsk(session));
    await confirmRemote(sent, keptOpen(target), { ...how, yes, include: { mocked: true } });
    for (const [at, session] of sessions.entries()) {
      if (stop?.aborted) break;
      onProgress?.(`${at} of ${counted(sessions.length, 'session')} checked, ${counted(asked.length, 'call')} sent`);
      if (fresh && at > 0) {
        await target.close?.();
        target = await openTarget(name, app);
      }
      commands ??= await target.listCommands?.();
      const answers = await askBackend(session, keptOpen(target), how);
      asked.push(...answers.asked);
      notAsked.push(...answers.notAsked);
    }
  } finally {
    await target.close?.();
  }
  const interrupted = stop?.aborted === true;
  return verificationOf(findLies(asked, known ?? truthOf(commands)), { asked, notAsked, interrupted });
}

/** A drive closes its target; the next session may have the same one. */
function keptOpen(target: DriveTarget): DriveTarget {
  const { close: _close, ...kept } = target;
  return kept;
}

function truthOf(commands: string[] | undefined): Truth | undefined {
  if (commands === undefined) return undefined;
  return { commands: new Map(commands.map((name) => [name, {}])), isWhole: true, definitions: {} };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new IpcError('INVALID_CONTRACT', `Failed to read the file "${file}": ${why}`, { cause });
  }
}
