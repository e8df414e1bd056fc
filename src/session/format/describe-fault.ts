import type { z } from 'zod';
import { EVENT_KINDS } from './session-version.ts';

/**
 * Returns the first fault in a session: where it is, such as `events[3].event.duration_ms`, what was expected and what found.
 *
 * @param at The path of the part of `session` that was checked.
 */
export function describeFault(
  issues: readonly z.core.$ZodIssue[],
  session: unknown,
  at: readonly PropertyKey[] = [],
): string {
  const [first] = issues;
  if (!first) return 'it is not valid';
  const { issue, path } = innermost(first, [...at, ...first.path], session);
  return `${formatPath(path)}: ${expectation(issue, path)}, found ${describeValue(valueAt(session, path))}`;
}

/** Writes a path such as `['events', 3, 'event', 'a b']` as `events[3].event["a b"]`. */
export function formatPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else if (/^[A-Za-z_$][\w$]{0,59}$/.test(String(key))) text += text === '' ? String(key) : `.${String(key)}`;
    else text += `[${describeValue(String(key))}]`;
  }
  return text === '' ? 'the session' : text;
}

/** Describes a value in a few words, fit for one line of an error. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

interface Located {
  issue: z.core.$ZodIssue;
  path: PropertyKey[];
}

/** Finds the fault to tell: an event is a union of the known kinds and anything else, so it is the fault of the kind that the event says it is. */
function innermost(issue: z.core.$ZodIssue, path: PropertyKey[], session: unknown): Located {
  if (issue.code !== 'invalid_union' || path.at(-1) !== 'event') return { issue, path };
  const type = valueAt(session, [...path, 'type']);
  const [known, unknown] = issue.errors;
  const inner = (EVENT_KINDS.includes(type as string) ? known : unknown)?.[0];
  return inner ? { issue: inner, path: [...path, ...inner.path] } : { issue, path };
}

function expectation(issue: z.core.$ZodIssue, path: readonly PropertyKey[]): string {
  if (path.at(-1) === 'type') return `expected one of ${EVENT_KINDS.join(', ')}`;
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${NOUNS[issue.expected] ?? issue.expected}`;
    case 'too_big':
      if (issue.origin === 'array') return `expected at most ${issue.maximum} items`;
      return `expected a whole number up to ${issue.maximum}`;
    case 'too_small':
      return `expected a number from ${issue.minimum}`;
    case 'invalid_value':
      return `expected one of ${issue.values.map(String).join(', ')}`;
    default:
      return issue.message;
  }
}

const NOUNS: Readonly<Record<string, string>> = {
  array: 'an array',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  string: 'a text',
};

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
