import { createFindAny, type FindAny } from './find-any.ts';
import { formsOf, isTelling, type KnownSecret } from './known-secrets.ts';

/** The secrets that one redactor knows: those it began with, and those that are typed while a test runs. */
export class SecretsInForce {
  /** Counts the changes: whoever made something of the secrets makes it again when there was one. */
  version = 0;
  private readonly declared: readonly KnownSecret[];
  private readonly typed = new Map<string, string[]>();
  private count = 0;

  constructor(declared: readonly KnownSecret[]) {
    this.declared = declared;
  }

  /**
   * Takes what has been typed into a field so far. It takes the place of what was typed before as long as one begins with the other: of a password
   * that is typed letter by letter none but the whole is kept.
   */
  type(field: string, value: string): void {
    if (value.length < MIN_LENGTH || value.length > MAX_LENGTH) return;
    const values = this.typed.get(field) ?? [];
    const last = values.at(-1);
    if (last?.startsWith(value)) return;
    if (last !== undefined && value.startsWith(last)) values[values.length - 1] = value;
    else if (this.count < MAX_TYPED && !values.includes(value)) {
      values.push(value);
      this.count += 1;
    } else return;
    this.typed.set(field, values);
    this.version += 1;
  }

  get hasTyped(): boolean {
    return this.count > 0;
  }

  /** Returns the secrets that are replaced wherever they stand, and in every form. */
  anywhere(): KnownSecret[] {
    return [...this.declared, ...this.typedOnes(isTelling)];
  }

  /** Returns typed ones that could be something else as a part of a text, such as a code of six digits: they are replaced as whole words. */
  asWords(): string[] {
    return this.typedOnes((value) => !isTelling(value) && value.length >= MIN_WORD && /\d/.test(value)).map(
      ({ value }) => value,
    );
  }

  /** Tells whether a text or a number is a secret as a whole, be it as short as a PIN. */
  isWhole(text: string): 'declared' | 'typed' | undefined {
    return this.wholesNow().get(text);
  }

  /** Returns all there are, as they are. */
  wholes(): string[] {
    return [...this.wholesNow().keys()];
  }

  /** Finds a secret that can be nothing but itself, in any of its forms, in a text or in bytes read as one letter each. Returns where it is known from. */
  findTelling(text: string): string | undefined {
    if (this.telling.version !== this.version) {
      const secrets = this.anywhere().filter(({ value }) => isTelling(value));
      const sources = new Map(
        secrets.flatMap(({ value, from }) => formsOf(value).map((form) => [form, from] as const)),
      );
      this.telling = { version: this.version, sources, find: createFindAny(sources.keys()) };
    }
    const found = this.telling.find(text);
    return found === undefined ? undefined : this.telling.sources.get(found);
  }

  private telling: { version: number; sources: Map<string, string>; find: FindAny } = {
    version: -1,
    sources: new Map(),
    find: () => undefined,
  };

  private known: { version: number; values: Map<string, 'declared' | 'typed'> } = { version: -1, values: new Map() };

  private wholesNow(): Map<string, 'declared' | 'typed'> {
    if (this.known.version !== this.version) this.known = this.findWholes();
    return this.known.values;
  }

  private findWholes() {
    const values = new Map<string, 'declared' | 'typed'>();
    for (const { value } of this.typedOnes(() => true)) values.set(value, 'typed');
    for (const { value } of this.declared) values.set(value, 'declared');
    return { version: this.version, values };
  }

  private typedOnes(isMeant: (value: string) => boolean): KnownSecret[] {
    const values = new Set([...this.typed.values()].flat().flatMap((value) => [value, ...withoutGaps(value)]));
    return [...values].filter(isMeant).map((value) => ({ value, from: 'typed' }));
  }
}

/** Characters of a typed value that is taken for a secret at least: the number on the back of a card has three. */
const MIN_LENGTH = 3;
const MAX_LENGTH = 1_024;
/** Values of one recording at most: a page that goes on and on must not make redaction slow. */
const MAX_TYPED = 100;
/** Characters below which a word with a digit could be anything. */
const MIN_WORD = 6;

/** Returns the number of a card as it is sent, where it was typed with gaps. */
function withoutGaps(value: string): string[] {
  return /^\d[\d -]{10,}\d$/.test(value) ? [value.replace(/\D/g, '')] : [];
}
