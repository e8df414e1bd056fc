import {
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { electronLaunchOptions } from '../../../scripts/electron.mjs';

export interface PackageOptions {
  /** Puts the app into an archive. @default false */
  asar?: boolean;
  /** Sets the fuses as careful authors do: no `NODE_OPTIONS`, no `ELECTRON_RUN_AS_NODE`, apps from archives alone. @default false */
  fuses?: boolean;
}

/** Makes a packaged app out of a folder with an app's code, as packagers do: Electron under another name, with the app in its resources. */
export function packageApp(app: string, { asar = false, fuses = false }: PackageOptions = {}): string {
  const electron = electronLaunchOptions().executablePath as string;
  const folder = `${app}-packaged`;
  const resources = join(folder, 'resources');
  mkdirSync(resources, { recursive: true });
  for (const name of readdirSync(dirname(electron)))
    if (name !== 'electron' && name !== 'resources') symlinkSync(join(dirname(electron), name), join(folder, name));
  const executable = join(folder, 'notes');
  if (fuses) {
    copyFileSync(electron, executable);
    setFuses(executable);
  } else
    try {
      linkSync(electron, executable); // Electron looks for its files where the executable really is
    } catch {
      copyFileSync(electron, executable);
    }
  if (asar) writeArchive(app, join(resources, 'app.asar'));
  else renameSync(app, join(resources, 'app'));
  return executable;
}

/** The bytes that stand before the fuses in Electron's executable: https://github.com/electron/electron/blob/main/docs/tutorial/fuses.md */
const FUSES = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** The fuses to set, by their place behind the version and the count: their order is that of Electron's `fuses.json5`. */
const SET: Record<number, '0' | '1'> = { 0: '0', 2: '0', 5: '1' };

function setFuses(executable: string): void {
  const bytes = readFileSync(executable);
  const first = bytes.indexOf(FUSES) + FUSES.length + 2;
  for (const [at, value] of Object.entries(SET)) bytes.write(value, first + Number(at), 'latin1');
  writeFileSync(executable, bytes);
}

/** Writes the files of a folder, which has none below it, as an archive: a header of JSON with its sizes before it, and then the files. */
function writeArchive(folder: string, archive: string): void {
  const contents = readdirSync(folder).map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
  let offset = 0;
  const files: Record<string, { size: number; offset: string }> = {};
  for (const { name, bytes } of contents) {
    files[name] = { size: bytes.length, offset: String(offset) };
    offset += bytes.length;
  }
  const header = Buffer.from(JSON.stringify({ files }));
  const padded = Math.ceil(header.length / 4) * 4;
  const sizes = Buffer.alloc(16);
  for (const [at, size] of [4, padded + 8, padded + 4, header.length].entries()) sizes.writeUInt32LE(size, at * 4);
  const padding = Buffer.alloc(padded - header.length);
  writeFileSync(archive, Buffer.concat([sizes, header, padding, ...contents.map(({ bytes }) => bytes)]));
}
