import { withheldToken } from '../session/codec/tokens.ts';
import { isTimestamp } from '../session/format/timestamp.ts';
import { toJson } from '../std/to-json.ts';
import { textsOfBytes } from './encoded/text-of-bytes.ts';
import type { FindLeak } from './find-leak.ts';

/**
 * Guards what is written, and fails closed: looks at JSON before it is written, and takes out each text in which redaction has missed a secret.
 * Where that does not help, nothing is written.
 */
export class Guard {
  /** Counts, by rule, of what was withheld: a text, or all of what it was in. */
  readonly withheld: Record<string, number> = {};
  private readonly findLeak: FindLeak;
  private readonly isHarmless: (value: unknown) => boolean;

  /** @param isHarmless a quick look that tells of most values that the scan finds nothing in their JSON */
  constructor(findLeak: FindLeak, isHarmless: (value: unknown) => boolean = () => false) {
    this.findLeak = findLeak;
    this.isHarmless = isHarmless;
  }

  /** Returns `value` as it may be written; undefined when it may not, or is no JSON. */
  keep<Value>(value: Value): Kept<Value> | undefined {
    const json = toJson(value);
    if (json === undefined) return undefined;
    if (this.isHarmless(value)) return { value, json };
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

  /** Tells whether bytes may be written: not when they hold a secret that redaction has missed, in UTF-8 or UTF-16. */
  mayWriteBytes(bytes: Buffer): boolean {
    // As they are first: of many bytes `textsOfBytes` leaves out what is short.
    for (const text of [bytes.toString('latin1'), ...textsOfBytes(bytes).map((read) => read.text)]) {
      const rule = this.findLeak(text);
      if (rule === undefined) continue;
      this.count(rule);
      return false;
    }
    return true;
  }

  /** @param rules gets the rule of each text that is taken out */
  private without(value: unknown, depth: number, rules: string[], key = ''): unknown {
    if (typeof value === 'string') return isTimestamp(value) ? value : this.safeText(value, rules, key);
    if (typeof value === 'number') return this.safeText(String(value), rules, key) === String(value) ? value : null;
    if (typeof value !== 'object' || value === null) return value;
    if (depth > MAX_DEPTH) return null;
    if (Array.isArray(value)) {
      const items = value.map((item) => this.without(item, depth + 1, rules));
      return this.withoutBytes(items, rules);
    }
    const entries = Object.entries(value).map(([name, item]) => [
      this.safeText(name, rules),
      this.without(item, depth + 1, rules, name),
    ]);
    return this.withoutBytes(Object.fromEntries(entries), rules);
  }

  /** Replaces a whole text when redaction has missed a secret in it: the secret may be in there again in a form that nobody looks for. */
  private safeText(text: string, rules: string[], key = ''): string {
    // As it is written, which has found something: a marker's own escapes may hide it in the text. Beside its name a number may be that of an order.
    const rule = this.findLeak(JSON.stringify({ [key]: text }));
    if (rule === undefined) return text;
    rules.push(rule);
    return withheldToken(rule);
  }

  /** Replaces bytes that were sent as numbers: none of them is a secret by itself. Bytes in base64 keep their type and size. */
  private withoutBytes(value: object, rules: string[]): unknown {
    const { base64, sha256: _, ...about } = value as { base64?: unknown; sha256?: unknown };
    if (typeof base64 === 'string' && base64.startsWith('‹withheld:')) return { ...about, redacted: true };
    const members = Object.values(value);
    if (members.length < MIN_BYTES || !members.every((member) => typeof member === 'number')) return value;
    const rule = this.findLeak(JSON.stringify(value));
    if (rule === undefined) return value;
    rules.push(rule);
    return { $cut: { type: Array.isArray(value) ? 'array' : 'object', size: members.length } };
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
/** Numbers below which no secret can be told. */
const MIN_BYTES = 8;
