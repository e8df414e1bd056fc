import { isOurs } from '../fixtures/own-fixtures.ts';
import { fixtureOf } from '../fixtures/playwright-internals.ts';

/** Whether the suite of a test, as the reporter sees it, has a fixture of its own of a name of ours. */
export function isTakenBySuite(test: object, name: string): boolean {
  const fixture = fixtureOf(test, name);
  return fixture !== undefined && !isOurs(fixture);
}
