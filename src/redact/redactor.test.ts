import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { withoutTokenHashes } from '../session/codec/tokens.ts';
import type { AppEvent, IpcCall } from '../session/format/schema.ts';
import { cpuMs } from '../std/cpu-time.test.support.ts';
import { createRedactor, type Redactor } from './redactor.ts';

const timestamp = '2026-11-23T09:30:00.000Z';
const call = (fields: Partial<IpcCall> = {}): IpcCall => ({
  type: 'Ipc',
  id: 'c1',
  command: 'save_note',
  timestamp,
  duration_ms: 3,
  result: { Ok: null },
  arg_size_bytes: 2,
  webview_label: 'main',
  ...fields,
});

test('an event without secrets is returned as it came', () => {
  const event = call({ args: { title: 'Milk', tags: ['a'], nested: { author: 'bob', maxTokens: 5, done: true } } });
  expect(createRedactor().event(event)).toBe(event);
});

test('replaces strings and numbers under a secret key and keeps booleans and null', () => {
  const redactor = createRedactor();
  const before = call({
    args: { credentials: { user: 'bob', pin: 1234, remember: true, last: null, empty: '' }, title: 'Milk' },
  });
  const copy = structuredClone(before);
  const after = redactor.event(before) as IpcCall;
  expect(after.args).toEqual({
    credentials: {
      user: expect.stringMatching(/^‹credential:h:/),
      pin: expect.stringMatching(/^‹pin:h:/),
      remember: true,
      last: null,
      empty: '',
    },
    title: 'Milk',
  });
  expect(redactor.count).toBe(2);
  expect(before).toEqual(copy);
});

test('a frozen event is no obstacle, and what holds no secret is shared with it', () => {
  const args = Object.freeze({ token: 'abcdef123456', note: Object.freeze({ title: 'Milk' }) });
  const after = createRedactor().event(Object.freeze(call({ args }))) as IpcCall;
  expect((after.args as typeof args).note).toBe(args.note);
});

test('the same secret has the same token in a header, in an argument and in a text', () => {
  const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N';
  const redactor = createRedactor();
  const after = redactor.event(
    call({ args: { accessToken: token }, options: { headers: { Authorization: `Bearer ${token}` } } }),
  ) as IpcCall;
  const inText = redactor.text(token);
  expect(after.args).toEqual({ accessToken: inText });
  expect(after.options).toEqual({ headers: { Authorization: `Bearer ${inText}` } });
});

test('redacts JSON inside a string, and leaves its text alone when there is nothing in it', () => {
  const redactor = createRedactor();
  const state = { localStorage: { auth: '{"token":"abcdef123456","theme":"dark"}', ui: '{ "theme": "dark" }' } };
  const after = redactor.value(state) as typeof state;
  expect(JSON.parse(after.localStorage.auth)).toEqual({ token: expect.stringMatching(/^‹token:h:/), theme: 'dark' });
  expect(after.localStorage.ui).toBe('{ "theme": "dark" }');
});

test('a name beside a value counts as its key', () => {
  const redactor = createRedactor();
  const after = redactor.value({
    headers: [
      ['x-api-key', 'abc'],
      ['accept', '*/*'],
    ],
    fields: [
      { name: 'password', value: 'abc' },
      { name: 'title', value: 'abc' },
    ],
    map: { $map: [['password', 'abc']] },
  });
  expect(after).toEqual({
    headers: [
      ['x-api-key', expect.stringMatching(/^‹api-key:h:/)],
      ['accept', '*/*'],
    ],
    fields: [
      { name: 'password', value: expect.stringMatching(/^‹password:h:/) },
      { name: 'title', value: 'abc' },
    ],
    map: { $map: [['password', expect.stringMatching(/^‹password:h:/)]] },
  });
});

