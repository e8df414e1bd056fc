import { gapLines } from '../calls/describe-gap.ts';
import { escapeToFit } from '../std/text/printable-text.ts';
import { counted } from '../std/text/readable-numbers.ts';
import { callLine } from './call-line.ts';
import type { Cause, Verdict } from './causes/verdict.ts';
import type { FailureFacts } from './failure-facts.ts';

/** The verdict in one sentence, safe to print: its first cause, how sure that is and where the fault lies. */
export function verdictSentence({ confidence, where, causes: [first] }: Verdict): string {
  if (first === undefined || confidence === 'cannot tell') return 'Cannot tell from the calls alone.';
  const place = where === 'cannot tell' ? 'whose fault cannot be told' : `fault of the ${where}`;
  return `${causeSentence(first)} (${confidence}; ${place})`;
}

/** The verdict in a sentence or two: where it cannot tell, with the best lead. */
export function briefVerdict(verdict: Verdict): string {
  const [lead] = verdict.confidence === 'cannot tell' ? causeSentences(verdict, 2) : [];
  return [verdictSentence(verdict), lead?.replace(/^lead/, 'Lead')].filter(Boolean).join(' ');
}

/** The leads and causes behind the first, and what speaks for that, in sentences. */
export function causeSentences({ causes, confidence }: Verdict, maxCauses = 3): string[] {
  const [first, ...rest] = causes;
  const isSure = first !== undefined && confidence !== 'cannot tell';
  const leads = (isSure ? rest : causes)
    .slice(0, maxCauses - 1)
    .map((cause) => `${isSure ? 'also' : 'lead'}: ${causeSentence(cause)}`);
  return [...(isSure ? first.evidence : []), ...leads];
}

/** Says with how many passing sessions a failure was compared, in a sentence; none where there were none. */
export function comparedSentences(verdict: Verdict): string[] {
  const { baselines } = verdict;
  return baselines === 0 ? [] : [`Compared with ${counted(baselines, 'passing session')}${ofEarlierRuns(verdict)}.`];
}

/** Says how many of those sessions are of earlier runs, to follow their number: `, 1 of them of an earlier run`. */
export function ofEarlierRuns({ baselines, earlier }: Pick<Verdict, 'baselines' | 'earlier'>): string {
  if (earlier === 0) return '';
  const all = baselines === 1 ? '' : 'all ';
  return `, ${earlier === baselines ? all : `${earlier} of them `}of ${earlier === 1 ? 'an earlier run' : 'earlier runs'}`;
}

/** The limits of what a verdict can know in one line of `width` characters at most, without those of the gaps, which are told by themselves. */
export function limitLines({ verdict, gaps }: Pick<FailureFacts, 'verdict' | 'gaps'>, width: number): string[] {
  const told = gapLines(gaps);
  const limits = (verdict?.limits ?? []).filter((text) => !told.includes(text));
  return limits.length === 0 ? [] : [escapeToFit(limits.join(' '), width)];
}

/** Writes the questions that a timer repeats, one line each: `#24  get_status → "busy" (3 ms), 21 times, same answer`. */
export function pollLines({ polls }: Pick<FailureFacts, 'polls'>, maxLength = 105): string[] {
  return polls.map(({ index, call, times, answers }) => {
    const often = `, ${times} times, ${answers === 1 ? 'same answer' : `${answers} answers`}`;
    return `${callLine(index, call, { maxLength: maxLength - often.length })}${often}`;
  });
}

/** A cause with the numbers of its calls. */
function causeSentence({ calls, text }: Cause): string {
  return calls.length === 0 ? text : `${calls.map((index) => `#${index}`).join(', ')}: ${text}`;
}
