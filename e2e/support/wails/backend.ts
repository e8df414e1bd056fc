import { setTimeout as later } from 'node:timers/promises';

/** How a command of the conformance suite ends. */
export type Outcome = { result: unknown } | { error: string } | 'never';

/** A small backend in place of the app's Go code; `push` sends an event to the page. */
export async function answer(
  command: string,
  args: Record<string, unknown>,
  push: (name: string, payload: unknown) => void,
): Promise<Outcome> {
  switch (command) {
    case 'echo':
      return { result: { echoed: args } };
    case 'fail':
      return { error: 'disk full' };
    case 'slow':
      return { result: await later(args.ms as number, args.tag) };
    case 'push':
      push(args.name as string, args.payload);
      return { result: null };
    case 'hang':
      return 'never';
    default:
      return { error: `unknown bound method name '${command}'` };
  }
}
