import process from 'node:process';

/**
 * Cleans up when the process ends before its time, such as by a second Ctrl-C: what was asked for last is cleaned first, so a process ends
 * before the folder goes that it writes into.
 *
 * @param clean must not wait for anything: nothing waits any more.
 * @returns a function that takes the request back.
 */
export function atExit(clean: () => void): () => void {
  process.prependOnceListener('exit', clean);
  return () => process.off('exit', clean);
}
