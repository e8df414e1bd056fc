// The entry of the command line reads this on any Node, to refuse those that are too old: no syntax here that is younger than ES2018.

/** The oldest `@playwright/test` whose pages and fixtures we record. The peer dependency in package.json is the same. */
export const OLDEST_PLAYWRIGHT = '1.53';

/** The oldest Node that loads our modules by `require`, too. `engines` in package.json is the same. */
export const OLDEST_NODE = '20.19';

/** Says in a sentence that a version of Playwright is too old; undefined when it is not. */
export function faultOfPlaywright(version: string): string | undefined {
  if (!isOlder(version, OLDEST_PLAYWRIGHT)) return undefined;
  return `playwright-ipc-recorder needs @playwright/test ${OLDEST_PLAYWRIGHT} or newer, and this is ${version}. Update it: npm install -D @playwright/test@latest`;
}

/** Says in a sentence that a version of Node is too old; undefined when it is not. */
export function faultOfNode(version: string): string | undefined {
  if (!isOlder(version, OLDEST_NODE)) return undefined;
  return `playwright-ipc-recorder needs Node ${OLDEST_NODE} or newer, and this is ${version}. Update Node: https://nodejs.org`;
}

/** Tells whether a version is older than another one, by the first two numbers of both. */
export function isOlder(version: string, oldest: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldest.split('.').map(Number);
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}
