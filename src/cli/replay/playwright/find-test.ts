import { IpcError } from '../../../errors.ts';
import { aroundTokens, holdsToken } from '../../../session/codec/tokens.ts';
import type { SessionTest } from '../../../session/format/schema.ts';
import { defined } from '../../../std/defined.ts';
import { escapeToFit } from '../../../std/text/printable-text.ts';
import { fitsWildcards } from '../../../std/text/wildcards.ts';
import type { TestName } from '../../../store/replay-run.ts';
import type { JsonReport, JsonSuite, JsonTest } from './run-playwright.ts';

/** A test as Playwright's JSON report has it. */
export interface ListedTest {
  /** The spec file, relative to the config's root directory, with `/`. */
  file: string;
  /** The line of the test in the spec file; absent when it is written elsewhere. */
  line?: number;
  /** The file in which it is written, when that is not the spec file. */
  writtenIn?: string;
  /** Titles from the outermost `describe` to the test. */
  titlePath: string[];
  project: string;
  results: JsonTest['results'];
  /** The runner's id of it. */
  id?: string;
}

/** Lists all tests of a report. */
export function listedTests({ suites }: JsonReport): ListedTest[] {
  // The outermost suites are files.
  return suites.flatMap((file) => testsOf(file, file.file, []));
}

/** Returns what tells a test of the list from all others of a run. */
export function testNameOf({ project, file, titlePath }: ListedTest, repeat = 0): TestName {
  return { project, file, titlePath, repeat };
}

/**
 * Finds the test that a session was recorded in, by file, titles and project. Its line may have changed.
 *
 * @throws {IpcError} `TEST_NOT_FOUND` naming the tests nearest to it.
 */
export function findTest(report: JsonReport, wanted: SessionTest): ListedTest {
  const tests = listedTests(report);
  const found = tests.find((test) => isSame(test, wanted));
  if (found) return found;
  const lines = [`Found no test ${nameOf(wanted.file, wanted.title_path, wanted.project)}.`];
  const nearest = tests
    .map((test) => ({ test, score: likeness(test, wanted) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, 3);
  if (nearest.length > 0) lines.push('Nearest to it:');
  for (const { test } of nearest) lines.push(`  ${nameOf(test.file, test.titlePath, test.project)}`);
  const problem = report.errors[0]?.message;
  if (problem !== undefined)
    lines.push(`Playwright could not list all tests: ${escapeToFit(problem.split('\n', 1)[0] ?? '', MAX_PROBLEM)}`);
  const config =
    wanted.config_file === undefined ? '' : ` (it was recorded with ${escapeToFit(wanted.config_file, MAX_NAME)})`;
  lines.push(`Run this in the project of the test, or name its config with --config${config}.`);
  throw new IpcError('TEST_NOT_FOUND', lines.join('\n'));
}

export function isSame(test: ListedTest, { file, spec = file, title_path, project }: SessionTest): boolean {
  return (
    test.titlePath.length === title_path.length &&
    [spec, project, ...title_path].every((recorded, at) =>
      isSameText([test.file, test.project, ...test.titlePath][at] ?? '', recorded),
    )
  );
}

/** Compares a text with a recorded one: where that has a token in the place of a secret, there may be any text here. */
function isSameText(here: string, recorded: string): boolean {
  if (here === recorded || !holdsToken(recorded)) return here === recorded;
  return fitsWildcards(here, { pieces: aroundTokens(recorded), between: 1 });
}

function testsOf(suite: JsonSuite, specFile: string, titles: string[]): ListedTest[] {
  const own = suite.specs.flatMap(({ id, title, file, line, tests }) =>
    tests.map(({ projectName, results }) => ({
      file: specFile,
      ...defined({ id }),
      ...(file === specFile ? { line } : { writtenIn: file }),
      titlePath: [...titles, title],
      project: projectName,
      results,
    })),
  );
  return [...own, ...(suite.suites ?? []).flatMap((inner) => testsOf(inner, specFile, titlesBelow(inner, titles)))];
}

/** Returns the titles below a suite: a `describe` without a title is in no title path. */
function titlesBelow({ title }: JsonSuite, titles: string[]): string[] {
  return title === '' ? titles : [...titles, title];
}

/** Scores how like a test is to the recorded one: the same last title counts most, then the file, then the project, then other titles in common. */
function likeness(test: ListedTest, wanted: SessionTest): number {
  const common = test.titlePath.filter((title) => wanted.title_path.includes(title)).length;
  const isSameTitle = test.titlePath.at(-1) === wanted.title_path.at(-1);
  const isSameFile = test.file === (wanted.spec ?? wanted.file);
  return (
    (isSameTitle ? 8 : 0) + (isSameFile ? 4 : 0) + common + (isSameTitle && test.project === wanted.project ? 1 : 0)
  );
}

function nameOf(file: string, titlePath: string[], project: string): string {
  const shown = `${project === '' ? '' : `[${escapeToFit(project, MAX_NAME)}] `}${escapeToFit(file, MAX_NAME)}`;
  return `${shown} › ${escapeToFit(titlePath.join(' › '), MAX_NAME)}`;
}

/** Characters of a name: these may be a stranger's. */
const MAX_NAME = 300;
const MAX_PROBLEM = 1_000;
