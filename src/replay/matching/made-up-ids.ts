/** Two texts that are one id in two runs. */
export type MadeUpPair = [recorded: string, live: string];

/**
 * Finds the ids that a frontend makes up anew in each run, such as `draft-k3j9x2p0q1` or `draft-1790000000123`, by comparing two texts. Undefined
 * when more differs than that: then nobody can tell whether both mean the same.
 *
 * @param now milliseconds since 1970: a time among the live ids is near it.
 */
export function madeUpIds(recorded: string, live: string, now = Date.now()): MadeUpPair[] | undefined {
  const [before, after] = [recorded.split(WORDS), live.split(WORDS)];
  if (before.length !== after.length) return undefined;
  const pairs: MadeUpPair[] = [];
  for (const [at, one] of before.entries()) {
    const other = after[at] as string;
    if (one === other) continue;
    const isMadeUp = isTimeOf(one) ? isTimeOf(other, now) : isRandom(one, other);
    if (!isMadeUp) return undefined;
    pairs.push([one, other]);
  }
  return pairs;
}

/** Replaces the made-up ids in a text. @param by what stands for an id; undefined for one that is none. */
export function replaceIds(text: string, by: (id: string) => string | undefined): string {
  return text.replace(WORDS, (word) => by(word) ?? word);
}

/** UUIDs, and runs of letters and digits. */
const WORDS = /([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9A-Za-z]+)/gi;
const DAY_MS = 86_400_000;

/** Whether a word is a time in milliseconds; with `now`, one of this run: a session is replayed long after it was made. */
function isTimeOf(word: string, now?: number): boolean {
  if (!/^\d{13}$/.test(word)) return false;
  const ms = Number(word);
  return now === undefined ? ms >= 1.5e12 && ms < 2.5e12 : Math.abs(ms - now) < DAY_MS;
}

/** Whether two words are random ids of one kind: of about the same length, of mixed signs, and different nearly everywhere. */
function isRandom(one: string, other: string): boolean {
  const [shorter, longer] = one.length < other.length ? [one, other] : [other, one];
  if (shorter.length < 8 || longer.length - shorter.length > 3) return false;
  if (!isMixed(one) || !isMixed(other)) return false;
  let different = 0;
  for (let at = 0; at < shorter.length; at += 1) if (shorter[at] !== longer[at]) different += 1;
  return different >= shorter.length * 0.6;
}

/** Whether letters and digits alternate as they do in random ids, and in no word with a number behind it. */
function isMixed(word: string): boolean {
  const changes = word.match(/\d(?=[a-z])|[a-z](?=\d)/gi)?.length ?? 0;
  return changes >= 3;
}
