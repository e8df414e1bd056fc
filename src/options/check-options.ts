import { IpcError } from '../errors.ts';
import { cutText } from '../std/text/cut-text.ts';
import { nearestNames } from '../std/text/nearest-names.ts';

type OptionRules = Readonly<Record<string, OptionRule>>;

/**
 * Checks options by the table of those that are known.
 *
 * @throws {IpcError} `INVALID_OPTION` naming the option and what it may be, or the known options when there is none of that name.
 */
export function checkOptions(given: unknown, rules: OptionRules, names: OptionNames): void {
  const fault = faultOfOptions(given, rules, names);
  if (fault !== undefined) throw new IpcError('INVALID_OPTION', fault);
}

/** Says what one option may be. `undefined` is always accepted: it stands for the default. */
export interface OptionRule {
  accepts(value: unknown): boolean;
  /** The known values, as the words after `Use`. */
  known: string;
}

/** The options of one kind by their names, each with its rule. */
export type OptionTable<Options> = { readonly [Name in keyof Required<Options>]: OptionRule };

/** Words with which a fault of an option is told. */
export interface OptionNames {
  /** The owner of the options, such as `ipcRecorder.events`: the subject of the message. */
  owner: string;
  /** Returns the name by which the user knows an option. @default `<owner>.<name>` */
  nameOf?(option: string): string;
  /** Leaves values out of the messages: one may be the secret itself. @default false */
  hidesValues?: boolean;
}

/** Says which option is wrong, in a sentence, and which are known; undefined when all are right, or none is given. */
export function faultOfOptions(given: unknown, rules: OptionRules, names: OptionNames): string | undefined {
  if (given === undefined) return undefined;
  const known = Object.keys(rules);
  const { owner, nameOf = (option) => `${owner}.${option}`, hidesValues = false } = names;
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return `${owner} is ${hidesValues ? 'no object' : shown(given)}. Use an object with: ${known.join(', ')}.`;
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(rules, name)) {
      const [nearest] = nearestNames(name, known);
      const hint = nearest === undefined ? '' : `, did you mean ${JSON.stringify(nearest)}?`;
      return `${owner} has no option ${JSON.stringify(cutText(name, 100))}${hint || '.'} It has: ${known.join(', ')}.`;
    }
    const rule = rules[name] as OptionRule;
    if (value === undefined || rule.accepts(value)) continue;
    return hidesValues
      ? `${nameOf(name)} is not ${rule.known}.`
      : `${nameOf(name)} is ${shown(value)}. Use ${rule.known}.`;
  }
  return undefined;
}

/** Writes a value as JSON, and what JSON cannot say as JavaScript does. */
function shown(value: unknown): string {
  if (typeof value !== 'object' && typeof value !== 'string') return cutText(String(value), MAX_SHOWN);
  try {
    return cutText(JSON.stringify(value), MAX_SHOWN);
  } catch {
    return String(value);
  }
}

/** Characters of a wrong value that a message shows. */
const MAX_SHOWN = 200;
