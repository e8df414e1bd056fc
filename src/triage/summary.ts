import { gapLines } from '../calls/describe-gap.ts';
import { cutText } from '../std/text/cut-text.ts';
import { fenceAround, indented } from '../std/text/fenced.ts';
import { escapeText, escapeToFit, stripAnsi } from '../std/text/printable-text.ts';
import { quoteArgument } from '../std/text/quote-argument.ts';
import { roundedDuration } from '../std/text/readable-numbers.ts';
import { callLine } from './call-line.ts';
import type { CallFact, FailureFacts } from './failure-facts.ts';
import { causeSentences, comparedSentences, limitLines, pollLines, verdictSentence } from './verdict-lines.ts';
import { wrapText } from './wrap-text.ts';

/** Options of a summary: facts that the session itself does not have. */
export interface SummaryOptions {
  /** Where the session is, as a reader would type it. */
  sessionFile?: string;
  /** @default `npx ipc-recorder replay <sessionFile>` */
  replayCommand?: string;
  /** The first difference to the attempt of the test that passed, in a sentence. */
  divergence?: string;
}

/**
 * The facts of a failure on one screen: Markdown that reads as plain text too, of at most 60 lines of 120 characters.
 * All text of the session stands in indented code blocks, so none of it is taken for Markdown, and in a fence that says that it is data: the summary is
 * read by language models too.
 */
export function renderSummary(facts: FailureFacts, options: SummaryOptions = {}): string {
  // The verdict names those that matter.
  const maxCalls = facts.verdict === undefined ? 7 : 3;
  const recorded = [
    section('Test', headLines(facts)),
    section('Cause', verdictLines(facts)),
    section('Against the attempt that passed', sentenceLines(options.divergence ? [options.divergence] : [])),
    section(`Pending calls (${facts.pendingCalls.length})`, callLines(facts.pendingCalls, maxCalls)),
    section(`Failed calls (${facts.failedCalls.length})`, callLines(facts.failedCalls, maxCalls)),
    section(`Began before the test and ended in it (${facts.carriedOver.length})`, callLines(facts.carriedOver, 3)),
    section('Why there are no calls', sentenceLines(facts.whyNoCalls)),
    section('Last errors of the page', problemLines(facts)),
    section('Repeated by a timer', pollLines(facts)),
    section(facts.step ? 'Last calls before the failure' : 'Last calls', lastLines(facts)),
    section(facts.step ? 'Last messages sent before the failure' : 'Last messages sent', sendLines(facts)),
    section('In all', countLines(facts)),
  ];
  const ours = section('Look closer', [...reporterLines(facts), ...commandLines(options)]);
  return `${joined(['# IPC of this test', fenceAround(joined(recorded), { label: 'IPC of a test' }), ours])}\n`;
}

const joined = (sections: string[]): string => sections.filter((text) => text !== '').join('\n\n');

/** `12 sends, 3 pushes`: one-way traffic, a part for each kind that there was. */
export function oneWayParts({ counts: { sends, pushes } }: Pick<FailureFacts, 'counts'>): string[] {
  const parts: string[] = [];
  if (sends > 0) parts.push(`${sends} ${sends === 1 ? 'send' : 'sends'}`);
  if (pushes > 0) parts.push(`${pushes} ${pushes === 1 ? 'push' : 'pushes'}`);
  return parts;
}

/** Which test, how it ended, in which step, with which error: one line each. */
export function headLines({ test, step }: FailureFacts): string[] {
  const lines: string[] = [];
  if (test) {
    const run = [test.project, test.attempt > 0 ? `retry ${test.attempt}` : '']
      .filter((part) => part !== '')
      .join(', ');
    lines.push(`${test.file}:${test.line} › ${test.title_path.join(' › ')}${run === '' ? '' : ` [${run}]`}`);
    const took = test.duration_ms === undefined ? '' : ` after ${roundedDuration(test.duration_ms)}`;
    if (test.status) lines.push(`${test.status}${took}`);
  }
  if (step) {
    const place = step.location ? ` (${step.location.file}:${step.location.line})` : '';
    lines.push(
      `${step.error === undefined ? 'step not ended' : 'failed step'}: ${step.title_path.join(' › ')}${place}`,
    );
  }
  const error = test?.errors?.[0] ?? step?.error;
  if (error !== undefined) {
    const text = stripAnsi(error)
      .split('\n')
      .map((line) => line.trimEnd());
    lines.push(...text.filter((line) => line !== '').slice(0, 4));
  }
  return lines.map((line) => escapeToFit(line, 116));
}

/** Writes the problems of the page itself, one line each. */
export function problemLines({ lastProblems }: FailureFacts, maxLength = 105): string[] {
  return lastProblems.map(({ index, what, text }) => {
    // A message may be of megabytes.
    const isCut = text.length > maxLength * 20;
    const head = stripAnsi(isCut ? text.slice(0, maxLength * 20) : text).replace(/\s+/g, ' ');
    return `${what.padEnd(8)} ${cutText(`#${index}  ${escapeToFit(isCut ? `${head}…` : head, maxLength)}`, maxLength)}`;
  });
}

