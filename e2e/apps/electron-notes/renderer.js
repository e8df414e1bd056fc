const { notes: backend } = window;
const element = (id) => document.getElementById(id);
const status = element('status');

document.documentElement.dataset.theme = backend.settings.theme;
backend.onReady(({ version }) => {
  element('version').textContent = version;
});
backend.onChanged(() => attempt(null, showNotes));
backend.onProgress(({ done, total }) => {
  status.value = `Exporting ${done} of ${total}…`;
});
backend.onSettings(({ theme }) => {
  document.documentElement.dataset.theme = theme;
});

element('editor').addEventListener('submit', (event) => {
  event.preventDefault();
  void attempt('Saved', () => backend.save({ title: element('title').value, body: element('body').value }));
});
element('search').addEventListener('input', async ({ target }) => showTitles(await backend.search(target.value)));
element('settings').addEventListener('click', () => backend.openSettings());
element('sync').addEventListener('click', () => {
  status.value = 'Syncing…';
  void attempt('Synced', () => backend.sync());
});
element('export').addEventListener('click', async () => {
  const exported = await attempt(null, () => backend.export('markdown'));
  if (exported) status.value = `Exported ${exported.count} notes to ${exported.name}`;
});
element('count').addEventListener('click', async () => {
  const counted = await attempt(null, () => backend.countWords());
  if (counted) status.value = `${counted.words} words`;
});

void attempt('Ready', showNotes);

/** Runs what a button or the backend asks for; says in the page how it went. */
async function attempt(done, action) {
  const error = element('error');
  try {
    const answer = await action();
    error.hidden = true;
    if (done !== null) status.value = done;
    return answer;
  } catch (reason) {
    error.textContent = reason.message;
    error.hidden = false;
    return undefined;
  }
}

async function showNotes() {
  showTitles((await backend.list()).map(({ title }) => title));
}

function showTitles(titles) {
  element('notes').replaceChildren(
    ...titles.map((title) => Object.assign(document.createElement('li'), { textContent: title })),
  );
}
