/** Returns the config that arguments of Playwright name: the Playwright of a suite is found beside it. */
export function configIn(args: readonly string[]): string | undefined {
  for (const [at, argument] of args.entries()) {
    const value = /^(?:--config|-c)=(.+)$/.exec(argument)?.[1];
    if (value !== undefined) return value;
    if (argument === '--config' || argument === '-c') return args[at + 1];
  }
  return undefined;
}
