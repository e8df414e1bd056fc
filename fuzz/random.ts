import { GONE, pathsOf, valueAt, WRONG_VALUES, withValueAt } from './mutate-json.ts';

/** Numbers that are the same for the same seed (mulberry32). */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** A whole number from 0 up to but not including `end`. */
  below(end: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  }

  of<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }
}

/** One input with up to four changes: parts left out, of a wrong type, doubled, changed a little, or taken from another input. */
export function mutate(input: unknown, other: unknown, random: Random): unknown {
  let value = input;
  for (let left = 1 + random.below(4); left > 0; left -= 1) {
    const path = random.of(pathsOf(value));
    const here = valueAt(value, path);
    const changed = withValueAt(value, path, instead(here, other, random));
    if (changed !== GONE) value = changed;
  }
  return value;
}

function instead(here: unknown, other: unknown, random: Random): unknown {
  switch (random.below(4)) {
    case 0:
      return random.of(WRONG_VALUES);
    case 1:
      return valueAt(other, random.of(pathsOf(other)));
    case 2:
      if (Array.isArray(here) && here.length > 0) return [...here, structuredClone(random.of(here))];
      return typeof here === 'number' ? random.of([here + 1, -here, here * 2 ** 20, here / 3]) : structuredClone(here);
    default: {
      if (typeof here !== 'string') return here;
      const at = random.below(here.length + 1);
      return here.slice(0, at) + random.of(TEXTS) + here.slice(at + random.below(4));
    }
  }
}

const TEXTS = [
  '',
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\n',
  '\u0000',
  '\ud800',
  '\u001b[',
  '$',
  '‹',
  '9',
  'e9',
  '.',
  'null',
  '__proto__',
];
