// The path of a member through the demo publication: from the words that stand
// before a post for members to a comment that everybody reads.
import assert from 'node:assert/strict';
import { accessible } from './checks.mjs';
import { visit } from './lib.mjs';
import { mailed } from './pages.mjs';

const email = 'nell.harker@gullstreet.example'; // a member since the pages of the mails were looked at
const post = '/terns-come-back-to-the-skerries-312-pairs-of-them';
const said = 'I counted the third strip myself. It was cold.';

export async function memberPath(browser, base, desk) {
  const member = await visit(browser, base, { member: true });
  const { page } = member;
  await page.goto(post);
  assert.equal(await page.getByRole('heading', { name: 'What changed' }).count(), 0, 'what is for members stands before everybody');
  await page.getByRole('link', { name: 'Sign in to read on' }).click();
  await page.getByLabel('Email address').fill(email);
  await page.getByRole('main').getByRole('button').click();
  await page.getByRole('heading', { name: 'Type the code' }).waitFor();
  const digits = (await mailed(desk.page, email, /Your code is \d{6}/)).slice(-6);
  await page.getByLabel('Six digits from the mail').fill(digits);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname === post);
  await page.getByRole('heading', { name: 'What changed' }).waitFor();

  await page.getByLabel('Your name, as readers see it').fill('Nell from Gull Street');
  await page.getByLabel('Your comment').fill(said);
  await page.locator('.comment-form').getByRole('button').click();
  await page.getByText('Only you see this yet: it waits for an editor.').waitFor();
  await accessible(page, 'a comment that waits');
  assert.ok(!(await (await fetch(base + post)).text()).includes(said), 'a held comment stands before everybody');

  await desk.page.goto('/admin/comments');
  await desk.page.getByRole('button', { name: 'Approve the comment of Nell from Gull Street' }).click();
  await desk.page.getByRole('status').waitFor();
  await page.reload();
  await page.getByText(said).waitFor();
  assert.equal(await page.getByText('Only you see this yet').count(), 0);
  await member.done();
}
