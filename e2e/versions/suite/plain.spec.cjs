const { expect, test } = require('@playwright/test');

test('fails', async ({ page }) => {
  const { open } = await import('./app.mjs');
  await open(page);
  await test.step('ask', async () => {
    await page.locator('h1').click();
    await expect(page.locator('h1')).toHaveText('pear');
  });
  expect(await page.locator('h1').textContent()).toBe('apple');
});
