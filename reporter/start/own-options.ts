/** Whether the config gives options to the reporter. */
export function hasOwnOptions(options: object): boolean {
  return Object.keys(ownOptions(options)).length > 0;
}

/** Returns the options without those that Playwright adds to the ones of the config. */
export function ownOptions(options: Added): Record<string, unknown> {
  // Where it only lists tests, it turns this one off for every reporter, since 1.65.
  const isAdded = (name: string) => name === 'configDir' || (name === 'onlyFailures' && options._mode === 'list');
  return Object.fromEntries(Object.entries(options).filter(([name]) => !isAdded(name) && !name.startsWith('_')));
}

type Added = object & { _mode?: unknown };
