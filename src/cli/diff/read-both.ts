import { type CommandIo, printJson } from '../io/command-io.ts';
import { withProgress } from '../io/progress.ts';
import type { ReadEachOptions } from '../io/read-each.ts';

/** How two folders are compared on the command line. */
export interface FolderDiff {
  json: boolean;
  /** Ends it: what is compared then says nothing. */
  stop: AbortSignal;
}

/**
 * Reads two folders, the first one first, and tells how far it is. When it is interrupted it says that nothing was compared, and returns nothing: half of a
 * folder lacks what the other one has.
 */
export async function readBoth<Read>(
  folders: [string, string],
  read: (folder: string, options: ReadEachOptions) => Promise<Read>,
  { json, stop }: FolderDiff,
  io: CommandIo,
): Promise<[Read, Read] | undefined> {
  const both = await withProgress(
    io,
    async (progress): Promise<[Read, Read]> => {
      const options = { stop, onRead: (text: string) => progress.now(text) };
      return [await read(folders[0], options), await read(folders[1], options)];
    },
    { isMostlyShort: true },
  );
  if (!stop.aborted) return both;
  if (json) printJson(io, { same: false, isInterrupted: true });
  else io.print('Interrupted before both folders were read: nothing was compared.');
  return undefined;
}
