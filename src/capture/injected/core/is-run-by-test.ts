/** The line of Playwright's script at which it evaluates code of the test, once a stack has told. */
let evaluatedAt: number | undefined;

/** Lines of that script within which the answer to an `evaluate` is awaited. */
const NEAR = 40;

/**
 * Whether the test runs the code that runs now, by `page.evaluate` and the like: Playwright's own function is at the bottom of the stack then.
 * After an `await` of an `evaluate` it is there by its place alone. What a timer runs that an `evaluate` has set is nobody's.
 */
export function isRunByTest(): boolean {
  // A limit of V8's, and of no other engine's.
  const limit: unknown = Reflect.get(Error, 'stackTraceLimit');
  try {
    Reflect.set(Error, 'stackTraceLimit', Number.POSITIVE_INFINITY);
    return isStackOfTest(new Error().stack ?? '');
  } catch {
    return false;
  } finally {
    if (limit !== undefined) Reflect.set(Error, 'stackTraceLimit', limit);
  }
}

/** @param stack such as `at f (eval at evaluate (:370:30), <anonymous>:4:21)`, and at its bottom `at async <anonymous>:381:23`. */
function isStackOfTest(stack: string): boolean {
  const at = /\(eval at evaluate \(:(\d+):\d+\)|UtilityScript\.evaluate \(<anonymous>:(\d+):/.exec(stack);
  if (at !== null) evaluatedAt = Number(at[1] ?? at[2]);
  if (stack.includes('UtilityScript')) return true;
  const awaiting = /\n\s*at async <anonymous>:(\d+):\d+\s*$/.exec(stack)?.[1];
  if (awaiting === undefined || evaluatedAt === undefined) return false;
  const lines = Number(awaiting) - evaluatedAt;
  return lines > 0 && lines <= NEAR;
}
