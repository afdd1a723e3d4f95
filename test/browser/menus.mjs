// What an owner puts around every page: menus in an order of their own, and an
// announcement that a reader closes for good.
import assert from 'node:assert/strict';
import { accessible } from './checks.mjs';

// arrange puts the menu at the head in another order at the desk, by a key and
// by dragging, and looks at it as a reader.
export async function arrange(desk, page) {
  await desk.goto('/admin/settings/navigation');
  const rows = desk.locator('[data-menu=header] [data-row]');
  const names = () => rows.locator('[data-label]').evaluateAll((all) => all.map((field) => field.value || field.placeholder));
  const [first, second, ...rest] = await names();
  const grip = (name) => rows.getByRole('button', { name: `Move ${name}`, exact: true });
  await grip(first).press('ArrowDown');
  assert.deepEqual(await names(), [second, first, ...rest]);
  await desk.getByText(`${first}: place 2 of ${rest.length + 2}.`).waitFor();
  const last = rest.pop();
  const [from, to] = [await grip(last).boundingBox(), await grip(second).boundingBox()];
  await desk.mouse.move(from.x + 5, from.y + 5);
  await desk.mouse.down();
  await desk.mouse.move(to.x + 5, to.y + 40, { steps: 3 });
  await desk.mouse.move(to.x + 5, to.y - 5);
  await desk.mouse.up();
  assert.deepEqual(await names(), [last, second, first, ...rest]);
  await desk.getByRole('button', { name: 'Save both menus' }).click();
  await desk.getByText('Saved.').waitFor();
  await page.goto('/');
  assert.deepEqual(await page.locator('.sections li').allTextContents(), [last, second, first, ...rest]);
}

// announce announces something at the desk and closes it as a reader.
export async function announce(desk, page) {
  await desk.goto('/admin/settings/announcement');
  await desk.getByLabel('What is announced').fill('No ferry on **Sunday**');
  await desk.getByRole('button', { name: 'Save' }).click();
  await desk.getByText('Readers see it now.').waitFor();
  await page.goto('/archive');
  const bar = page.getByRole('region', { name: 'Announcement' });
  await bar.getByText('No ferry on Sunday').waitFor();
  await accessible(page, 'announcement');
  await bar.getByRole('button', { name: 'Close this announcement' }).click();
  await bar.waitFor({ state: 'detached' });
  await page.goto('/');
  assert.equal(await page.locator('.announcement').isVisible(), false);
}
