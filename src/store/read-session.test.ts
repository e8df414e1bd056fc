import { mkdirSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import type { RecordedSession, SessionTest } from '../session/format/schema.ts';
import { serializeSession } from '../session/format/serialize-session.ts';
import { findSessions } from './find-sessions.ts';
import { JournalWriter } from './journal/journal-writer.ts';
import { readSession } from './read-session.ts';
import { writeFileWhole } from './write-file-whole.ts';

const TIME = '2026-11-23T09:30:00Z';
const TEST: SessionTest = {
  title_path: ['saves'],
  file: 'a.spec.ts',
  line: 3,
  project: 'app',
  attempt: 0,
  status: 'failed',
};

test('a path with a line break is named in one line', async () => {
  const file = test.info().outputPath('broken\n# evil.json');
  writeFileWhole(file, '{"format": "other"}');
  await expect(readSession(file)).rejects.toThrow(/^Failed to read "[^\n]*broken\\n# evil\.json": /);
  await expect(readSession('gone\n# evil')).rejects.toThrow(/^Failed to read "gone\\n# evil": .*$/);
});

function sessionOf(id: string): RecordedSession {
  const results = ['Pending', { Ok: 1 }, { Err: 'no' }] as const;
  const events = results.map((result, index) => ({
    index,
    timestamp: TIME,
    event: {
      type: 'Ipc' as const,
      id: `c${index}`,
      command: 'greet',
      timestamp: TIME,
      duration_ms: null,
      result,
      arg_size_bytes: 0,
      webview_label: 'main',
    },
  }));
  return { version: 1, id, started_at: TIME, events, checkpoints: [], test: TEST };
}

/** The message of the error that reading `file` gives. */
async function faultOf(file: string, maxBytes?: number): Promise<string> {
  const error = await readSession(file, maxBytes === undefined ? {} : { maxBytes }).catch((error: Error) => error);
  expect(error).toHaveProperty('name', 'IpcError');
  return (error as Error).message;
}

function write(folder: string, name: string, data: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileWhole(file, data);
  return file;
}

test('reads JSON, gzip of it and the folder that has it', async () => {
  const { outputDir } = test.info();
  const session = sessionOf('s');
  const plain = write(outputDir, 'ipc-session.json', serializeSession(session));
  const zipped = write(outputDir, 'any-name.gz', gzipSync(serializeSession(session)));
  for (const path of [plain, zipped, outputDir]) expect(await readSession(path)).toEqual(session);
});

test('reads the journal of a killed run, by its file, its folder or a copy', async () => {
  const { outputDir } = test.info();
  const journal = new JournalWriter(outputDir, { id: 'killed', started_at: TIME, kind: 'test', test: TEST });
  for (const event of sessionOf('s').events) journal.event(event);
  journal.close();
  const copy = write(outputDir, 'copy.txt', readFileSync(join(outputDir, 'journal.ndjson')));
  for (const path of [outputDir, join(outputDir, 'journal.ndjson'), copy]) {
    expect(await readSession(path)).toMatchObject({ id: 'killed', events: [{ index: 0 }, { index: 1 }, { index: 2 }] });
  }
});

test('says what is wrong with a file, and what to do', async () => {
  const { outputDir } = test.info();
  const missing = join(outputDir, 'none.json');
  expect(await faultOf(missing)).toBe(
    `Failed to read "${missing}": there is no such file. Sessions are in test-results/ipc/<test>/ipc-session.json; \`ipc-recorder ls\` lists them.`,
  );
  mkdirSync(outputDir, { recursive: true });
  expect(await faultOf(outputDir)).toBe(
    `Failed to read "${outputDir}": the folder has no ipc-session.json. \`ipc-recorder ls ${outputDir}\` lists the sessions below it.`,
  );
  const faults: [string | Uint8Array, string][] = [
    ['', 'it is empty. The run that wrote it was probably cut off; is there a journal.ndjson beside it?'],
    ['{"id":', 'Invalid session: not JSON at line 1, column 7: found the end of the text. The text was cut short.'],
    [
      '<!DOCTYPE html>',
      'This is an HTML page; the sessions of an HTML report are in its data folder, `ipc-recorder ls <report>` lists them.',
    ],
    ['PK\u0003\u0004', 'This is a zip, such as a trace; sessions are JSON files beside it.'],
    [
      '{"log": {"version": "1.2", "entries": []}}',
      'This looks like a HAR, which records HTTP; give an ipc-session.json.',
    ],
    [
      '{"config": {}, "suites": []}',
      'This looks like a Playwright JSON report; `ipc-recorder ls test-results` lists the sessions of a run.',
    ],
    [gzipSync('{}').subarray(0, 15), 'it is gzip, but damaged or cut short (unexpected end of file).'],
    [JSON.stringify({ ...sessionOf('s'), version: 9 }), "The session's format 9 is newer than 1."],
  ];
  for (const [data, fault] of faults) {
    const file = write(outputDir, 'given.json', data);
    const message = await faultOf(file);
    expect(message).toContain(`Failed to read "${file}": `);
    expect(message).toContain(fault);
  }
});

test('inflates no more than the cap', async () => {
  const { outputDir } = test.info();
  const file = write(outputDir, 'bomb.gz', gzipSync('0'.repeat(100_000)));
  expect(await faultOf(file, 10_000)).toBe(
    `Failed to read "${file}": it is too large: more, inflated, where 10000 are allowed. To read it all the same, allow more megabytes by IPC_RECORDER_READ_MB.`,
  );
  expect(await faultOf(write(outputDir, 'big.json', '0'.repeat(20_000)), 10_000)).toContain(
    'it is too large: 20000 bytes, where 10000 are allowed.',
  );
});

test('writes a file whole or not at all', () => {
  const { outputDir } = test.info();
  const file = write(outputDir, 'deep/er/file.txt', 'one');
  writeFileWhole(file, 'two');
  expect(readFileSync(file, 'utf8')).toBe('two');
  expect(() => writeFileWhole(join(outputDir, 'deep'), 'a folder is in the way')).toThrow();
  expect([readdirSync(outputDir), readdirSync(join(outputDir, 'deep', 'er'))]).toEqual([['deep'], ['file.txt']]);
});

test('finds sessions, leftover journals and those of an HTML report, newest first', async () => {
  const { outputDir } = test.info();
  const paths = [
    write(outputDir, 'ipc/a-r0/ipc-session.json', serializeSession(sessionOf('a'))),
    write(outputDir, 'report/data/0a1b.json', serializeSession(sessionOf('in-report'))),
    write(outputDir, 'ipc/broken-r0/ipc-session.json', '{'),
  ];
  write(outputDir, 'report/index.html', '<html>');
  write(outputDir, 'report/data/2c3d.json', '{"other":"attachment"}');
  write(outputDir, 'ipc/node_modules/x/ipc-session.json', '{}');
  write(outputDir, 'elsewhere/data/4e5f.json', serializeSession(sessionOf('no-report')));
  new JournalWriter(join(outputDir, 'ipc/b-r0'), { id: 'b', started_at: TIME, kind: 'test', test: TEST }).close();
  paths.push(join(outputDir, 'ipc/b-r0/journal.ndjson'));
  new JournalWriter(join(outputDir, 'ipc/a-r0'), { id: 'a', started_at: TIME, kind: 'test' }).close();
  for (const [age, path] of paths.entries()) utimesSync(path, 1_000_000 - age, 1_000_000 - age);

  const found = await findSessions(outputDir);
  expect(found.map(({ path, kind, id }) => [path, kind, id])).toEqual([
    [paths[0], 'session', 'a'],
    [paths[1], 'session', 'in-report'],
    [paths[2], 'session', undefined],
    [paths[3], 'journal', 'b'],
  ]);
  expect(found[0]).toMatchObject({
    test: TEST,
    counts: { events: 3, calls: 3, failed: 1, pending: 1, checkpoints: 0 },
  });
  expect(found[2]?.error).toContain('not JSON at line 1, column 2');
});

test('finds nothing in an empty folder, and refuses one that is not there', async () => {
  const { outputDir } = test.info();
  mkdirSync(outputDir, { recursive: true });
  expect(await findSessions(outputDir)).toEqual([]);
  await expect(findSessions(join(outputDir, 'none'))).rejects.toThrow('ENOENT');
});
