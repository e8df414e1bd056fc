import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { writeFileWhole } from '../../../store/write-file-whole.ts';

/** Keeps the results of a search on disk, each by a text that says what was tried: a search that was stopped goes on where it was. */
export class KnownResults<Result> extends Map<string, Result> {
  private readonly file: string;
  private readonly search: string;

  /** @param search what is looked for: results of another search are not taken. */
  constructor(file: string, search: string) {
    super();
    this.file = file;
    this.search = digest(search);
    for (const [key, result] of this.read()) super.set(key, result);
  }

  override get(tried: string): Result | undefined {
    return super.get(digest(tried));
  }

  override set(tried: string, result: Result): this {
    super.set(digest(tried), result);
    writeFileWhole(this.file, JSON.stringify({ search: this.search, results: [...this] }));
    return this;
  }

  remove(): void {
    rmSync(this.file, { force: true });
  }

  /** Reads the results that an earlier search for the same wrote; none when the file is of another search, or is no such file. */
  private read(): [string, Result][] {
    if (!existsSync(this.file)) return [];
    try {
      const { search, results } = JSON.parse(readFileSync(this.file, 'utf8')) as {
        search: string;
        results: [string, Result][];
      };
      return search === this.search ? results : [];
    } catch {
      return [];
    }
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
