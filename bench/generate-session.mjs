/** A deterministic session: the same seed gives the same bytes, on every machine. */
export function generateSession(eventCount = 50_000, seed = 7) {
  const random = xorshift(seed);
  const start = Date.UTC(2026, 10, 23, 9, 30);
  const events = [];
  for (let index = 0; index < eventCount; index++) {
    const timestamp = new Date(start + index * 7).toISOString();
    events.push({ index, timestamp, event: generateEvent(random, index, timestamp) });
  }
  const checkpoints = Array.from({ length: 100 }, (_, i) => ({
    id: `checkpoint-${i}`,
    label: `step ${i}`,
    timestamp: new Date(start + i * 3_500).toISOString(),
    state: { url: 'http://localhost:1420/notes', localStorage: { theme: 'dark', draft: `note ${i}` } },
    event_index: Math.floor((i * eventCount) / 100),
  }));
  return {
    id: 'bench',
    started_at: new Date(start).toISOString(),
    events,
    checkpoints,
    format: 'playwright-ipc-recorder',
    version: 1,
  };
}

const COMMANDS = [
  'save_note',
  'list_notes',
  'plugin:fs|read_text_file',
  'plugin:event|listen',
  'sync_status',
  'open_window',
];

/** Mostly calls, as in a real session: about 310 bytes of JSON each on average. */
function generateEvent(random, index, timestamp) {
  const kind = random() % 20;
  if (kind === 0)
    return {
      type: 'Console',
      level: 'warn',
      message: `slow render of list (${random() % 400} ms) at App.tsx:${random() % 900}`,
      timestamp,
    };
  if (kind === 1)
    return { type: 'StateChange', key: `notes.items.${random() % 100}.title`, timestamp, caused_by: 'save_note' };
  if (kind === 2) return { type: 'WindowEvent', label: 'main', event: 'focus', timestamp };
  return generateCall(random, index, timestamp);
}

function generateCall(random, index, timestamp) {
  const note = {
    noteId: uuid(random),
    title: `Shopping list ${random() % 1_000}`,
    tags: ['home', 'todo'].slice(random() % 2),
    pinned: random() % 2 === 0,
  };
  return {
    type: 'Ipc',
    id: uuid(random),
    command: COMMANDS[random() % COMMANDS.length],
    timestamp,
    duration_ms: random() % 40,
    result: random() % 25 === 0 ? { Err: `note ${note.noteId} not found` } : { Ok: { saved: true, revision: index } },
    arg_size_bytes: 96,
    webview_label: 'main',
    args: note,
  };
}

function uuid(random) {
  const hex = Array.from({ length: 4 }, () => random().toString(16).padStart(8, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function xorshift(seed) {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
}
