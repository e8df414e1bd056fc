import { appendFileSync } from 'node:fs';
import { sep } from 'node:path';
import process from 'node:process';
import type {
  FullConfig,
  FullResult,
  Reporter,
  Suite,
  TestCase,
  TestError,
  TestResult,
} from '@playwright/test/reporter';
import { isSerial } from '../fixtures/playwright-internals.ts';
import { ATTACHMENTS } from '../src/store/recording-files.ts';
import { REPLAY_RESULTS_ENV, type ReplayLine, type TestName } from '../src/store/replay-run.ts';

/** Tells `ipc-recorder replay`, test by test, how a run goes: a line of JSON for each serial group, and for each test that has ended. */
export default class ReplayResultsReporter implements Reporter {
  onBegin(_config: FullConfig, suite: Suite): void {
    for (const group of serialGroups(suite)) write({ type: 'serial', tests: group.allTests().map(nameOf) });
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    const message = result.error?.message ?? result.error?.value;
    const skipped = [...test.annotations, ...(result.annotations ?? [])].find(({ type }) =>
      /^(?:skip|fixme)$/.test(type),
    );
    write({
      type: 'test',
      ...nameOf(test),
      status: result.status,
      durationMs: result.duration,
      ...(message === undefined ? {} : { error: { message } }),
      ...(result.status === 'skipped' && skipped?.description ? { skipped: skipped.description } : {}),
      attachments: result.attachments.map(({ name, contentType, path, body }) => ({
        ...{ name, contentType },
        ...(path === undefined ? {} : { path }),
        // Others are not read, and may be large.
        ...(body === undefined || name !== ATTACHMENTS.replay ? {} : { body: body.toString('base64') }),
      })),
    });
  }

  onError({ message, value }: TestError): void {
    write({ type: 'error', message: message ?? value ?? '' });
  }

  onEnd({ status }: FullResult): void {
    write({ type: 'end', status });
  }

  /** Says that nothing is left to print: else Playwright adds a reporter of its own. */
  printsToStdio(): boolean {
    return true;
  }
}

/** Returns the outermost groups that are serial. */
function serialGroups(suite: Suite): Suite[] {
  return suite.suites.flatMap((group) => (isSerial(group) ? [group] : serialGroups(group)));
}

function nameOf(test: TestCase): TestName {
  const [, project = '', file = '', ...titlePath] = test.titlePath();
  return { project, file: file.split(sep).join('/'), titlePath, repeat: test.repeatEachIndex };
}

function write(line: ReplayLine): void {
  const file = process.env[REPLAY_RESULTS_ENV];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(line)}\n`);
}
