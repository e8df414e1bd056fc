import type { QuestionKeys } from './question-keys.ts';
import type { RecordedCall } from './recorded-call.ts';

/** Whether a call is one of several that are alike, and changes nothing: how often it is made may differ from run to run. */
export function pollTest(
  calls: RecordedCall[],
  keys: QuestionKeys,
  isWrite: (command: string) => boolean,
): (recorded: RecordedCall) => boolean {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  const keyOf = ({ call }: RecordedCall) => keys.exact(call.command, call.args);
  for (const recorded of calls) {
    const key = keyOf(recorded);
    if (seen.has(key)) repeated.add(key);
    seen.add(key);
  }
  return (recorded) => repeated.has(keyOf(recorded)) && !isWrite(recorded.call.command);
}
