import type { FullConfig } from '@playwright/test/reporter';
import { builtFile } from '../../src/package-files.ts';

/** The reporter that stores what is attached when a test ends: ours must come before it. */
const STORES_AT_TEST_END = 'blob';

/** Playwright's reporters that look at attachments when the run ends, or do not look at them. */
const READ_AT_END = [
  'list',
  'line',
  'dot',
  'html',
  'json',
  'junit',
  'github',
  'null',
  'failures',
  'perfetto',
  'coverage',
];

/** The place of our reporter among the others. */
export interface ReporterOrder {
  /** A reporter that may read attachments when a test ends comes before ours, or ours is not in the list and comes last. */
  isLate: boolean;
  /** The config lists `blob` before ours. */
  isAfterBlob: boolean;
}

/** Finds out which reporters come before ours. `run` adds ours behind those of the config, which then does not list it. */
export function reporterOrder({ reporter }: Pick<FullConfig, 'reporter'>): ReporterOrder {
  const names = reporter.map(([name]) => name);
  const own = names.lastIndexOf(OWN);
  const before = own < 0 ? names : names.slice(0, own);
  return {
    isLate: before.some((name) => name !== OWN && !READ_AT_END.includes(name)),
    isAfterBlob: own >= 0 && before.includes(STORES_AT_TEST_END),
  };
}

const OWN = builtFile('reporter/index.js');
