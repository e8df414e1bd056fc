export function cliReference(): Promise<string>;
