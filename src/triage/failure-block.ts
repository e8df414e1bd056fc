import { gapLines } from '../calls/describe-gap.ts';
import { escapeText, escapeToFit } from '../std/text/printable-text.ts';
import { quoteArgument } from '../std/text/quote-argument.ts';
import { callLine } from './call-line.ts';
import type { Verdict } from './causes/verdict.ts';
import type { CallFact, FailureFacts } from './failure-facts.ts';
import { oneWayParts, problemLines, type SummaryOptions, sentenceLines } from './summary.ts';
import { causeSentences, comparedSentences, limitLines, pollLines, verdictSentence } from './verdict-lines.ts';

/** Colours a part of the block. */
export type Paint = (what: 'title' | 'pending' | 'failed' | 'quiet', text: string) => string;

/**
 * The facts of a failure in a few lines for the terminal, below what the runner printed of the test.
 *
 * @param options.paint @default no colours
 */
export function renderFailureBlock(facts: FailureFacts, options: SummaryOptions & { paint?: Paint } = {}): string {
  const { paint = (_what, text) => text, sessionFile, replayCommand } = options;
  const { pendingCalls, failedCalls, carriedOver, lastCalls, counts, step } = facts;
  const where = step ? ` in step ${escapeToFit(step.title_path.join(' › '), 70)}` : '';
  const ofFramework = counts.internal > 0 ? ` (${counts.internal} of the framework)` : '';
  const lines = [
    paint(
      'title',
      `IPC${where}: ${[`${counts.calls} ${counts.calls === 1 ? 'call' : 'calls'}${ofFramework}`, `${counts.failed} failed`, `${counts.pending} pending`, ...oneWayParts(facts)].join(', ')}`,
    ),
  ];
  if (facts.verdict !== undefined) lines.push(...verdictLines(facts.verdict));
  lines.push(...block(pendingCalls, 'pending', paint), ...block(failedCalls, 'failed', paint));
  if (pendingCalls.length + failedCalls.length === 0) {
    const last = [...lastCalls.slice(-MAX_LINES), ...facts.lastSends].sort((a, b) => a.index - b.index);
    lines.push(...last.slice(-MAX_LINES).map((fact) => `  last     ${paint('quiet', lineOf(fact))}`));
  }
  lines.push(...titled('poll', pollLines(facts)));
  lines.push(...block(carriedOver.slice(-MAX_LINES), 'before', paint));
  lines.push(...titled('why', sentenceLines(facts.whyNoCalls, WIDTH)));
  lines.push(...problemLines(facts, 105).map((line) => `  ${line}`));
  lines.push(...titled('gap', sentenceLines(gapLines(facts.gaps), WIDTH)));
  lines.push(...titled('limits', limitLines(facts, WIDTH)));
  const command =
    replayCommand ?? (sessionFile === undefined ? undefined : `npx ipc-recorder replay ${quoteArgument(sessionFile)}`);
  if (command !== undefined) lines.push(`  replay   ${paint('quiet', escapeText(command))}`);
  return lines.join('\n');
}

const MAX_LINES = 3;
/** Characters of a line of sentences. */
const WIDTH = 100;

/** The verdict, and what it was compared with; where it cannot tell, the two best leads. */
function verdictLines(verdict: Verdict): string[] {
  const leads =
    verdict.confidence === 'cannot tell' ? causeSentences(verdict).filter((text) => text.startsWith('lead: ')) : [];
  return titled(
    'cause',
    sentenceLines([verdictSentence(verdict), ...leads.slice(0, 2), ...comparedSentences(verdict)], WIDTH),
  );
}

const titled = (title: string, lines: string[]): string[] =>
  lines.map((line, at) => `  ${(at === 0 ? title : '').padEnd(8)} ${line}`);

function block(
  facts: (CallFact & { pendingMs?: number })[],
  what: 'pending' | 'failed' | 'before',
  paint: Paint,
): string[] {
  const lines = facts
    .slice(0, MAX_LINES)
    .map((fact) => `  ${what.padEnd(8)} ${paint(what === 'before' ? 'quiet' : what, lineOf(fact))}`);
  if (facts.length > MAX_LINES) lines.push(`           ${paint('quiet', `… and ${facts.length - MAX_LINES} more`)}`);
  return lines;
}

function lineOf({ index, call, ...rest }: CallFact & { pendingMs?: number }): string {
  return callLine(index, call, { maxLength: 105, ...rest });
}
