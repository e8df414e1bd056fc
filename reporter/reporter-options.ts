import { faultOfOptions, type OptionTable } from '../src/options/check-options.ts';
import { COUNT, FLAG, isListOfTexts, isRecord, oneOf, TEXT } from '../src/options/option-rules.ts';
import type { ReplayOptions } from './replay-failures.ts';
import { ownOptions } from './start/own-options.ts';

/** Options of the reporter, as in `['playwright-ipc-recorder/reporter', { … }]`. */
export interface IpcReporterOptions {
  /** Print a block for each failed test at the end of the run. @default true */
  print?: boolean;
  /** A folder, relative to the config, that keeps sessions of tests that passed from run to run: failed tests are compared with them. @default none */
  baseline?: string;
  /** Write the report of the run, `index.html`, into this folder, relative to the config. @default no report */
  report?: string;
  /** Replay the IPC of each failure against a backend after the run, and print what came of it. @default no replay */
  replay?: ReplayOptions;
}

/** The options as Playwright hands them over, with one of its own. */
export type GivenOptions = IpcReporterOptions & { _mode?: 'list' | 'test' | 'merge' };

/** The options of the reporter, each with what it may be. */
const REPORTER_RULES: OptionTable<IpcReporterOptions> = {
  print: FLAG,
  baseline: TEXT,
  report: TEXT,
  replay: {
    accepts: (value) => isRecord(value) && value.target !== undefined,
    known: "an object with a target, such as { target: './backend.ts' }",
  },
};

const REPLAY_RULES: OptionTable<ReplayOptions> = {
  target: TEXT,
  ignore: { accepts: isListOfTexts, known: "a list of paths, such as ['result.Ok.id']" },
  compare: oneOf('exact', 'shape', 'outcome'),
  yes: FLAG,
  timeout: COUNT,
};

/** Says which option of the reporter is wrong, in a sentence; undefined when all are right. */
export function faultOfReporterOptions(given: object): string | undefined {
  const options: IpcReporterOptions = ownOptions(given);
  const names = (owner: string, path: string) => ({ owner, nameOf: (name: string) => `The option ${path}${name}` });
  return (
    faultOfOptions(options, REPORTER_RULES, names('The reporter', '')) ??
    faultOfOptions(options.replay, REPLAY_RULES, names('The option replay', 'replay.'))
  );
}