test('the answer to a question for a secret is secret', () => {
  const redactor = createRedactor();
  const results = [
    call({ command: 'get_password', result: { Ok: 'abc' } }),
    call({ command: 'verify_password', result: { Ok: true } }),
    call({ command: 'plugin:store|get', args: { key: 'authToken' }, result: { Ok: ['abc', true] } }),
    call({ command: 'get_password', result: { Err: 'no entry' } }),
  ].map((event) => (redactor.event(event) as IpcCall).result);
  expect(results).toEqual([
    { Ok: expect.stringMatching(/^‹password:h:/) },
    { Ok: true },
    { Ok: [expect.stringMatching(/^‹token:h:/), true] },
    { Err: 'no entry' },
  ]);
});

test('what is typed into a field for a secret is secret', () => {
  const fill = (selector: string): AppEvent => ({
    type: 'DomInteraction',
    action: 'Fill',
    selector,
    value: 'hunter2',
    timestamp,
    webview_label: 'main',
  });
  const redactor = createRedactor();
  expect(redactor.event(fill('internal:label="Password"i'))).toMatchObject({
    value: expect.stringMatching(/^‹password:h:/),
  });
  expect(redactor.event(fill('#title'))).toMatchObject({ value: 'hunter2' });
});

test('what the page has hidden already, and keys that are no text, stay as they are', () => {
  const redactor = createRedactor();
  for (const value of ['[REDACTED]', 'Enter', 'ArrowLeft']) {
    const event: AppEvent = {
      type: 'DomInteraction',
      action: 'KeyPress',
      selector: '#password',
      value,
      timestamp,
      webview_label: 'main',
    };
    expect(redactor.event(event)).toBe(event);
  }
  expect(redactor.count).toBe(0);
});

test('of secret binary data only type and size stay', () => {
  const base64 = Buffer.from('{"token":"abcdef123456"}').toString('base64');
  const redactor = createRedactor();
  const binary = { $binary: { type: 'Uint8Array', size: 24, sha256: 'f00d', base64 } };
  const cleared = { $binary: { type: 'Uint8Array', size: 24, redacted: true } };
  expect(redactor.value({ privateKey: binary })).toEqual({ privateKey: cleared });
  expect(redactor.value({ body: binary })).toEqual({ body: cleared });
  const image = { $binary: { type: 'Uint8Array', size: 3, base64: 'AAEC' } };
  expect(redactor.value(image)).toBe(image);
});

test('other markers under a secret key are replaced whole', () => {
  const after = createRedactor().value({
    token: { $bigint: '12' },
    secret: { $text: 'abc\\ud800' },
    cookie: { $cut: { type: 'string', size: 99_999, head: 'sid=abc' } },
    password: { $undefined: true },
  });
  expect(after).toEqual({
    token: expect.stringMatching(/^‹token:h:/),
    secret: expect.stringMatching(/^‹secret:h:/),
    cookie: { $cut: { type: 'string', size: 99_999, head: expect.stringMatching(/^‹cookie:h:/) } },
    password: { $undefined: true },
  });
});

test('a custom rule sees paths and events first, and one that throws hides the value', () => {
  const seen: string[] = [];
  const redactor = createRedactor({
    custom: (value, path, event) => {
      seen.push(`${event?.type} ${path}`);
      if (path === 'args.items.0.iban') return 'hidden';
      if (value === 'boom') throw new Error('boom');
      return undefined;
    },
  });
  const after = redactor.event(call({ args: { items: [{ iban: 'DE02 1203', text: 'boom', n: 1 }] } })) as IpcCall;
  expect(after.args).toEqual({
    items: [{ iban: expect.stringMatching(/^‹bank-account:h:/), text: '‹redacted:custom›', n: 1 }],
  });
  expect(seen).toContain('Ipc args.items.0.iban');
});

test('false redacts nothing', () => {
  const event = call({ args: { password: 'abc' } });
  const redactor = createRedactor(false);
  expect([redactor.event(event), redactor.text('Bearer abcdefgh12'), redactor.count]).toEqual([
    event,
    'Bearer abcdefgh12',
    0,
  ]);
});

