import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { SessionTest } from '../../session/format/schema.ts';
import { isFolder } from '../is-folder.ts';
import { writeFileWhole } from '../write-file-whole.ts';
import { baselineId, hasSecretTitle } from './baseline-file.ts';

/** Limits of a folder of baselines. */
export interface BaselineLimits {
  /** The newest passes of each test that are kept. @default 3 */
  maxPasses?: number;
  /** Bytes of all files together; above it the oldest go, of whichever test. @default 67108864 */
  maxBytes?: number;
}

/** A stored baseline. */
export interface StoredBaseline {
  path: string;
  /** The size of the file. */
  bytes: number;
  /** Tells whether it was added by this run. */
  isNew: boolean;
}

/**
 * A folder that keeps passes of tests from run to run: a file each, named by the test and the time. What else lies in it is left alone.
 * It is looked through once: another run that writes into it at the same time can lead beyond the limits, until the next one.
 */
export class BaselineFolder {
  private readonly folder: string;
  private readonly limits: Required<BaselineLimits>;
  private readonly openedAt = timeText(new Date());
  /** All baselines, the oldest first, once the folder was looked through. */
  private known: KnownBaseline[] | undefined;

  constructor(folder: string, { maxPasses = 3, maxBytes = 67_108_864 }: BaselineLimits = {}) {
    this.folder = folder;
    this.limits = { maxPasses, maxBytes };
  }

  /** Returns the newest baselines of a test, the newest first; none for one with a secret in its title. */
  of(test: SessionTest): StoredBaseline[] {
    if (hasSecretTitle(test)) return [];
    const id = baselineId(test);
    const own = this.all().filter((one) => one.id === id);
    return own.reverse().slice(0, this.limits.maxPasses);
  }

  /**
   * Adds a pass of a test, and removes what goes beyond the limits. One with a secret in its title is not kept.
   *
   * @param startedAt when it began, RFC 3339
   * @param text as `baselineText` makes it
   * @throws The file system's error; nothing has changed then.
   */
  add(test: SessionTest, startedAt: string, text: string): void {
    if (hasSecretTitle(test)) return;
    const [id, time] = [baselineId(test), timeText(new Date(startedAt))];
    const path = join(this.folder, `${id}-${time}.json.gz`);
    const before = this.all();
    const bytes = gzipSync(text);
    writeFileWhole(path, bytes);
    const added: KnownBaseline = { path, id, time, bytes: bytes.length, isNew: true };
    this.known = [...before.filter((one) => one.path !== path), added].sort(byTime);
    const own = this.known.filter((one) => one.id === id);
    for (const one of own.slice(0, -this.limits.maxPasses)) this.remove(one);
    let total = this.known.reduce((sum, one) => sum + one.bytes, 0);
    for (const one of this.known) {
      if (total <= this.limits.maxBytes) break;
      total -= one.bytes;
      this.remove(one);
    }
  }

  private remove(baseline: KnownBaseline): void {
    rmSync(baseline.path, { force: true });
    this.known = this.known?.filter((one) => one !== baseline);
  }

  private all(): KnownBaseline[] {
    this.known ??= isFolder(this.folder) ? found(this.folder, this.openedAt).sort(byTime) : [];
    return this.known;
  }
}

interface KnownBaseline extends StoredBaseline {
  /** See `baselineId`. */
  id: string;
  /** When the attempt began, as texts that sort by it. */
  time: string;
}

const NAME = /^([0-9a-f]{32})-(\d{8}T\d{9}Z)\.json\.gz(\.[\d-]+\.tmp)?$/;

const byTime = (one: KnownBaseline, other: KnownBaseline) =>
  one.time < other.time ? -1 : one.time > other.time ? 1 : 0;

function timeText(time: Date): string {
  return time.toISOString().replace(/[-:.]/g, '');
}

/** Lists the baselines in a folder. @param latest stands for times that are still to come: else their files would never be the oldest. */
function found(folder: string, latest: string): KnownBaseline[] {
  return readdirSync(folder).flatMap((name) => {
    const [, id, time, draft] = NAME.exec(name) ?? [];
    const path = join(folder, name);
    const stats = id === undefined ? undefined : lstatSync(path, { throwIfNoEntry: false });
    if (id === undefined || time === undefined || !stats?.isFile()) return [];
    if (draft === undefined)
      return [{ path, id, time: time < latest ? time : latest, bytes: stats.size, isNew: false }];
    // A run that was killed while it wrote has left it; a younger one may be of a run that still writes.
    if (Date.now() - stats.mtimeMs > DRAFT_MS) rmSync(path, { force: true });
    return [];
  });
}

/** Milliseconds in which a file is written for sure. */
const DRAFT_MS = 3_600_000;
