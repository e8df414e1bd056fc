import type { TestCase } from '@playwright/test/reporter';
import type { FindLeak } from '../../src/redact/find-leak.ts';
import type { RecordedSession } from '../../src/session/format/schema.ts';
import { baselineText, MAX_BASELINE_BYTES } from '../../src/store/baselines/baseline-file.ts';
import { BaselineFolder } from '../../src/store/baselines/baseline-folder.ts';
import type { Verdict } from '../../src/triage/causes/verdict.ts';
import type { Passes } from '../bounded/compare-attempts.ts';
import { readStored } from '../bounded/read-stored.ts';
import { compareByRules } from './compare-by-rules.ts';

/** The passes of tests that a folder keeps from run to run: those of this run go in, and a failed attempt is compared with what is there. Never throws. */
export class Baselines {
  private readonly folder: BaselineFolder;
  private readonly onFault: OnFault;
  private readonly told = new Set<string>();

  /** @param folder absolute */
  constructor(folder: string, onFault: OnFault) {
    this.folder = new BaselineFolder(folder);
    this.onFault = onFault;
  }

  /** Keeps an attempt that passed, unless it has no traffic to compare. */
  keep(session: RecordedSession, findLeak: FindLeak): void {
    const { test, events, started_at } = session;
    if (test === undefined || !events.some(({ event }) => event.type === 'Ipc')) return;
    this.tellingOnce('A baseline was not written', () => {
      const text = baselineText(session);
      if (Buffer.byteLength(text) > MAX_BASELINE_BYTES)
        throw new Error(`the session of "${test.title_path.at(-1)}" has more than ${MAX_BASELINE_BYTES} bytes of JSON`);
      throwIfLeaky(text, findLeak);
      this.folder.add(test, started_at, text);
    });
  }

  /** Reads the stored passes of a session's test; undefined when there are none that can be read. */
  passesOf({ test }: RecordedSession, findLeak: FindLeak): Passes | undefined {
    if (test === undefined) return undefined;
    const stored: Passes = { passes: [], earlier: [] };
    this.tellingOnce(SKIPPED, () => {
      const found = this.folder.of(test);
      if (found.length === 0) return;
      const read = readStored(found, test);
      for (const { file, session } of read.passes) {
        // The rules of redaction may be stricter than those by which it was written.
        if (!this.tellingOnce(SKIPPED, () => throwIfLeaky(JSON.stringify(session), findLeak, file))) continue;
        const isNew = found.some(({ path, isNew }) => path === file && isNew);
        stored[isNew ? 'passes' : 'earlier'].push(session);
      }
      const [fault] = read.faults;
      if (fault !== undefined) throw new Error(fault);
    });
    return stored.passes.length + stored.earlier.length > 0 ? stored : undefined;
  }

  /** Finds out why an attempt failed by the stored passes of its test; undefined when there are none. */
  explain(test: TestCase, failed: RecordedSession, findLeak: FindLeak): Verdict | undefined {
    const stored = this.passesOf(failed, findLeak);
    let verdict: Verdict | undefined;
    this.tellingOnce('A failed attempt was not compared with its baselines', () => {
      if (stored !== undefined) verdict = compareByRules(test, failed, stored).verdict;
    });
    return verdict;
  }

  /** Runs something, and tells of what fails the first time that it does: a folder of broken files, or a full disk, is one warning. Returns whether nothing failed. */
  private tellingOnce(what: string, run: () => void): boolean {
    try {
      run();
      return true;
    } catch (error) {
      if (!this.told.has(what)) this.onFault(what, error);
      this.told.add(what);
      return false;
    }
  }
}

/** Is told what could not be done, and why. */
type OnFault = (what: string, error: unknown) => void;

const SKIPPED = 'Baselines that cannot be used are skipped, such as this one';

function throwIfLeaky(text: string, findLeak: FindLeak, file?: string): void {
  const rule = findLeak(text);
  if (rule !== undefined) throw new Error(`${file ?? 'it'} holds a secret that redaction missed, found by ${rule}`);
}
