import { withheldToken } from '../session/codec/tokens.ts';
import { isTimestamp } from '../session/format/timestamp.ts';
import type { FindLeak } from './find-leak.ts';

/**
 * Guards what is written, and fails closed: looks at JSON before it is written, and takes out each text in which redaction has missed a secret.
 * Where that does not help, nothing is written.
 */
export class Guard {
  /** Counts, by rule, of what was withheld: a text, or all of what it was in. */
  readonly withheld: Record<string, number> = {};
  private readonly findLeak: FindLeak;

  constructor(findLeak: FindLeak) {
    this.findLeak = findLeak;
  }

  /** Returns `value` as it may be written; undefined when it may not, or is no JSON. */
  keep<Value>(value: Value): Kept<Value> | undefined {
    const json = toJson(value);
    if (json === undefined) return undefined;
    const rule = this.findLeak(json);
    if (rule === undefined) return { value, json };
    const rules: string[] = [];
    const safe = this.without(value, 0, rules) as Value;
    const safeJson = toJson(safe);
    if (safeJson === undefined || this.findLeak(safeJson) !== undefined) {
      // The value is lost as a whole, whatever was taken out of it.
      this.count(rule);
      return undefined;
    }
    for (const one of rules) this.count(one);
    return { value: safe, json: safeJson };
  }

  /** @param rules gets the rule of each text that is taken out */
  private without(value: unknown, depth: number, rules: string[]): unknown {
    if (typeof value === 'string') return isTimestamp(value) ? value : this.safeText(value, rules);
    if (typeof value === 'number') return this.safeText(String(value), rules) === String(value) ? value : null;
    if (typeof value !== 'object' || value === null) return value;
    if (depth > MAX_DEPTH) return null;
    if (Array.isArray(value)) return value.map((item) => this.without(item, depth + 1, rules));
    const entries = Object.entries(value).map(([key, item]) => [
      this.safeText(key, rules),
      this.without(item, depth + 1, rules),
    ]);
    return Object.fromEntries(entries);
  }

  /** Replaces a whole text when redaction has missed a secret in it: the secret may be in there again in a form that nobody looks for. */
  private safeText(text: string, rules: string[]): string {
    const rule = this.findLeak(text);
    if (rule === undefined) return text;
    rules.push(rule);
    return withheldToken(rule);
  }

  private count(rule: string): void {
    this.withheld[rule] = (this.withheld[rule] ?? 0) + 1;
  }
}

/** A value that may be written, and its JSON. */
export interface Kept<Value> {
  value: Value;
  json: string;
}

/** Levels of nesting that are looked into: no session is nested deeper. */
const MAX_DEPTH = 400;

function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