/** Writes sentences in lines of `width` characters at most: a remedy at their end is not cut. */
export function sentenceLines(sentences: readonly string[], width = 112): string[] {
  return sentences.flatMap((sentence) => wrapText(sentence, width)).map((line) => escapeToFit(line, 116));
}

/** The counts in a sentence, what may be missing in the next ones, what was lost in another, what was left out in a third, and what must not be seen in a fourth. */
export function countLines(facts: FailureFacts): string[] {
  const { counts, dropped, excluded, gaps, redactions = 0, withheld } = facts;
  const { calls, failed, pending, abandoned, mocked, internal } = counts;
  const parts = [`${calls} ${calls === 1 ? 'call' : 'calls'}`, `${failed} failed`, `${pending} pending`];
  if (abandoned > 0) parts.push(`${abandoned} abandoned`);
  if (mocked > 0) parts.push(`${mocked} mocked`);
  if (internal > 0) parts.push(`${internal} of the framework`);
  parts.push(...oneWayParts(facts));
  const lost = Object.entries(dropped ?? {}).filter(([, count]) => typeof count === 'number' && count > 0);
  const lines = [parts.join(', '), ...sentenceLines(gapLines(gaps))];
  if (lost.length > 0)
    lines.push(`lost from the recording: ${lost.map(([what, count]) => `${count} ${what}`).join(', ')}`);
  const leftOut = Object.entries(excluded?.libraries ?? {}).map(
    ([name, count]) => `${count} ${count === 1 ? 'message' : 'messages'} of ${name}`,
  );
  if (excluded?.filtered) leftOut.push(`${excluded.filtered} by the filters`);
  if (excluded?.noise) leftOut.push(`${excluded.noise} of the runtime's own messages`);
  if (leftOut.length > 0) lines.push(`left out: ${leftOut.join(', ')}`);
  if (redactions > 0) lines.push(`redacted: ${redactions} ${redactions === 1 ? 'value' : 'values'}`);
  const rules = Object.entries(withheld ?? {}).map(([rule, count]) => `${count} by ${rule}`);
  if (rules.length > 0) lines.push(`withheld, because redaction had missed them: ${rules.join(', ')}`);
  return lines.map((line) => escapeToFit(line, 150));
}

/** The verdict in at most five lines, and its limits in one. */
function verdictLines({ verdict, gaps }: FailureFacts): string[] {
  if (verdict === undefined) return [];
  const compared = comparedSentences(verdict);
  return [
    ...sentenceLines([verdictSentence(verdict), ...causeSentences(verdict)]).slice(0, 5 - compared.length),
    ...compared,
    ...limitLines({ verdict, ...(gaps && { gaps }) }, 105).map((line) => `limits: ${line}`),
  ];
}

function reporterLines({ hadReporter }: FailureFacts): string[] {
  if (hadReporter !== false) return [];
  return [
    'The reporter is not in the config: no block is printed, and a worker that is killed attaches nothing. Add it, before',
    "html, blob and json: reporter: [['playwright-ipc-recorder/reporter'], …]",
  ];
}

function section(title: string, lines: string[]): string {
  return lines.length === 0 ? '' : `## ${title}\n\n${indented(lines.join('\n'))}`;
}

function callLines(facts: (CallFact & { pendingMs?: number })[], max: number): string[] {
  const lines = facts.slice(0, max).map(({ index, call, ...rest }) => callLine(index, call, rest));
  if (facts.length > max) lines.push(`… and ${facts.length - max} more`);
  return lines;
}

/** Last calls below a verdict: the screen is to hold both. */
const MAX_BELOW_VERDICT = 6;

function lastLines({ lastCalls, hiddenCalls, verdict }: FailureFacts): string[] {
  const lines = lastCalls
    .slice(verdict === undefined ? 0 : -MAX_BELOW_VERDICT)
    .map(({ index, call }) => callLine(index, call));
  if (hiddenCalls > 0)
    lines.push(`(${hiddenCalls} ${hiddenCalls === 1 ? 'call' : 'calls'} of the framework not shown)`);
  return lines;
}

function sendLines({ lastSends }: FailureFacts): string[] {
  return lastSends.map(({ index, call }) => callLine(index, call));
}

function commandLines({ sessionFile, replayCommand }: SummaryOptions): string[] {
  if (sessionFile === undefined) return replayCommand === undefined ? [] : [escapeText(replayCommand)];
  const path = quoteArgument(sessionFile);
  return [`npx ipc-recorder show ${path}`, replayCommand ?? `npx ipc-recorder replay ${path}`].map(escapeText);
}
