import type { JsonSchema } from './truth.ts';

/** Reads types of TypeScript, as far as generators of bindings write them, as schemas. */
export class TypeReader {
  private readonly tokens: string[];
  private at = 0;

  constructor(text: string) {
    this.tokens = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ' ').match(TOKEN) ?? [];
  }

  /** Reads one type. What is not understood fits anything. */
  read(): JsonSchema {
    this.take('|');
    const choices = [this.intersection()];
    while (this.take('|')) choices.push(this.intersection());
    return unionOf(choices);
  }

  private intersection(): JsonSchema {
    this.take('&');
    const parts = [this.postfix()];
    while (this.take('&')) parts.push(this.postfix());
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : mergedObject(parts);
  }

  private postfix(): JsonSchema {
    let schema = this.primary();
    while (this.peek() === '[' && this.tokens[this.at + 1] === ']') {
      this.at += 2;
      schema = { type: 'array', items: schema };
    }
    return schema;
  }

  private primary(): JsonSchema {
    const token = this.next();
    if (token === undefined) return true;
    if (token === '(') {
      const inner = this.read();
      this.take(')');
      return inner;
    }
    if (token === '{') return this.object();
    if (token === '[') return this.tuple();
    if (/^["'\d-]/.test(token) || token === 'true' || token === 'false') return { const: literalOf(token) };
    return this.named(token);
  }

  private named(name: string): JsonSchema {
    const args: JsonSchema[] = [];
    if (this.take('<')) {
      do args.push(this.read());
      while (this.take(','));
      this.take('>');
    }
    const [first = true, second = true] = args;
    const known = PRIMITIVES[name];
    if (known !== undefined) return known;
    if (name === 'Array' || name === 'ReadonlyArray') return { type: 'array', items: first };
    if (name === 'Record') return { type: 'object', additionalProperties: second };
    if (name === 'Partial' && first !== true) return { ...first, required: [] };
    if (name === 'Readonly') return first;
    return args.length > 0 ? true : { $ref: `#/$defs/${name}` };
  }

  private object(): JsonSchema {
    const properties: Record<string, JsonSchema> = {};
    const required: string[] = [];
    let others: JsonSchema | undefined;
    while (this.peek() !== undefined && !this.take('}')) {
      if (this.take(';') || this.take(',') || this.take('readonly')) continue;
      if (this.take('[')) {
        while (this.peek() !== undefined && !this.take(']')) this.at += 1;
        this.take('?');
        this.take(':');
        others = this.read();
        continue;
      }
      const name = String(literalOf(this.next() ?? ''));
      const isOptional = this.take('?');
      if (!this.take(':')) continue;
      Object.defineProperty(properties, name, { value: this.read(), enumerable: true, configurable: true });
      if (!isOptional) required.push(name);
    }
    return { type: 'object', properties, required, additionalProperties: others ?? false };
  }

  private tuple(): JsonSchema {
    const prefixItems: JsonSchema[] = [];
    while (this.peek() !== undefined && !this.take(']')) if (!this.take(',')) prefixItems.push(this.read());
    return { type: 'array', prefixItems, items: false };
  }

  private peek(): string | undefined {
    return this.tokens[this.at];
  }

  private next(): string | undefined {
    this.at += 1;
    return this.tokens[this.at - 1];
  }

  private take(token: string): boolean {
    if (this.peek() !== token) return false;
    this.at += 1;
    return true;
  }
}

const TOKEN = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|-?\d+(?:\.\d+)?|[\w$]+|[{}[\]()<>|&:;,?]/g;

const PRIMITIVES: Record<string, JsonSchema | undefined> = {
  string: { type: 'string' },
  number: { type: 'number' },
  bigint: { type: ['number', 'string'] },
  boolean: { type: 'boolean' },
  null: { type: 'null' },
  undefined: { type: 'null' },
  void: { type: 'null' },
  any: true,
  unknown: true,
  ArrayBuffer: { 'x-marker': ['$binary'] },
  Uint8Array: { 'x-marker': ['$binary'] },
};

function unionOf(choices: JsonSchema[]): JsonSchema {
  if (choices.includes(true)) return true;
  const [only] = choices;
  if (choices.length === 1 && only !== undefined) return only;
  const literals = choices.map((one) => (one !== true && 'const' in one ? [one.const] : undefined));
  if (literals.every((one) => one !== undefined)) return { enum: literals.flat() };
  return { anyOf: choices };
}

/** Makes one object of several that a value is all of; with others among them they are checked one by one, and open. */
function mergedObject(parts: JsonSchema[]): JsonSchema {
  const objects = parts.filter((one) => one !== true && one.type === 'object' && one.properties !== undefined);
  if (objects.length !== parts.length)
    return {
      allOf: parts.map((one) =>
        one !== true && one.additionalProperties === false ? { ...one, additionalProperties: true } : one,
      ),
    };
  const known = objects.flatMap((one) => (one === true ? [] : [one]));
  return {
    type: 'object',
    properties: Object.assign({}, ...known.map(({ properties }) => properties)),
    required: known.flatMap(({ required = [] }) => required),
    additionalProperties:
      known.find(({ additionalProperties: others }) => others !== false)?.additionalProperties ?? false,
  };
}

function literalOf(token: string): unknown {
  if (token.startsWith('"')) return JSON.parse(token);
  if (token.startsWith("'")) return token.slice(1, -1);
  if (token === 'true' || token === 'false') return token === 'true';
  return /^-?\d/.test(token) ? Number(token) : token;
}
