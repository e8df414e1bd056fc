/** Whether the config gives options to the reporter. */
export function hasOwnOptions(options: object): boolean {
  return Object.keys(options).some((name) => !isOfPlaywright(name));
}

/** Whether an option is one that Playwright adds to those of the config. */
export function isOfPlaywright(name: string): boolean {
  return name === 'configDir' || name.startsWith('_');
}
