const { contextBridge, ipcRenderer } = require('electron');

const listen = (channel) => (listener) => {
  ipcRenderer.on(channel, (_event, ...args) => listener(...args));
};

const { port1: search, port2 } = new MessageChannel();
const waiting = new Map();
let queries = 0;
search.onmessage = ({ data: { id, titles } }) => waiting.get(id)?.(titles);
ipcRenderer.postMessage('search:connect', null, [port2]);

contextBridge.exposeInMainWorld('notes', {
  settings: ipcRenderer.sendSync('settings:get'),
  list: () => ipcRenderer.invoke('notes:list'),
  save: (draft) => ipcRenderer.invoke('notes:save', draft),
  delete: (id) => ipcRenderer.invoke('notes:delete', id),
  export: (format) => ipcRenderer.invoke('notes:export', format),
  sync: () => ipcRenderer.invoke('notes:sync'),
  countWords: () => ipcRenderer.invoke('notes:count-words'),
  debug: (what) => ipcRenderer.invoke(`debug:${what}`),
  search: (query) =>
    new Promise((resolve) => {
      queries += 1;
      waiting.set(queries, resolve);
      search.postMessage({ id: queries, query });
    }),
  setSetting: (name, value) => ipcRenderer.send('settings:set', name, value),
  openSettings: () => ipcRenderer.send('settings:open'),
  onChanged: listen('notes:changed'),
  onProgress: listen('export:progress'),
  onSettings: listen('settings:changed'),
  onSettingsSaved: listen('settings:saved'),
  onReady: listen('app:ready'),
});