test('what is nested too deep to be looked at is cut, not passed on', () => {
  let value: unknown = { password: 'hunter-two' };
  for (let i = 0; i < 5_000; i++) value = [value];
  expect(JSON.stringify(createRedactor().value(value))).not.toContain('hunter-two');
});

test('a key named __proto__ stays an own key', () => {
  const after = createRedactor().value(JSON.parse('{"__proto__":{"password":"abc"},"b":1}'));
  expect(withoutTokenHashes(JSON.stringify(after))).toBe('{"__proto__":{"password":"‹password›"},"b":1}');
});

const SECRETS = [
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N',
  'AKIAIOSFODNN7EXAMPLE',
  'ghp_0123456789abcdefghijABCDEFGHIJ012345',
  '4111111111111111',
  'declared secret',
];

test('no field of any kind of event lets a secret through', () => {
  const redactor = createRedactor({ values: ['declared secret'] });
  const around = fc.constantFrom('', ' ', '"', '\n', '(', '/');
  const planted = fc
    .tuple(around, fc.constantFrom(...SECRETS), around)
    .map(([a, secret, b]) => ({ secret, text: a + secret + b }));
  const kind = fc.constantFrom('Ipc', 'Err', 'StateChange', 'DomMutation', 'DomInteraction', 'WindowEvent', 'Console');
  fc.assert(
    fc.property(planted, kind, fc.jsonValue(), ({ secret, text }, type, other) => {
      const json = JSON.stringify(redactor.event(eventFullOf(type, text, other)));
      expect(json).not.toContain(secret);
    }),
  );
});

function eventFullOf(type: string, text: string, other: unknown): AppEvent {
  const common = { timestamp, webview_label: text, unknownField: { deep: [text, other] } };
  const payload = { list: [text, { [text]: text }], json: JSON.stringify({ text, other }), other };
  const fields: Record<string, object> = {
    Ipc: {
      id: text,
      command: text,
      result: { Ok: payload },
      args: payload,
      options: payload,
      frame: text,
      channel: text,
      source: text,
    },
    Err: {
      type: 'Ipc',
      id: 'c1',
      command: 'x',
      result: { Err: text },
      error: { $error: { name: 'E', message: text, stack: text } },
    },
    StateChange: { key: text, caused_by: text },
    DomMutation: { mutation_count: 1 },
    DomInteraction: { action: 'Fill', selector: text, value: text },
    WindowEvent: { label: text, event: text },
    Console: { level: text, message: text },
  };
  return { type, ...common, duration_ms: null, arg_size_bytes: 0, ...fields[type] } as unknown as AppEvent;
}

test('no value under a secret key gets out, however it is nested', () => {
  const redactor = createRedactor();
  const nested = (secret: string) =>
    fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constant(secret),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }),
      ),
    })).value;
  const key = fc.constantFrom('password', 'authToken', 'X-API-Key', 'client_secret', 'cookies');
  fc.assert(
    fc.property(key, nested('planted-secret'), (name, value) => {
      const event = call({
        args: [{ a: { [name]: value } }],
        result: { Ok: { [name]: value } },
        error: { [name]: value },
      });
      expect(JSON.stringify(redactor.event(event))).not.toContain('planted-secret');
    }),
  );
});

test("the paths that a rule of one's own gets of a description are those of values", () => {
  const paths = (redact: (redactor: Redactor) => unknown) => {
    const told: string[] = [];
    redact(createRedactor({ custom: (value, path) => void (typeof value === 'string' && told.push(path)) }));
    return told;
  };
  const told = { title_path: ['a', 'b'], step: { label: 'c' } };
  expect(paths(({ texts }) => texts(told))).toEqual(['title_path.0', 'title_path.1', 'step.label']);
  expect(paths(({ texts }) => texts(told))).toEqual(paths(({ value }) => value(told)));
  expect(paths(({ texts }) => texts(told, 'test'))).toEqual([
    'test.title_path.0',
    'test.title_path.1',
    'test.step.label',
  ]);
});

