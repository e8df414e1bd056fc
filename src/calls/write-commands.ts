import { commandTest } from './command-filter.ts';

/**
 * Tells which commands change something in the backend: those that a pattern of `writes` names, or, where none are given, those
 * whose name says so. A name says so by a verb among its words (`save_note`, `notes:delete`, `plugin:store|set`), unless it
 * begins with one that asks (`get_last_update`).
 */
export function writeTest(writes?: string[]): (command: string) => boolean {
  if (writes !== undefined) return commandTest(writes);
  return (command) => {
    const words = commandWords(command);
    return !asks(words) && words.some((word) => WRITES.has(word));
  };
}

/** Tells whether a command's name says that it asks, and has no word in it that changes something: `get_last_update` may be either. */
export function isReadByName(command: string): boolean {
  const words = commandWords(command);
  return asks(words) && !words.some((word) => WRITES.has(word));
}

/** Returns the things that a command's name speaks of, in the singular: `list_notes` of `note`, `getUserById` of `user`. The last is the one that it is about. */
export function nounsOf(command: string): string[] {
  const [first, ...rest] = commandWords(command);
  if (first === undefined) return [];
  const end = rest.findIndex((word) => PREPOSITIONS.has(word));
  const words = [first, ...(end === -1 ? rest : rest.slice(0, end))];
  return words.filter((word) => !READS.has(word) && !WRITES.has(word)).map(singular);
}

/** Returns the singular of a word, as far as its letters say: the same for the word and its plural. */
export function singular(word: string): string {
  return word.replace(/ies$/, 'y').replace(/([^s])s$/, '$1');
}

/** Splits a name, without the plugin before it, into words in lower case. */
export function commandWords(command: string): string[] {
  return command
    .slice(command.lastIndexOf('|') + 1)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}

function asks(words: string[]): boolean {
  return words.slice(0, 2).some((word) => READS.has(word));
}

const PREPOSITIONS = new Set('as at by for from in into of on to with'.split(' '));

const READS = new Set(
  'can count describe fetch find get has have is list load peek query read search select show stat try view'.split(' '),
);

const WRITES = new Set(
  `add append archive assign cancel clear commit copy create delete disable discard drop duplicate edit empty enable execute import
  insert install move overwrite pay patch post publish purge put register remove rename replace reset restore revoke save send set
  share store submit subscribe toggle trash uninstall unarchive undo unregister unsubscribe update upload upsert write`.split(
    /\s+/,
  ),
);
