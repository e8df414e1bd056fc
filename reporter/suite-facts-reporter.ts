import { writeFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import process from 'node:process';
import type { FullConfig, FullProject, Reporter, Suite, TestCase, TestError } from '@playwright/test/reporter';
import { type ListedSuiteTest, SUITE_FACTS_ENV, type SuiteFacts } from '../src/store/suite-facts.ts';
import { projectOption } from './project-option.ts';

/**
 * Writes what Playwright says of a suite, for `ipc-recorder doctor`, and ends the process: it comes last, when tests are listed
 * and none will run, and the reports of the suite's own reporters must stay as they are.
 */
export default class SuiteFactsReporter implements Reporter {
  private readonly errors: string[] = [];
  private facts: SuiteFacts | undefined;

  onBegin(config: FullConfig, suite: Suite): void {
    const tests = suite.allTests();
    const first = firstTest(tests, config.projects);
    this.facts = {
      ...(config.configFile === undefined ? {} : { configFile: config.configFile }),
      reporters: config.reporter.map(([name]) => name),
      count: tests.length,
      ...(first === undefined ? {} : { first: describeTest(first, config.rootDir) }),
      errors: this.errors,
    };
    if (tests.length > 0 || this.errors.length > 0) this.end();
  }

  onError(error: TestError): void {
    this.errors.push(error.message ?? error.value ?? '');
    // An error after the tests were listed: that there are none.
    if (this.facts !== undefined) this.end();
  }

  onEnd(): void {
    this.end();
  }

  private end(): void {
    const file = process.env[SUITE_FACTS_ENV];
    if (file === undefined || this.facts === undefined) return;
    writeFileSync(file, JSON.stringify(this.facts));
    process.exit(0);
  }
}

/** Returns the first test that will run, of a project that is not there for others alone. */
function firstTest(tests: TestCase[], projects: FullProject[]): TestCase | undefined {
  const helping = new Set(projects.flatMap(({ dependencies, teardown }) => [...dependencies, teardown]));
  const running = tests.filter(({ expectedStatus }) => expectedStatus !== 'skipped');
  return running.find((test) => !helping.has(test.parent.project()?.name)) ?? running[0];
}

function describeTest(test: TestCase, rootDir: string): ListedSuiteTest {
  const project = test.parent.project();
  const [, , , ...titlePath] = test.titlePath();
  let suite: Suite | undefined = test.parent;
  while (suite !== undefined && suite.type !== 'file') suite = suite.parent;
  const spec = suite?.location?.file ?? test.location.file;
  const { mode } = projectOption(test);
  return {
    file: relative(rootDir, spec).split(sep).join('/'),
    ...(spec === test.location.file ? { line: test.location.line } : {}),
    // A `describe` without a title is in no pattern.
    titlePath: titlePath.filter((title) => title !== ''),
    project: project?.name ?? '',
    ...(mode === undefined ? {} : { mode }),
  };
}
