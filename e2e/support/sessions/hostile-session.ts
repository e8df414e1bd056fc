import type { RecordedSession } from '../../../src/session/format/schema.ts';
import { notesSession, SampleSession } from './sample-session.ts';

/** What a text of a session may try on a terminal, a page, a file system, a shell or generated code. Runs `pwned()` where it succeeds. */
export const HOSTILE_TEXTS = [
  '\u001b]0;pwned\u0007\u001b[2J\u001b[31m',
  '\u009b2J\u009d0;pwned\u009c\u0090pwned\u009c',
  '\u202egpj.exe\u2066\u200b\ufeff\u{e0041}\u00ad',
  '</title></pre></script><script>pwned()</script><!--ipc:data--> $& $` <img src=x onerror=pwned()>',
  'javascript:pwned()',
  '*/ pwned(); /*\npwned();\rpwned();\u2028pwned();\u2029pwned();',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is to be none.
  '`${pwned()}`\'); pwned(); (\'"); pwned(); ("\\"); pwned(); ("\\\\',
  '../../../../pwned',
  '/tmp/pwned-by-a-session',
  '--config=pwned.config.ts',
  '-c',
  '$(touch pwned); touch pwned; `touch pwned`',
  '__proto__',
  'constructor',
  'toString',
  '\ud800\udc00\udc00\ud800',
  '\u0000',
] as const;

/** The notes session with every kind of event, whose texts are hostile wherever the format takes any text. */
export function hostileSession(): RecordedSession {
  const { events, checkpoints, test } = notesSession();
  const more = new SampleSession();
  for (const text of HOSTILE_TEXTS)
    more
      .console('error', text)
      .call(text, { args: JSON.parse(`{${JSON.stringify(text)}:1,"__proto__":{"x":1}}`), result: { Ok: null } })
      .call('plain', {
        args: { [text]: text },
        result: { Err: text },
        error: { $error: { name: text, message: text } },
      })
      .call(text, { kind: 'push', channel: text, webview_label: text })
      .event({ type: 'WindowEvent', label: text, event: text, timestamp: AT, url: text, page: text })
      .event({ type: 'StateChange', key: text, timestamp: AT, caused_by: text })
      .event({
        type: 'DomInteraction',
        action: 'Fill',
        selector: text,
        value: text,
        timestamp: AT,
        webview_label: text,
      })
      .checkpoint(text, { [text]: text })
      .step(text, 'test.step', () => {}, { error: text, note: text });
  let at = 0;
  const hostile = (value: unknown, key: string): unknown => {
    if (typeof value === 'string' && !FIXED.has(key)) return HOSTILE_TEXTS[at++ % HOSTILE_TEXTS.length];
    if (Array.isArray(value)) return value.map((item) => hostile(item, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, hostile(item, name)]));
  };
  const built = more.build();
  const whole = {
    events: [...events, ...built.events].map((event, index) => ({ ...event, index })),
    checkpoints: [...checkpoints, ...built.checkpoints],
    test: { ...test, base_url: 'x', config_file: 'x', git_sha: 'x', app_build: 'x', spec: 'x', backend: 'x' },
  };
  return { id: HOSTILE_TEXTS[0], started_at: AT, version: 1, ...(hostile(whole, '') as object) } as RecordedSession;
}

const AT = '2026-11-23T09:30:00.000Z';

/** Fields that are no free text. */
const FIXED = new Set([
  'type',
  'timestamp',
  'kind',
  'result',
  'action',
  'phase',
  'status',
  'expected_status',
  'category',
]);
