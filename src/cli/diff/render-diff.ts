import { fenceAround } from '../../std/text/fenced.ts';
import { escapeToFit } from '../../std/text/printable-text.ts';
import type { SessionDiff } from '../../triage/diff-sessions.ts';
import type { Divergence } from '../../triage/divergence.ts';

/**
 * Writes the first divergence by itself, the rest below it; changes of order come last, as most are chance. All of it that was recorded stands in a fence.
 *
 * @param limit divergences of one kind that are written; the others are counted.
 */
export function renderDiff(diff: SessionDiff, limit: number): string {
  return diffParts(diff, limit, (recorded) => fenceAround(recorded, { label: 'divergences' }));
}

/** Writes the same without a fence, in lines that begin with blanks or words of ours, for a text that is put into one as a whole. */
export function renderUnfencedDiff(diff: SessionDiff, limit: number): string {
  return diffParts(diff, limit, (recorded) => recorded);
}

function diffParts(
  { same, first, divergences, compared, volatile, incomplete }: SessionDiff,
  limit: number,
  fence: (recorded: string) => string,
): string {
  const others = divergences.filter((one) => one !== first && one.kind !== 'order');
  const order = divergences.filter(({ kind }) => kind === 'order');
  const count = `${others.length + 1} ${others.length === 0 ? 'divergence' : 'divergences'}`;
  const lines = [`Compared ${compared.first} with ${compared.second} messages: ${same ? 'same' : count}.`];
  const parts: string[][] = [];
  if (first) parts.push(['First divergence:', ...divergenceLines(first)]);
  if (others.length > 0) parts.push(['Then:', ...folded(others, limit)]);
  if (order.length > 0) parts.push(['Only the order of overlapping calls:', ...folded(order, limit)]);
  const recorded = parts.map((part) => part.join('\n')).join('\n\n');
  if (recorded !== '') lines.push('', fence(recorded));
  if (volatile > 0) lines.push('', `Not counted: ${volatile} ids and times that are new in every run.`);
  if (incomplete) lines.push('', 'Events are missing from these recordings, so an earlier divergence may be too.');
  return lines.join('\n');
}

function folded(divergences: Divergence[], limit: number): string[] {
  const lines = divergences.slice(0, limit).flatMap(divergenceLines);
  if (divergences.length > limit) lines.push(`  … and ${divergences.length - limit} more (--all shows them)`);
  return lines;
}

function divergenceLines({ first, second, step, text }: Divergence): string[] {
  const place = `${first === undefined ? '' : `#${first}`} / ${second === undefined ? '' : `#${second}`}`.trim();
  const lines = [`  ${place}  ${text}`];
  if (step.length > 0) lines.push(`      in step ${escapeToFit(step.join(' › '), 100)}`);
  return lines;
}
