import { callKind } from '../../calls/call-kind.ts';
import { gapLines } from '../../calls/describe-gap.ts';
import { failingStep } from '../../calls/failing-step.ts';
import { recordedCalls } from '../../calls/recorded-call.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { callLine } from '../call-line.ts';
import type { Cause, Verdict } from './verdict.ts';

/** Sessions that a failed one is compared with. */
export interface CauseOptions {
  /** Sessions of the same test that passed, the one that is nearest to the failed one first. @default none */
  baselines?: readonly RecordedSession[];
  /** Sessions of other tests of the app: they tell what the answers to a command look like. @default none */
  others?: readonly RecordedSession[];
}

/** Finds out why a test failed, as far as its calls tell. */
export function findCauses(session: RecordedSession, { baselines = [] }: CauseOptions = {}): Verdict {
  const until = failingStep(session)?.eventIndex ?? Number.POSITIVE_INFINITY;
  const causes = recordedCalls(session).flatMap(({ index, call }): Cause[] => {
    if (index >= until || callKind(call) !== 'invoke' || call.abandoned !== undefined) return [];
    const kind = call.result === 'Pending' ? 'never-answered' : 'Err' in call.result ? 'failed-call' : undefined;
    if (kind === undefined) return [];
    const facts = { id: `${kind}:${call.command}`, kind, command: call.command, calls: [index], expected: [] } as const;
    return [
      {
        ...facts,
        calls: [index],
        expected: [],
        confidence: 'likely',
        where: 'backend',
        text: callLine(index, call),
        evidence: [],
      },
    ];
  });
  return {
    where: causes[0]?.where ?? 'cannot tell',
    confidence: causes[0]?.confidence ?? 'cannot tell',
    causes,
    limits: gapLines(session.gaps),
    polls: [],
    baselines: baselines.length,
  };
}
