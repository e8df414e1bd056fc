import type { IpcCall, RecordedEvent, RecordedSession, StateCheckpoint } from '../../../src/session/format/schema.ts';

/** A value JSON can hold. */
type Value = NonNullable<unknown> | null;

const START = Date.UTC(2026, 10, 23, 9, 30, 0);

/** Builds a session by hand, on a clock of its own: `at` moves it, calls and steps are put down where it stands. */
export class SampleSession {
  readonly events: RecordedEvent[] = [];
  readonly checkpoints: StateCheckpoint[] = [];
  private ms = 0;
  private steps = 0;
  private readonly titles: string[] = [];

  /** Moves the clock, in milliseconds from the start. */
  at(ms: number): this {
    this.ms = ms;
    return this;
  }

  /** One call (or push, or send); `duration_ms` stays null unless it was answered. */
  call(command: string, fields: Partial<IpcCall> = {}): this {
    const isAnswered = fields.result !== undefined && fields.result !== 'Pending';
    return this.event({
      type: 'Ipc',
      id: `c${this.events.length}`,
      command,
      timestamp: this.timestamp(),
      duration_ms: isAnswered ? Math.round((fields.duration_us ?? 4000) / 1000) : null,
      result: 'Pending',
      arg_size_bytes: fields.args === undefined ? 0 : JSON.stringify(fields.args).length,
      webview_label: 'main',
      source: 'tauri',
      ...fields,
    });
  }

  event(event: RecordedEvent['event']): this {
    this.events.push({ index: this.events.length, timestamp: event.timestamp, event });
    return this;
  }

  console(level: string, message: string): this {
    return this.event({ type: 'Console', level, message, timestamp: this.timestamp() });
  }

  /** Opens a step, runs `body`, closes the step where the clock then stands. */
  step(
    title: string,
    category: string,
    body: (session: this) => void,
    options: { state?: Value; endState?: Value; error?: string; line?: number; note?: string } = {},
  ): this {
    const id = `step@${++this.steps}`;
    const begin = this.ms;
    this.titles.push(title);
    const step = {
      id,
      title_path: [...this.titles],
      category,
      location: { file: 'e2e/notes.spec.ts', line: options.line ?? 10, column: 5 },
    };
    this.addCheckpoint(title, options.state ?? null, { ...step, phase: 'begin' });
    body(this);
    const end = {
      ...step,
      phase: 'end' as const,
      duration_ms: this.ms - begin,
      ...(options.error === undefined ? {} : { error: options.error }),
    };
    this.addCheckpoint(title, options.endState ?? options.state ?? null, end, options.note);
    this.titles.pop();
    return this;
  }

  /** A checkpoint the test took by itself. */
  checkpoint(label: string, state: Value): this {
    return this.addCheckpoint(label, state);
  }

  build(fields: Partial<RecordedSession> = {}): RecordedSession {
    return {
      id: 'sample',
      started_at: timestampOf(0),
      events: this.events,
      checkpoints: this.checkpoints,
      format: 'playwright-ipc-recorder',
      version: 1,
      ...fields,
    };
  }

  private addCheckpoint(label: string, state: Value, step?: StateCheckpoint['step'], note?: string): this {
    this.checkpoints.push({
      id: `k${this.checkpoints.length}`,
      label,
      timestamp: this.timestamp(),
      state,
      event_index: this.events.length,
      ...(step ? { step } : {}),
      ...(note ? { note } : {}),
    });
    return this;
  }

  private timestamp(): string {
    return timestampOf(this.ms);
  }
}

