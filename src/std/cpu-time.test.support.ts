import process from 'node:process';

/** Milliseconds of processor time that `run` takes: what else the machine does meanwhile does not count. */
export function cpuMs(run: () => void): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}
