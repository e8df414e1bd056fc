import type { RecordedCall } from '../../calls/recorded-call.ts';
import { joinPath } from '../../session/codec/diff-values.ts';
import { isWithoutHash, tokensIn } from '../../session/codec/tokens.ts';
import type { Doubt } from './matcher.ts';
import type { Pairing } from './pairing.ts';

/**
 * Looks whether a question may as well mean another call than the one that was found. A secret, or a digest, says which one is meant; where the value of this
 * run was not met before, nothing tells which of two recorded ones it is, and the order of asking would be a guess.
 *
 * @param rivals the calls beside which it was found.
 * @returns undefined when all that could be meant have the same answer.
 */
export function findDoubt(found: RecordedCall, rivals: () => RecordedCall[], pairing: Pairing): Doubt | undefined {
  const unsure = pairing.unsureOf(found);
  const unhashed = unhashedIn(found);
  if (unsure.length === 0 && unhashed.length === 0) return undefined;
  const values = unsure.map(({ recorded }) => String(recorded.value));
  const others = rivals().filter(
    (one) =>
      one !== found &&
      answerOf(one, pairing, []) !== answerOf(found, pairing, values) &&
      pairing.canMean(one) &&
      (unhashed.length > 0 || pairing.unsureOf(one).some(({ recorded }, at) => String(recorded.value) !== values[at])),
  );
  if (others.length === 0) return undefined;
  const places = [...unsure.map(({ path, recorded }) => ({ path, text: String(recorded.value) })), ...unhashed];
  return {
    calls: [found, ...others],
    paths: [...new Set(places.map(({ path }) => path))],
    secretClasses: [...new Set(places.flatMap(({ text }) => tokensIn(text).map(({ secretClass }) => secretClass)))],
  };
}

/** The answer of a call without the values that tell it from others: an answer that only repeats what was asked is the same. */
function answerOf(recorded: RecordedCall, pairing: Pairing, known: readonly string[]): string {
  const { result, error } = recorded.call;
  const values = known.length > 0 ? known : pairing.unsureOf(recorded).map(({ recorded: { value } }) => String(value));
  return values.reduce((text, value) => text.replaceAll(value, '‹›'), JSON.stringify([result, error]));
}

/** The places of a call with a secret that could be guessed: its token says nothing but the class, so several secrets have the same. */
function unhashedIn({ call: { args, options } }: RecordedCall): { path: string; text: string }[] {
  const text = JSON.stringify([args, options]);
  if (!text.includes('‹redacted:') && !text.includes('‹withheld:')) return [];
  return [...placesIn(args, ''), ...placesIn(options, 'options')];
}

function placesIn(value: unknown, path: string): { path: string; text: string }[] {
  if (typeof value === 'string') return value.split(/(?=‹)|(?<=›)/).some(isWithoutHash) ? [{ path, text: value }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    placesIn(item, joinPath(path, Array.isArray(value) ? Number(key) : key)),
  );
}
