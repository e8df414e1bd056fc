import type { Suite, TestCase } from '@playwright/test/reporter';
import type { IpcRecorderOptions } from '../../fixtures/options/options.ts';
import { isPlainlyOff } from '../../fixtures/options/plainly-off.ts';
import { valuesOfFixture } from '../../fixtures/playwright-internals.ts';

type Option = IpcRecorderOptions['ipcRecorder'] | undefined;

/** Tells whether a test of a run may be recorded, as far as it can be known: then the judge is loaded before the first one runs. */
export function mayRecord(suite: Suite): boolean {
  return suite.allTests().some(mayRecordTest);
}

function mayRecordTest(test: TestCase): boolean {
  const values = valuesOfFixture(test, 'ipcRecorder') as Option[] | undefined;
  if (values === undefined) return true;
  const { ipcRecorder } = (test.parent.project()?.use ?? {}) as { ipcRecorder?: Option };
  // The first one is the option's default, which a project's own takes the place of; files and groups have the last word.
  const [byDefault, ...overrides] = values;
  return [ipcRecorder ?? byDefault, ...overrides].some((value) => !isPlainlyOff(value));
}
