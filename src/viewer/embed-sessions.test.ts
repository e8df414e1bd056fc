import { gunzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import type { IpcCall, RecordedSession } from '../session/format/schema.ts';
import { embedSession } from './embed-sessions.ts';
import { EVENTS_PER_CHUNK, type TimelineHeader } from './timeline-format.ts';

const HOSTILE = '</script><script>alert(1)</script><!--ipc:data--> $& $1 $` \u2028 \u2029 "quoted" &amp; \ud83e\uddc0';

test('gives back every event and every state, whatever the text in them', () => {
  const session = sessionOf([
    call({ command: HOSTILE, args: { [HOSTILE]: HOSTILE } }),
    call({ result: { Ok: HOSTILE } }),
  ]);
  session.checkpoints.push({ id: 'k', label: HOSTILE, timestamp: AT, state: { text: HOSTILE }, event_index: 1 });
  const html = embedSession(session);
  expect(
    blockOf(html, 'ipc-events-0')
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(session.events);
  expect(JSON.parse(blockOf(html, 'ipc-states-0'))).toEqual({ text: HOSTILE });
  expect(headerOf(html)).toMatchObject({
    eventCount: 2,
    columns: { names: [HOSTILE, 'save_note'] },
    checkpoints: [{ label: HOSTILE, hasState: true }],
  });
});

test('writes no text of the session as markup', () => {
  const session = sessionOf([call({ command: HOSTILE })], {
    id: HOSTILE,
    test: { title_path: [HOSTILE], file: HOSTILE, line: 1, project: '', attempt: 0, errors: [HOSTILE] },
  });
  const html = embedSession(session, { title: HOSTILE, divergence: { text: HOSTILE } });
  expect(html).not.toContain('<script>alert');
  expect(html.match(/<script\b/g)).toHaveLength(embedSession(sessionOf([call()])).match(/<script\b/g)?.length ?? 0);
  expect(html).toContain('&lt;/script&gt;&lt;script&gt;alert(1)');
});

test('puts its two hashes into the policy and allows nothing else', () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(embedSession(sessionOf([])))?.[1];
  expect(policy).toMatch(
    /^default-src 'none'; script-src 'sha256-\S+'; style-src 'sha256-\S+'; img-src data:; base-uri 'none'; form-action 'none'$/,
  );
});

test('splits events into chunks and keeps their columns in the header', () => {
  const session = sessionOf(
    Array.from({ length: EVENTS_PER_CHUNK + 1 }, (_, i) =>
      call({ id: `c${i}`, duration_ms: 2, result: { Err: 'no' } }),
    ),
    {},
    40,
  );
  const html = embedSession(session);
  expect(blockOf(html, 'ipc-events-0').split('\n')).toHaveLength(EVENTS_PER_CHUNK);
  expect(blockOf(html, 'ipc-events-1').split('\n')).toHaveLength(1);
  const { columns, length } = headerOf(html);
  expect(columns.index.slice(0, 3)).toEqual([40, 1, 1]);
  expect(columns.duration[0]).toBe(2000);
  expect(columns.status).toBe('1'.repeat(EVENTS_PER_CHUNK + 1));
  expect(length).toBe(2000);
});

test('keeps microseconds and time zones', () => {
  const session = sessionOf([call({ timestamp: '2026-11-23T10:30:00.000250+01:00' })]);
  expect(headerOf(embedSession(session)).columns.time).toEqual([250]);
});

test('says the outcome in words where no script runs', () => {
  const test = {
    title_path: ['notes', 'saves'],
    file: 'notes.spec.ts',
    line: 3,
    project: 'chromium',
    attempt: 0,
    status: 'failed' as const,
    errors: ['Error: disk is full'],
  };
  const html = embedSession(sessionOf([call({ result: { Err: 'disk is full' } }), call()], { test }));
  expect(html).toContain(
    'notes › saves\nfailed · notes.spec.ts:3 · chromium · attempt 1\n2 calls · 1 failed · 1 pending · 0 pushes\n\n#0: save_note failed with &quot;disk is full&quot;. (likely; fault of the backend)\n\nError: disk is full',
  );
});

const AT = '2026-11-23T09:30:00.000Z';

function call(fields: Partial<IpcCall> = {}): IpcCall {
  return {
    type: 'Ipc',
    id: 'c',
    command: 'save_note',
    timestamp: AT,
    duration_ms: null,
    result: 'Pending',
    arg_size_bytes: 0,
    webview_label: 'main',
    ...fields,
  };
}

function sessionOf(calls: IpcCall[], fields: Partial<RecordedSession> = {}, first = 0): RecordedSession {
  const events = calls.map((event, i) => ({ index: first + i, timestamp: event.timestamp, event }));
  return { id: 's', started_at: AT, events, checkpoints: [], ...fields };
}

function blockOf(html: string, id: string): string {
  const base64 = new RegExp(`<script type="application/gzip;base64" id="${id}">([^<]*)</script>`).exec(html)?.[1];
  return gunzipSync(Buffer.from(base64 ?? '', 'base64')).toString();
}

function headerOf(html: string): TimelineHeader {
  return JSON.parse(blockOf(html, 'ipc-header')) as TimelineHeader;
}
