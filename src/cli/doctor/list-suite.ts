import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { IpcError } from '../../errors.ts';
import { builtFile } from '../../package-files.ts';
import { SUITE_FACTS_ENV, type SuiteFacts } from '../../store/suite-facts.ts';
import { withPrivateFolder } from '../io/private-folder.ts';
import { untilEnded } from '../io/until-ended.ts';
import { preloadEnvironment } from '../replay/playwright/recording-environment.ts';

const REPORTER = builtFile('reporter/suite-facts-reporter.js');

/** Characters of what Playwright prints that are shown when it told nothing. */
const MAX_PRINTED = 4_000;

/**
 * Lets Playwright list the tests that its arguments select; nothing runs, and no report is written.
 *
 * @throws {IpcError} `PLAYWRIGHT_NOT_FOUND` when it tells nothing, with what it printed.
 */
export async function listSuite(cli: string, args: readonly string[], stop: AbortSignal): Promise<SuiteFacts> {
  return await withPrivateFolder((folder) => listInto(folder, cli, args, stop));
}

async function listInto(folder: string, cli: string, args: readonly string[], stop: AbortSignal): Promise<SuiteFacts> {
  const file = join(folder, 'suite.json');
  let printed = '';
  const child = spawn(process.execPath, [cli, 'test', ...withoutReporter(args), '--list'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...preloadEnvironment(), PW_TEST_REPORTER: REPORTER, [SUITE_FACTS_ENV]: file },
  });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      printed = (printed + String(chunk)).slice(-MAX_PRINTED);
    });
  try {
    await untilEnded(child, stop);
    return JSON.parse(readFileSync(file, 'utf8')) as SuiteFacts;
  } catch (cause) {
    stop.throwIfAborted();
    throw new IpcError('PLAYWRIGHT_NOT_FOUND', `Playwright could not list the tests. It printed:\n${printed.trim()}`, {
      cause,
    });
  }
}

/** Leaves out a choice of reporters: those of the config are asked for. */
function withoutReporter(args: readonly string[]): string[] {
  return args.filter((argument, at) => !/^--reporter(=|$)/.test(argument) && args[at - 1] !== '--reporter');
}
