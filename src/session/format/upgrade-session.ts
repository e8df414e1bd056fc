import { SESSION_VERSION } from './session-version.ts';

/** Returns the version a session says it has; 0 when it says none, as Victauri's own. */
export function versionOf(session: Record<string, unknown>): unknown {
  return session.version ?? 0;
}

/**
 * Brings a session of an older version to `SESSION_VERSION`, one version at a time. What is there is kept verbatim; the one given is not changed.
 */
export function upgradeSession(session: Record<string, unknown>, version: number): Record<string, unknown> {
  let upgraded = session;
  for (const step of STEPS.slice(version, SESSION_VERSION)) upgraded = step(upgraded);
  return upgraded;
}

/** `STEPS[n]` makes version n + 1 of version n. */
const STEPS: ReadonlyArray<(session: Record<string, unknown>) => Record<string, unknown>> = [
  // 0 is Victauri's own; 1 only adds keys that may be absent.
  (session) => ({ ...session, version: 1 }),
];
