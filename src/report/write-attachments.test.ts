import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RECORDING_FILES } from '../session/attachments.ts';
import type { RecordedSession } from '../session/schema.ts';
import { OLDER_SEGMENT } from '../store/journal-format.ts';
import { isCarried, readCarried } from './carried-session.ts';
import { carryAttachments, writeAttachments, writeWorkerSession } from './write-attachments.ts';

const session: RecordedSession = { id: 's', started_at: '2026-11-23T09:30:00.000Z', events: [], checkpoints: [] };

/** A folder that has all files a recording can have, of an earlier time. */
function usedFolder(): string {
  const folder = test.info().outputPath('recording');
  mkdirSync(folder, { recursive: true });
  for (const name of [...Object.values(RECORDING_FILES), OLDER_SEGMENT]) writeFileSync(join(folder, name), 'swordfish');
  return folder;
}

const found = (text: string) => (text.includes('swordfish') ? 'redact.values[0]' : undefined);

test('nothing of a recording that holds a secret stays in its folder', () => {
  const folder = usedFolder();
  const told: string[] = [];
  const attachments = writeAttachments(
    folder,
    { ...session, id: 'swordfish' },
    { findLeak: found, onWithheld: (name, rule) => told.push(`${name}: ${rule}`) },
  );
  expect(readdirSync(folder)).toEqual([]);
  expect(told).toEqual(['ipc-session', 'ipc-timeline', 'ipc-summary'].map((name) => `${name}: redact.values[0]`));
  for (const { path, body } of attachments) {
    expect(path).toBeUndefined();
    expect(String(body)).toContain('redact.values[0]');
    expect(String(body)).not.toContain('swordfish');
  }
});

test('a divergence that holds a secret withholds the timeline it would be in', () => {
  const folder = usedFolder();
  writeAttachments(folder, session, { findLeak: found });
  const divergence = { text: 'answered with swordfish' };
  writeAttachments(folder, session, { findLeak: found, divergence });
  expect(readdirSync(folder)).toEqual([]);
});

test("a worker's session that holds a secret is not written", () => {
  const folder = usedFolder();
  const attachment = writeWorkerSession(folder, { ...session, id: 'swordfish' }, { findLeak: found });
  expect(attachment).toMatchObject({ name: 'ipc-session-worker', contentType: 'text/plain' });
  expect(existsSync(join(folder, RECORDING_FILES.session))).toBe(false);
});

test('session and timeline take the place of those of an earlier time', () => {
  const folder = usedFolder();
  const attachments = writeAttachments(folder, session, { findLeak: found });
  expect(readdirSync(folder).sort()).toEqual([...Object.values(RECORDING_FILES), OLDER_SEGMENT].sort());
  for (const name of [RECORDING_FILES.session, RECORDING_FILES.timeline])
    expect(readFileSync(join(folder, name), 'utf8')).not.toContain('swordfish');
  expect(attachments.map(({ path }) => path)).toEqual([
    join(folder, RECORDING_FILES.session),
    join(folder, RECORDING_FILES.timeline),
    undefined,
  ]);
});

test('a session without a file comes back as it was, with the digest of its rules', () => {
  const folder = usedFolder();
  const [attachment, summary] = carryAttachments(folder, session, { findLeak: found, redact: 'k3Y_of-the' });
  if (attachment?.body === undefined || summary === undefined) throw new Error('no attachments');
  expect([attachment, summary].map(isCarried)).toEqual([true, false]);
  expect(readCarried(attachment, attachment.body)).toEqual({
    session: { ...session, version: 1 },
    redact: 'k3Y_of-the',
  });
  const withheld = carryAttachments(folder, { ...session, id: 'swordfish' }, { findLeak: found, redact: 'k3Y_of-the' });
  expect(withheld.map(isCarried)).toEqual([false, false, false]);
  expect(readdirSync(folder)).toEqual([]);
});
