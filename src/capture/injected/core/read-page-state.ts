import { encodeValue } from '../../../session/codec/encode-value.ts';
import { shorten } from '../../../std/cut-text.ts';
import { DOCUMENTS_KEY, type PageState } from '../../page-protocol.ts';

/** Characters of one storage area that a checkpoint keeps. */
const MAX_STORAGE = 65_536;

/** Neutralino's client keeps its access token in the session's storage: it never leaves the page. */
const TRANSPORT_SECRET = 'NL_TOKEN';

/** Reads what a checkpoint holds of this document. What cannot be read is a note. */
export function readPageState(): PageState {
  const notes: string[] = [];
  const read = <Value>(what: string, from: () => Value): Value | null => {
    try {
      return from();
    } catch (error) {
      notes.push(`${what} not read: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  };
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
