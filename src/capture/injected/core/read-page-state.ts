import { encodeValue } from '../../../session/codec/encode-value.ts';
import { shorten } from '../../../std/text/cut-text.ts';
import { DOCUMENTS_KEY, type PageState, SAME_STATE } from '../../page-protocol.ts';
import { toJson } from './natives.ts';

/** Characters of one storage area that a checkpoint keeps. */
const MAX_STORAGE = 65_536;

/** Neutralino's client keeps its access token in the session's storage: it never leaves the page. */
const TRANSPORT_SECRET = 'NL_TOKEN';

/**
 * Reads what a checkpoint holds of this document, and tells of it what has changed since the read that Node knows. It keeps the JSON of each part for
 * that: to compare texts takes less than to hash them.
 */
export class StateReader {
  /** The id of the read in which the state was last found changed. */
  private id: string | undefined;
  /** The JSON of the parts it had then. */
  private parts: Parts = {};

  /**
   * Returns the answer to a read: `SAME_STATE`, or the JSON of a `StateAnswer`.
   *
   * @param id the id of this read.
   * @param known the id of the read whose state Node has; null when it has none.
   */
  read(id: string, known: string | null): string {
    const state = readPageState();
    const isKnown = known === this.id;
    const before = isKnown ? this.parts : {};
    const parts: Parts = {};
    let changed = '';
    let gone = '';
    for (const part of PARTS) {
      if (state[part] !== undefined) parts[part] = toJson(state[part]);
      if (parts[part] === before[part]) continue;
      if (parts[part] === undefined) gone += `${gone && ','}"${part}"`;
      else changed += `${changed && ','}"${part}":${parts[part]}`;
    }
    if (isKnown && changed === '' && gone === '') return SAME_STATE;
    this.id = id;
    this.parts = parts;
    return `{"isWhole":${!isKnown},"changed":{${changed}},"gone":[${gone}]}`;
  }
}

type Parts = { [Part in keyof PageState]?: string };

const PARTS = ['url', 'title', 'localStorage', 'sessionStorage', 'app', 'notes'] as const satisfies (keyof PageState)[];

function readPageState(): PageState {
  const notes: string[] = [];
  const read = <Value>(what: string, from: () => Value): Value | null => {
    try {
      return from();
    } catch (error) {
      notes.push(`${what} not read: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  };
  // What cannot be read is a note.
  const state: PageState = {
    url: location.href,
    title: document.title,
    localStorage: read('localStorage', () => copyStorage(localStorage)),
    sessionStorage: read('sessionStorage', () => copyStorage(sessionStorage)),
  };
  const exposed = (window as unknown as Record<string, unknown>).__IPC_RECORDER_STATE__;
  if (exposed !== undefined) {
    state.app = read('__IPC_RECORDER_STATE__', () => encodeValue(typeof exposed === 'function' ? exposed() : exposed));
  }
  if (notes.length > 0) state.notes = notes;
  return state;
}

function copyStorage(storage: Storage): Record<string, string> {
  const copy: Record<string, string> = {};
  let room = MAX_STORAGE;
  for (let index = 0; index < storage.length; index += 1) {
    const key = storage.key(index) ?? '';
    if (key === TRANSPORT_SECRET || key === DOCUMENTS_KEY) continue;
    const value = storage.getItem(key) ?? '';
    copy[key] = shorten(value, room);
    room = Math.max(0, room - value.length);
  }
  return copy;
}
