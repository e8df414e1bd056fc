import { escapeToFit } from '../std/text/printable-text.ts';
import type { AlignedCall, AlignedPair } from './align-sessions.ts';
import type { Finding } from './compare-pair.ts';
import type { SideNames } from './side-names.ts';

/**
 * Finds calls that overlapped in both sessions and were answered in another order: legal, and what a race looks like.
 * One note for each batch of overlapping calls, at the first pair that changed places.
 */
export function findOrderNotes(pairs: AlignedPair[], names: SideNames): Map<AlignedPair, Finding> {
  const batches = new Map<string, BothPair[]>();
  for (const pair of pairs) {
    if (!isAnsweredInBoth(pair)) continue;
    const name = `${pair.first.batch} ${pair.second.batch}`;
    const batch = batches.get(name);
    if (batch) batch.push(pair);
    else batches.set(name, [pair]);
  }
  const notes = new Map<AlignedPair, Finding>();
  for (const batch of batches.values()) {
    batch.sort((a, b) => a.first.endUs - b.first.endUs);
    for (const [at, later] of batch.entries()) {
      const earlier = batch[at - 1];
      if (!earlier || earlier.first.endUs === later.first.endUs || earlier.second.endUs <= later.second.endUs) continue;
      notes.set(later, noteOf(earlier, later, names));
      break;
    }
  }
  return notes;
}

interface BothPair extends AlignedPair {
  first: AlignedCall;
  second: AlignedCall;
}

function isAnsweredInBoth(pair: AlignedPair): pair is BothPair {
  const { first, second } = pair;
  if (!first?.isConcurrent || !second?.isConcurrent) return false;
  return first.endUs !== Number.POSITIVE_INFINITY && second.endUs !== Number.POSITIVE_INFINITY;
}

function noteOf(earlier: BothPair, later: BothPair, names: SideNames): Finding {
  const [one, other] = [earlier, later].map(({ second }) => escapeToFit(second.call.command, 60));
  return {
    kind: 'order',
    command: later.second.call.command,
    changes: [],
    text: `${one} and ${other} overlapped: ${one} was answered first in ${names.first[0]}, ${other} in ${names.second[1]}.`,
  };
}