test('redacting an event again returns it as it came', () => {
  const redactor = createRedactor();
  fc.assert(
    fc.property(fc.jsonValue(), (other) => {
      const once = redactor.event(
        call({ args: { token: 'abcdef123456', other, url: 'x://a:hunter-two@b?sid=abcdef123456' } }),
      );
      expect(redactor.event(once)).toBe(once);
    }),
  );
});

test('an object of the app that looks like the marker of a large value is walked; our own is left as it is', () => {
  const redactor = createRedactor();
  const sound = { as: 'text', type: 'string', size: 9, bytes: 9, sha256: 'a'.repeat(64) };
  expect(redactor.value({ $file: { password: 'hunter2' } })).toEqual({
    $file: { password: expect.stringMatching(/^‹password:/) },
  });
  const inJson = redactor.value(JSON.stringify({ $file: { ...sound, password: 'hunter2' } }));
  expect(inJson).not.toContain('hunter2');
  const own = { $file: { ...sound, head: '1234 is a begin' } };
  expect(redactor.value(own)).toBe(own);
});

test('takes time linear in a list of words that names a secret again and again', () => {
  const list = Array.from({ length: 20_000 }, (_, at) => (at % 2 === 0 ? 'token' : 'word'));
  expect(cpuMs(() => createRedactor().value(list))).toBeLessThan(1_000);
});

test('JSON with a string of many megabytes is redacted, with escapes in it too', () => {
  const redactor = createRedactor();
  for (const part of ['a', '\\n', '\\"a']) {
    const given = JSON.stringify({ password: 'hunter2', a: part.repeat(9_000_000 / part.length) });
    expect.soft(redactor.text(given)).not.toContain('hunter2');
    // A key that is there twice.
    const twice = `{"a":1,${given.slice(1)}`;
    expect.soft(redactor.text(twice)).not.toContain('hunter2');
  }
});

test('digits under the name of an id are no card, and follow all other rules', () => {
  const asked: string[] = [];
  const custom = (value: unknown, path: string) => {
    if (path === 'orderId') asked.push(String(value));
    return path === 'invoiceId' ? { password: 'hunter2' } : undefined;
  };
  const redactor = createRedactor({ patterns: [/9{4}\d+/], values: ['4242424242'], custom });
  const { orderId, ticketId, id, invoiceId } = redactor.value({
    orderId: '4111111111111111',
    ticketId: '9999123412341234',
    id: '1234242424242421',
    invoiceId: '4111111111111111',
  }) as Record<string, unknown>;
  expect(orderId).toBe('4111111111111111');
  expect(asked).toEqual(['4111111111111111']);
  expect(ticketId).toMatch(/^‹pattern:/);
  expect(id).toMatch(/^123‹declared:.*›421$/);
  expect(invoiceId).toEqual({ password: expect.stringMatching(/^‹password:/) });
});

test('a state that is the same object is redacted once, until more secrets are known', () => {
  const redactor = createRedactor();
  const state = { pages: [{ title: 'velvet-Otter-41' }], password: 'correct horse' };
  const first = redactor.state(state);
  const { count } = redactor;
  expect(redactor.state(state)).toBe(first);
  // As if each had been walked through.
  expect(redactor.count).toBe(2 * count);
  redactor.typed('field', 'velvet-Otter-41');
  expect(JSON.stringify(redactor.state(state))).not.toContain('velvet-Otter-41');
  expect(redactor.state({ pages: [] })).toEqual({ pages: [] });
});

test("a rule of one's own gets every state", () => {
  const seen: string[] = [];
  const redactor = createRedactor({ custom: (_value, path) => void seen.push(path) });
  const state = { title: 'Milk' };
  redactor.state(state);
  redactor.state(state);
  expect(seen.filter((path) => path === 'state.title')).toHaveLength(2);
});
