const HTML = `<h1>none</h1><script>
  onclick = async () => {
    document.querySelector('h1').textContent = await window.__TAURI_INTERNALS__.invoke('fruit', { of: 'tree' });
  };
</script>`;

/** The app's own backend in the page. */
function mock() {
  window.__TAURI_INTERNALS__ = {
    invoke: async (command) => {
      if (command === 'hang') await new Promise(() => {});
      if (command === 'fail') throw 'disk full';
      return 'pear';
    },
  };
}

/** Opens the app in a page. */
export async function open(page) {
  await page.route('http://app.test/', (route) => route.fulfill({ contentType: 'text/html', body: HTML }));
  await page.addInitScript(mock);
  await page.goto('http://app.test/');
}
