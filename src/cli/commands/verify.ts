import { Command } from 'commander';
import { hasFailed, hasPassed } from '../../calls/has-failed.ts';
import { IpcError } from '../../errors.ts';
import type { SessionTest } from '../../session/format/schema.ts';
import { findSessions } from '../../store/find-sessions.ts';
import { isFolder } from '../../store/is-folder.ts';
import { readSession } from '../../store/read-session.ts';
import { readPackedSession } from '../../store/values/read-whole-session.ts';
import { type CommandIo, printJson } from '../io/command-io.ts';
import { endInOrder } from '../io/interruption.ts';
import { collect, onlyOptions } from '../io/option-values.ts';
import { withProgress } from '../io/progress.ts';
import { TestProject } from '../replay/playwright/test-project.ts';
import type { FixVerdict } from '../replay/verify/judge-fix.ts';
import { renderVerified } from '../replay/verify/render-verified.ts';
import { isNotedReproduced } from '../replay/verify/reproductions.ts';
import { type ReadSession, verifyFix } from '../replay/verify/verify-fix.ts';

interface VerifyFlags {
  pass?: string[];
  changed?: string[];
  reproduced?: true;
  testChanged?: true;
  config?: string;
  json?: true;
}

export function verifyCommand(io: CommandIo): Command {
  return new Command('verify')
    .summary('say whether a fix has done away with a recorded failure, and breaks no recorded pass')
    .description(
      'After a fix of the frontend or the test: replays the session of the failure, and sessions of passes. Exits with 0 only when the failure is gone, the passes still pass, and no call was asked for that the fix does not explain: one that a pass of the same test has made, or whose command is at fault for the failure.\n' +
        'A test may pass in a replay without the fix, too. So run replay <session> before the fix: that it says "Reproduced" is noted in ipc-results, and asked for here.\n' +
        'Exit code 1: it still fails, breaks a pass, or asks for what is not explained. 2: cannot tell, as where it was never reproduced, no pass was given, or an assertion is gone; --json has the reasons under caveats.',
    )
    .argument('<session>', 'the session of the failed test, its folder, or the journal that a killed run left')
    .argument('[playwright-args...]', 'after --: more arguments for Playwright, such as --tsconfig')
    .option('--pass <session>', 'a session of a test that passed, or a folder with such; repeatable', collect)
    .option('--changed <command>', 'a command that the fix calls otherwise; * stands for any text; repeatable', collect)
    .option(
      '--reproduced',
      'replay has said "Reproduced" without the fix, where it was not noted: in another folder, on another machine',
    )
    .option('--test-changed', 'the fix takes assertions out of the test, or changes them')
    .option('-c, --config <file>', "the tests' Playwright config (default: the one Playwright finds here)")
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  ipc-recorder verify failed/ipc-session.json --pass passed/ipc-session.json
  ipc-recorder verify failed/ipc-session.json --pass baselines --changed save_note`,
    )
    .action((session: string, playwrightArgs: string[], flags: VerifyFlags) =>
      endInOrder(io, (stop) => verify(session, playwrightArgs, flags, io, stop)),
    );
}

async function verify(
  file: string,
  playwrightArgs: string[],
  { pass = [], changed = [], config, json, reproduced: isSaid, testChanged }: VerifyFlags,
  io: CommandIo,
  stop: AbortSignal,
): Promise<void> {
  onlyOptions(playwrightArgs, 'Give the failed session; those of passes by --pass, arguments for Playwright after --.');
  const failed = await readOne(file);
  if (!isFailure(failed.session.test)) {
    throw new IpcError(
      'INVALID_OPTION',
      `The session "${file}" is of a test that ${endOf(failed.session.test)}. Give that of the failure; those of passes by --pass.`,
    );
  }
  const passes = (await Promise.all(pass.map(readPasses))).flat();
  // As it is in its file: with its large values it is another one.
  const reproduced = isNotedReproduced(await readSession(file)) ? 'noted' : isSaid ? 'said' : 'not-known';
  const options = { project: new TestProject(config, stop), playwrightArgs, changed, stop };
  const result = await withProgress(io, (progress) =>
    verifyFix(failed, passes, {
      ...{ ...options, reproduced, isTestChanged: testChanged === true },
      onProgress: (text) => progress.now(text),
    }),
  );
  io.exitWith(EXIT_CODES[result.verdict]);
  if (json) printJson(io, result);
  else io.print(renderVerified(result));
}

const EXIT_CODES: Record<FixVerdict, number> = { verified: 0, 'not-verified': 1, 'cannot-tell': 2 };

/** Reads the sessions of passes that a path names: one, or all below a folder. */
async function readPasses(path: string): Promise<ReadSession[]> {
  if (!isFolder(path)) return [await readPass(path)];
  const found = (await findSessions(path)).filter(({ test }) => test !== undefined && hasPassed(test));
  if (found.length > 0) return await Promise.all(found.map((one) => readOne(one.path)));
  throw new IpcError(
    'INVALID_OPTION',
    `There is no session of a test that passed in "${path}". Record with the mode "on".`,
  );
}

async function readPass(path: string): Promise<ReadSession> {
  const read = await readOne(path);
  if (hasPassed(read.session.test)) return read;
  throw new IpcError(
    'INVALID_OPTION',
    `The session "${path}" of --pass is of a test that ${endOf(read.session.test)}.`,
  );
}

async function readOne(path: string): Promise<ReadSession> {
  const session = await readPackedSession(path);
  const { test } = session;
  if (test !== undefined) return { path, session: { ...session, test } };
  throw new IpcError('TEST_NOT_FOUND', `The session "${path}" does not say which test it is of.`);
}

/** Tells whether a test failed that should have passed. One that is to fail, and passed, has no failure to do away with. */
function isFailure(test: SessionTest): boolean {
  return hasFailed(test) && (test.status === 'failed' || test.status === 'timedOut');
}

/** Says how a test ended, where that is not what was asked for. */
function endOf({ status, expected_status: expected }: SessionTest): string {
  const end = status ?? 'did not end';
  return status !== undefined && status === expected && status !== 'passed' ? `${end}, as it should` : end;
}
