/**
 * Whether the test runs the code that runs now, by `page.evaluate` and the like: Playwright's own function is at the bottom of the stack then.
 * After an `await` it is there no more.
 */
export function isRunByTest(): boolean {
  // A limit of V8's, and of no other engine's.
  const limit: unknown = Reflect.get(Error, 'stackTraceLimit');
  try {
    Reflect.set(Error, 'stackTraceLimit', Number.POSITIVE_INFINITY);
    return new Error().stack?.includes('UtilityScript') === true;
  } catch {
    return false;
  } finally {
    if (limit !== undefined) Reflect.set(Error, 'stackTraceLimit', limit);
  }
}
