import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

/**
 * Measures each candidate against its reference, in turns, and tells the median of the ratios of all rounds.
 * Time is the CPU time of this process, all threads, young garbage included: what other programs do shows less in it than in wall time.
 *
 * A piece of work is `[name, run]`; `run` gets what `prepare` made, which is not timed.
 */
export function compare({ reference, candidates, prepare = () => undefined, rounds = 9, warmups = 2 }) {
  return candidates.map((candidate) => {
    const ratios = [];
    for (let round = -warmups; round < rounds; round++) {
      // In every other round the candidate goes first, so that neither always pays for the other's garbage.
      const pair = round % 2 === 0 ? [reference, candidate] : [candidate, reference];
      const times = new Map(pair.map((work) => [work, cpuTimeOf(work[1], prepare())]));
      if (round >= 0) ratios.push(times.get(candidate) / times.get(reference));
    }
    return rowOf({ what: candidate[0], reference: reference[0], ratios, measure: 'CPU' });
  });
}

function cpuTimeOf(run, input) {
  collectGarbage(); // what was left by others is not this one's to clear
  const start = process.cpuUsage();
  run(input);
  const { user, system } = process.cpuUsage(start);
  return Math.max(1, user + system);
}

/** One line of the table: `ratio` is the median, `low` and `high` are the extremes. */
export function rowOf({ what, reference, ratios, measure }) {
  const sorted = ratios.toSorted((a, b) => a - b);
  return {
    what,
    reference,
    ratio: median(sorted),
    low: sorted[0],
    high: sorted.at(-1),
    rounds: sorted.length,
    measure,
  };
}

/** Of an array that is sorted. */
export function median(sorted) {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
