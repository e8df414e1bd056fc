import { commandTest } from './command-filter.ts';

/**
 * Tells which commands change something in the backend: those that a pattern of `writes` names, or, where none are given, those
 * whose name says so. A name says so by a verb among its words (`save_note`, `notes:delete`, `plugin:store|set`), unless it
 * begins with one that asks (`get_last_update`).
 */
export function writeTest(writes?: string[]): (command: string) => boolean {
  if (writes !== undefined) return commandTest(writes);
  return (command) => {
    const words = command
      .slice(command.lastIndexOf('|') + 1)
      .replace(/([a-z\d])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .split(/[^a-z]+/)
      .filter((word) => word !== '');
    return !words.slice(0, 2).some((word) => READS.has(word)) && words.some((word) => WRITES.has(word));
  };
}

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
