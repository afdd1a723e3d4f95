// The look that a publication chooses in its settings, seen by a reader: the
// scheme holds against the device, and each front page is accessible, fits the
// window and shows every story.
import assert from 'node:assert/strict';
import { accessible, noSideways } from './checks.mjs';

async function choose(desk, choices) {
  await desk.goto('/admin/settings/design');
  for (const [label, value] of Object.entries(choices)) await desk.getByLabel(label, { exact: true }).selectOption(value);
  await desk.getByRole('button', { name: 'Save' }).click();
  await desk.getByRole('status').waitFor();
}

const ground = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

// fronts chooses one front page after the other at the desk and looks at it as
// a reader. The publication keeps the last.
export async function fronts(t, desk, page) {
  await page.goto('/');
  const light = await ground(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await ground(page);
  assert.notEqual(light, dark);

  await t.test('the settings say how the accent is read', async () => {
    await desk.goto('/admin/settings/design');
    await desk.getByText(/As text, #0b5d6b is used as it is \(contrast \d/).waitFor();
  });

  for (const [front, mark, scheme, colour] of [['Grid', '.grid', 'light', light], ['List', '.briefs', 'dark', dark], ['River', '.river', 'auto', light]]) {
    await t.test(`${front}, ${scheme}`, async () => {
      await choose(desk, { 'Front page': front.toLowerCase(), 'Light or dark': scheme });
      await page.emulateMedia({ colorScheme: scheme === 'light' ? 'dark' : 'light' }); // against the choice
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.goto('/');
      assert.equal(await ground(page), colour);
      assert.equal(await page.locator(`${mark} .card`).count(), await page.locator('.card').count());
      await accessible(page, front);
      await page.setViewportSize({ width: 390, height: 844 });
      await noSideways(page, front);
    });
  }
}
