/**
 * Whether a word of letters and digits looks made by chance, as `k3j9x2p0q1` does, and not named by somebody, as `version10beta2` and `mp3player`
 * are: letters and digits alternate in it, and letters follow each other as they do in no language. Product codes and licence plates, which
 * have capitals and digits alone, are taken for names.
 */
export function looksRandom(word: string): boolean {
  return isIdWord(word) && isSure(countPairs(word));
}

/** Whether two words look like random ids of one kind: of about one length, different nearly everywhere, and one of them surely random. */
export function areRandom(one: string, other: string): boolean {
  if (!isIdWord(one) || !isIdWord(other) || Math.abs(one.length - other.length) > 3) return false;
  const [a, b] = [countPairs(one), countPairs(other)];
  // By chance a random word may look like one of a language: the other one tells then.
  const [low = 0, high = 0] = [scoreOf(a), scoreOf(b)].sort((x, y) => x - y);
  const isChance = isSure(a) || isSure(b) ? low >= -2.5 : low >= 1 && low + high >= 3.5;
  return isChance && partThatDiffers(one, other) >= 0.6;
}

/** The part of the places at which two words differ, of the shorter one. */
export function partThatDiffers(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  let different = 0;
  for (let at = 0; at < length; at += 1) if (one[at] !== other[at]) different += 1;
  return different / length;
}

/**
 * Whether a text in the alphabet of addresses (letters in both cases, digits, `-` and `_`) looks made by chance, as nanoid's `V1StGXR8_Z5jdHi6B-myT`
 * does, and `get-the-report_ForAda` does not.
 */
export function looksRandomInAlphabet(text: string): boolean {
  return scoreInAlphabet(text) >= 0.2;
}

/** Whether two such texts look like random ids of one kind: one of them surely, and neither like words. */
export function areRandomInAlphabet(one: string, other: string): boolean {
  const scores = [scoreInAlphabet(one), scoreInAlphabet(other)];
  return (
    one.length === other.length &&
    Math.max(...scores) >= 0.2 &&
    Math.min(...scores) >= -0.1 &&
    partThatDiffers(one, other) >= 0.6
  );
}

/** How random a text in that alphabet looks, by its length. */
function scoreInAlphabet(text: string): number {
  if (text.length < 10 || text.length > MAX_LENGTH || !/^[\w-]+$/.test(text)) return Number.NEGATIVE_INFINITY;
  if (!/[a-z]/.test(text) || !/[A-Z]/.test(text)) return Number.NEGATIVE_INFINITY;
  const humps = text.match(/[a-z](?=[A-Z])|[A-Z](?=[a-z])/g)?.length ?? 0;
  const { changes, frequent, rare } = countPairs(text);
  return (changes * 1.5 + rare + humps * 0.5 - frequent * 1.4) / text.replace(/[-_]/g, '').length;
}

/** No id is longer. */
const MAX_LENGTH = 64;

/** Neighbouring signs of a text: where letters and digits change, and the pairs of letters that are frequent in words and those that are not. */
interface PairCounts {
  changes: number;
  frequent: number;
  rare: number;
}

const isIdWord = (word: string) => word.length >= 7 && word.length <= MAX_LENGTH && !/^[0-9A-Z]+$/.test(word);

const scoreOf = ({ changes, frequent, rare }: PairCounts) => changes * 1.5 + rare - frequent * 1.2;

const isSure = (counts: PairCounts) => scoreOf(counts) >= (counts.changes >= 2 ? 2.5 : 4);

function countPairs(text: string): PairCounts {
  const count = { changes: 0, frequent: 0, rare: 0 };
  const lower = text.toLowerCase();
  for (let at = 0; at + 1 < lower.length; at += 1) {
    const pair = lower.slice(at, at + 2);
    if (/^(?:\d[a-z]|[a-z]\d)$/.test(pair)) count.changes += 1;
    else if (FREQUENT.has(pair)) count.frequent += 1;
    else if (/^[a-z]{2}$/.test(pair)) count.rare += 1;
  }
  return count;
}

/** The pairs of letters that most words and names of code are made of; of random ones a fifth is among them. */
const FREQUENT = new Set(
  (
    'th he in er an re nd at on nt ha es st en ed to it ou ea hi is or ti as te et ng of al de se le sa si ar ve ra ld ur ' +
    'io ro ri li ic ne el la ec om ma co ll ta il ac ch ct ce us ss pe po pr me no un id ad em ee di lo so do mo ' +
    'ge ie ol ut ir am ns pl tr ot wi ow ts ke im ag ai ap ay be bl bo br ca ci ck cl cr cu da dr ei ep ev ex fi fo ' +
    'gr ho mi na ni ob od oo op os ph rt ry sc sh sp ty ul um up va vi wa we wo ye'
  ).split(' '),
);
