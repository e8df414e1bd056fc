import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RECORDING_FILES } from '../session/attachments.ts';
import type { RecordedSession } from '../session/schema.ts';
import { writeAttachments, writeWorkerSession } from './write-attachments.ts';

const session: RecordedSession = { id: 's', started_at: '2026-11-23T09:30:00.000Z', events: [], checkpoints: [] };

const found = (text: string) => (text.includes('swordfish') ? 'redact.values[0]' : undefined);

test('nothing of a recording that holds a secret stays in its folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ipc-withheld-'));
  writeFileSync(join(folder, RECORDING_FILES.journal), 'swordfish');
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
  const folder = mkdtempSync(join(tmpdir(), 'ipc-withheld-'));
  const divergence = { text: 'answered with swordfish' };
  writeAttachments(folder, session, { findLeak: found, divergence });
  expect(readdirSync(folder)).toEqual([]);
});

test("a worker's session that holds a secret is not written", () => {
  const folder = mkdtempSync(join(tmpdir(), 'ipc-withheld-'));
  const attachment = writeWorkerSession(folder, { ...session, id: 'swordfish' }, { findLeak: found });
  expect(attachment).toMatchObject({ name: 'ipc-session-worker', contentType: 'text/plain' });
  expect(existsSync(join(folder, RECORDING_FILES.session))).toBe(false);
});
