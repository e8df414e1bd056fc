// A notes app of the usual shape: windows and IPC here, notes and settings in `store.js`, what takes long in `count-worker.js`.
// With ELECTRON_NOTES_BACKEND=none it has no handlers but those of the shell: a recording answers, but opens no window.
const { app, BrowserWindow, dialog, ipcMain, utilityProcess } = require('electron');
const { join } = require('node:path');
const { NotesStore, SettingsStore } = require('./store.js');

const dataFolder = process.env.ELECTRON_NOTES_DATA || app.getPath('userData');
const isOnline = process.env.ELECTRON_NOTES_ONLINE !== 'no';

let notes;
let settings;

/** Read by playwright-ipc-recorder at each checkpoint. */
globalThis.__IPC_RECORDER_STATE__ = () => ({ notes: notes?.list().length ?? 0, settings: settings?.all() ?? null });

function openWindow(file, options = {}) {
  const window = new BrowserWindow({
    width: 900,
    height: 600,
    ...options,
    webPreferences: { preload: join(__dirname, 'preload.js') },
  });
  void window.loadFile(join(__dirname, file));
  return window;
}

function broadcast(channel, ...args) {
  for (const window of BrowserWindow.getAllWindows()) window.webContents.send(channel, ...args);
}

function registerBackend() {
  ipcMain.handle('notes:list', () => notes.list());
  ipcMain.handle('notes:save', (_event, draft) => {
    const note = notes.save(draft);
    broadcast('notes:changed', { reason: 'saved', id: note.id });
    return note;
  });
  ipcMain.handle('notes:delete', (_event, id) => {
    notes.delete(id);
    broadcast('notes:changed', { reason: 'deleted', id });
  });

  // A long job that says how far it is.
  ipcMain.handle('notes:export', async (event, format) => {
    const { canceled, filePath } = await dialog.showSaveDialog({ title: 'Export notes' });
    if (canceled) return null;
    const all = notes.list();
    for (let done = 1; done <= all.length; done += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      event.sender.send('export:progress', { done, total: all.length });
    }
    return { format, count: all.length, name: filePath.split(/[\\/]/).at(-1) };
  });

  // The server cannot be reached: nobody ever answers.
  ipcMain.handle('notes:sync', () => (isOnline ? { synced: notes.list().length } : new Promise(() => {})));

  // Before the first paint, so it cannot wait.
  ipcMain.on('settings:get', (event) => {
    event.returnValue = settings.all();
  });
  ipcMain.on('settings:set', (event, name, value) => {
    settings.set(name, value);
    event.reply('settings:saved', name);
    broadcast('settings:changed', settings.all());
  });

  // Search as you type has a port of its own.
  ipcMain.on('search:connect', (event) => {
    const [port] = event.ports;
    port.on('message', ({ data: { id, query } }) => port.postMessage({ id, titles: notes.search(query) }));
    port.start();
  });

  let counter;
  ipcMain.handle('notes:count-words', async () => {
    counter ??= utilityProcess.fork(join(__dirname, 'count-worker.js'), [], { serviceName: 'counter' });
    const answer = new Promise((resolve) => counter.once('message', resolve));
    counter.postMessage({ texts: notes.list().map(({ body }) => body) });
    return await answer;
  });
}

function registerShell() {
  ipcMain.once('settings:open', () => openWindow('settings.html', { width: 400, height: 300 }));

  // What a native module does when it fails.
  ipcMain.handle('debug:crash', () => process.abort());
  ipcMain.handle('debug:exit', () => app.exit(7));
  ipcMain.handle('debug:freeze', () => {
    for (;;);
  });
}

app.whenReady().then(() => {
  notes = new NotesStore();
  settings = new SettingsStore(join(dataFolder, 'settings.json'));
  registerShell();
  if (process.env.ELECTRON_NOTES_BACKEND !== 'none') registerBackend();
  const window = openWindow('index.html');
  window.webContents.on('did-finish-load', () => window.webContents.send('app:ready', { version: app.getVersion() }));
});
app.on('window-all-closed', () => app.quit());
