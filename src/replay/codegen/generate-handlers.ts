import { callKind } from '../../calls/call-kind.ts';
import { failedWith } from '../../calls/failed-with.ts';
import { recordedCalls } from '../../calls/recorded-call.ts';
import { isOfFramework, isOnlyObserved } from '../../calls/runtime-of.ts';
import { callKey } from '../../calls/same-call/call-key.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { literal, valueText } from './source-text.ts';

interface RecordedAnswer {
  args: unknown;
  ok?: unknown;
  err?: unknown;
}

/**
 * Writes a module with a backend for `ipc.serve`: each command answers as it was recorded, to the same arguments in turn,
 * and with the last answer again when there are no more. To be edited by hand.
 */
export function generateHandlers(session: RecordedSession): string {
  const commands = new Map<string, RecordedAnswer[]>();
  for (const { call } of recordedCalls(session)) {
    const { command, args, result, error } = call;
    if (callKind(call) !== 'invoke' || isOfFramework(call) || isOnlyObserved(call) || result === 'Pending') continue;
    const answers = commands.get(command) ?? [];
    commands.set(command, answers);
    answers.push({ args, ...('Ok' in result ? { ok: result.Ok } : { err: failedWith(error, result.Err) }) });
  }
  const entries = [...commands]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([command, answers]) => {
      const name = command === '__proto__' ? '["__proto__"]' : literal(command);
      return `  ${name}: recorded(${valueText(compact(command, answers), '  ')}),`;
    });
  return `// Made by ipc-recorder codegen. A backend for \`ipc.serve(handlers)\`; change what you like.
import { isDeepStrictEqual } from 'node:util';
import { decodeValue, encodeValue } from 'playwright-ipc-recorder';

interface Answer {
  /** The arguments; when they are left out, any will do. */
  args?: unknown;
  ok?: unknown;
  err?: unknown;
}

/** Gives answers to the same arguments in turn, the last one again when there are no more. */
function recorded(answers: Answer[]) {
  const given = new Set<Answer>();
  return (args: unknown): unknown => {
    const asked = encodeValue(args);
    const fitting = answers.filter((one) => !('args' in one) || isDeepStrictEqual(one.args, asked));
    const answer = fitting.find((one) => !given.has(one)) ?? fitting.at(-1);
    if (answer === undefined) throw \`no recorded answer to \${JSON.stringify(asked)}\`;
    given.add(answer);
    if ('err' in answer) throw decodeValue(answer.err);
    return decodeValue(answer.ok);
  };
}

export const handlers: Record<string, (args: unknown) => unknown> = {
${entries.join('\n')}
};
`;
}

/** Leaves out arguments that tell no answers apart, and answers that are the same as the one before. */
function compact(command: string, answers: RecordedAnswer[]): object[] {
  const keys = new Set(answers.map(({ args }) => callKey(command, args)));
  const kept = answers.filter((one, at) => {
    const before = answers[at - 1];
    return before === undefined || JSON.stringify(before) !== JSON.stringify(one);
  });
  return kept.map(({ args, ...outcome }) => (keys.size === 1 || args === undefined ? outcome : { args, ...outcome }));
}