/** A failed test of a notes app: nested steps, a failed and a pending call, pushes, a channel, state that changes. */
export function notesSession(): RecordedSession {
  const notes = (titles: string[], theme = 'light') => ({
    pages: [
      {
        url: 'http://localhost:1420/',
        title: 'Notes',
        localStorage: { theme, draft: titles.at(-1) ?? '' },
        sessionStorage: { window: 'main' },
      },
    ],
    store: { notes: titles.map((title, id) => ({ id, title })), unsaved: titles.length },
  });
  const failure = [
    'Error: expect(locator).toHaveText(expected) failed',
    '',
    "Locator:  getByRole('status')",
    'Expected: "Saved"',
    'Received: "Saving…"',
    'Timeout:  1000ms',
    '',
    'Call log:',
    '  - Expect "toHaveText" with timeout 1000ms',
    "  - waiting for getByRole('status')",
    '    9 × locator resolved to <output role="status">Saving…</output>',
  ].join('\n');
  const ok = (Ok: Value, duration_us: number) => ({ result: { Ok }, duration_us });
  return new SampleSession()
    .step('Before Hooks', 'hook', (session) =>
      session
        .at(4)
        .step(
          'open the app',
          'test.step',
          (inner) =>
            inner
              .at(12)
              .step('page.goto(/)', 'pw:api', (goto) =>
                goto
                  .at(96)
                  .call('plugin:event|listen', {
                    args: { event: 'note-changed', target: { kind: 'Any' }, handler: 3 },
                    ...ok(1, 900),
                  })
                  .at(97)
                  .call('plugin:app|version', ok('1.4.0', 700))
                  .at(99)
                  .call('load_settings', { args: {}, ...ok({ theme: 'light', autosave: true }, 18_400) })
                  .at(101)
                  .call('list_notes', {
                    args: { folder: null, limit: 50 },
                    ...ok([{ id: 0, title: 'Eggs', updated: { $date: '2026-11-22T18:00:00.000Z' } }], 42_300),
                  })
                  .at(150),
              )
              .at(156)
              .console('warn', 'autosave is on but no folder is chosen')
              .at(160),
          { state: null, endState: notes(['Eggs']), line: 9, note: 'localStorage only: 1 frame was not reachable' },
        )
        .at(162),
    )
    .checkpoint('ready', notes(['Eggs']))
    .at(170)
    .step(
      'write a note',
      'test.step',
      (session) =>
        session
          .at(176)
          .step("fill getByLabel('Title')", 'pw:api', (fill) =>
            fill
              .at(188)
              .call('validate_title', { args: { title: 'Milk' }, ...ok({ valid: true }, 2_100) })
              .at(204),
          )
          .at(210)
          .call('spell_check', {
            args: { text: 'Milk', language: 'en', options: { $undefined: true } },
            ...ok([], 31_000),
          })
          .at(222)
          .call('set_theme', { args: { theme: 'dark' }, ...ok(null, 3_300) })
          .at(230)
          .call('note-changed', { kind: 'push', args: { id: 1, fields: ['title'] } })
          .at(252)
          .call('log', { kind: 'send', args: { level: 'info', text: 'draft kept' } })
          .at(260)
          .call('thumbnail', {
            args: { id: 1, size: [64, 64] },
            webview_label: 'preview',
            ...ok(
              { $binary: { type: 'Uint8Array', size: 20_480, sha256: '9f86d081884c7d659a2feaa0c55ad015' } },
              88_000,
            ),
          })
          .at(300),
      { state: notes(['Eggs']), endState: notes(['Eggs', 'Milk'], 'dark'), line: 14 },
    )
    .step(
      'save the note',
      'test.step',
      (session) =>
        session
          .at(306)
          .step("click getByRole('button', { name: 'Save' })", 'pw:api', (click) =>
            click
              .at(331)
              .call('sync_remote', {
                args: { folder: 'inbox', onProgress: '__CHANNEL__:7' },
                options: { headers: { 'x-trace': 'a1b2' } },
              })
              .at(334)
              .call('save_note', {
                args: {
                  note: {
                    id: 1,
                    title: 'Milk',
                    body: 'Two litres, the blue one.\nAnd bread.',
                    tags: ['shopping', 'today'],
                    pinned: false,
                  },
                },
                result: { Err: 'disk is full: cannot write notes/1.json' },
                error: {
                  code: 'E_DISK_FULL',
                  message: 'disk is full',
                  path: 'notes/1.json',
                  free: 0,
                  retry: { after_ms: 500, attempts: 0 },
                },
                duration_us: 61_700,
              })
              .at(352),
          )
          .at(360)
          .call('progress', { kind: 'push', channel: 'c11', args: { done: 1, of: 4 } })
          .at(420)
          .call('progress', { kind: 'push', channel: 'c11', args: { done: 2, of: 4 } })
          .at(430)
          .call('plugin:window|set_title', { args: { label: 'main', value: 'Notes: Saving…' }, ...ok(null, 1_200) })
          .at(444)
          .call('note-changed', { kind: 'push', args: { id: 1, fields: ['status'] } })
          .at(470)
          .step("toHaveText getByRole('status')", 'expect', (expect) => expect.at(1480), { error: failure, line: 21 })
          .at(1482),
      {
        state: notes(['Eggs', 'Milk'], 'dark'),
        endState: { ...notes(['Eggs', 'Milk'], 'dark'), dialog: { title: 'Saving…' } },
        error: failure,
        line: 18,
      },
    )
    .at(1490)
    .step(
      'After Hooks',
      'hook',
      (session) =>
        session
          .at(1494)
          .call('flush', { args: {}, ...ok(null, 5_000) })
          .at(1510),
      { note: 'The page closed before its state was read.' },
    )
    .build({
      test: {
        id: 'a1b2c3',
        title_path: ['Notes', 'saving', 'keeps the title and the body of a new note'],
        file: 'e2e/notes.spec.ts',
        line: 12,
        project: 'chromium',
        attempt: 1,
        status: 'failed',
        expected_status: 'passed',
        duration_ms: 1510,
        errors: [failure],
        browser: 'chromium 156.0.8078.73',
        playwright: '1.65.1',
      },
      dropped: { events: 0 },
      redactions: 2,
    });
}

/** Many calls of a steady app, one in a thousand failed, one in five thousand pending. */
export function longSession(events: number): RecordedSession {
  const session = new SampleSession();
  const commands = [
    'list_notes',
    'read_note',
    'save_note',
    'search',
    'set_theme',
    'plugin:window|scale_factor',
    'thumbnail',
    'sync',
  ];
  const perStep = 2000;
  for (let first = 0; first < events; first += perStep) {
    session.step(`round ${first / perStep + 1}`, 'test.step', () => {
      for (let i = first; i < Math.min(events, first + perStep); i++) {
        session.at(i * 0.8);
        if (i % 10 === 7) session.call('note-changed', { kind: 'push', args: { id: i } });
        else if (i % 5000 === 4999) session.call('sync', { args: { page: i } });
        else if (i % 1000 === 500)
          session.call('save_note', { args: { id: i }, result: { Err: 'conflict' }, duration_us: 1500 });
        else
          session.call(commands[i % commands.length] ?? 'search', {
            args: { id: i, query: `word ${i}` },
            result: { Ok: { found: i % 13 } },
            duration_us: 300 + (i % 90) * 40,
          });
      }
    });
  }
  return session.build({ id: 'long' });
}

function timestampOf(ms: number): string {
  return new Date(START + ms).toISOString().replace('Z', `${String(Math.round((ms % 1) * 1000)).padStart(3, '0')}Z`);
}
