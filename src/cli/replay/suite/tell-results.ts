import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { builtFile } from '../../../package-files.ts';
import { REPLAY_RESULTS_ENV, type ReplayLine } from '../../../store/replay-run.ts';
import { withPrivateFolder } from '../../io/private-folder.ts';

const REPORTER = builtFile('reporter/replay-results-reporter.js');

/** Bytes that are read at a time. */
const CHUNK_BYTES = 65_536;

/** Milliseconds between two looks at what the run has told. */
const LOOK_EVERY_MS = 200;

/**
 * Lets a run of Playwright tell line by line how it goes, while it goes.
 *
 * @param run runs it with this reporter and this environment; `folder` is there while it does.
 */
export async function tellResults<Result>(onLine: OnLine, run: ToldRun<Result>): Promise<Result> {
  return await withPrivateFolder((folder) => tellInto(folder, onLine, run));
}

type OnLine = (line: ReplayLine) => void;
type ToldRun<Result> = (how: { reporter: string; env: Record<string, string>; folder: string }) => Promise<Result>;

async function tellInto<Result>(folder: string, onLine: OnLine, run: ToldRun<Result>): Promise<Result> {
  const path = join(folder, 'results.ndjson');
  const lines = new LineReader(path, (text) => onLine(JSON.parse(text) as ReplayLine));
  const timer = setInterval(() => lines.read(), LOOK_EVERY_MS);
  try {
    return await run({ reporter: REPORTER, env: { [REPLAY_RESULTS_ENV]: path }, folder });
  } finally {
    clearInterval(timer);
    // Also what a run has told that was interrupted.
    lines.read();
    lines.close();
  }
}

/** Reads the lines of a file while somebody writes it. */
class LineReader {
  readonly path: string;
  private readonly onLine: (line: string) => void;
  private file: number | undefined;
  private rest = Buffer.alloc(0);

  constructor(path: string, onLine: (line: string) => void) {
    this.path = path;
    this.onLine = onLine;
  }

  /** Reads what has come since. */
  read(): void {
    if (this.file === undefined && !existsSync(this.path)) return;
    this.file ??= openSync(this.path, 'r');
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (let size = readSync(this.file, chunk); size > 0; size = readSync(this.file, chunk))
      this.rest = Buffer.concat([this.rest, chunk.subarray(0, size)]);
    const end = this.rest.lastIndexOf('\n') + 1;
    const text = this.rest.subarray(0, end).toString('utf8');
    this.rest = this.rest.subarray(end);
    for (const line of text.split('\n')) if (line !== '') this.onLine(line);
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
  }
}
