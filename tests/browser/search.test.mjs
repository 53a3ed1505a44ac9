// Search in the browser: from a server under the strict policy and from the disk, with the keyboard, on a phone, and the same
// results as the command line.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import test, { after } from 'node:test';

import { A_TEST, fileAddress, follow, listen, program, setUp } from './support.mjs';

const { demo, server, context } = await setUp(after);
const site = path.dirname(demo.output);

/** What the command line finds, as addresses. */
function found(...words) {
  const options = ['--site', site, 'search', '--limit', '10', '--format', 'json', ...words];
  return JSON.parse(execFileSync(program, options, { encoding: 'utf8' }));
}

/** Waits until the page has said what it found. */
async function settled(page) {
  await page.waitForFunction(() => /条|没有|请输入|刷新/.test(document.getElementById('search-status')?.textContent ?? ''));
}

const titles = (page) => page.locator('.hit h2 a').allInnerTexts();

for (const [how, address] of [['a server', (page) => server.address(page)], ['the disk', (page) => fileAddress(demo.output, page)]]) {
  test(`somebody types, pages, follows a hit and goes back, from ${how}`, A_TEST, async () => {
    const page = await context.newPage();
    const complaints = listen(page);
    await page.goto(address('index.html'));
    await page.getByRole('searchbox').fill('劳动争议');
    await page.keyboard.press('Enter');
    await page.waitForURL(/search\.html\?q=/);
    await settled(page);
    const { hits, total } = found('劳动争议');
    assert.deepEqual(await titles(page), hits.map((hit) => hit.title));
    assert.match(await page.getByRole('status').first().innerText(), new RegExp(`${total} 条`));
    assert.ok((await page.locator('.hit-line mark').allInnerTexts()).includes('劳动争议'));
    if (total > 10) {
      await follow(page, page.getByRole('link', { name: '下一页' }));
      await settled(page);
      assert.match(page.url(), /page=2/);
      await page.goBack();
      await settled(page);
    }
    const first = await page.locator('.hit h2 a').first().getAttribute('href');
    await page.locator('.hit h2 a').first().press('Enter');
    await page.waitForURL((url) => url.href.includes(first.split('#')[0]));
    await page.goBack();
    await settled(page);
    assert.equal((await titles(page)).length, hits.length);
    assert.deepEqual(complaints, []);
    await page.close();
  });
}

test('the browser finds what the command line finds', A_TEST, async () => {
  const page = await context.newPage();
  for (const words of ['就业', '勞動爭議', '706102332 2024', '补贴 培训', '“职业技能”', '％', '法', '二〇二四年', '不存在的词语', '2024-Q1 第 1']) {
    await page.goto(server.address(`search.html?q=${encodeURIComponent(words)}`));
    await settled(page);
    assert.deepEqual(await titles(page), found(words).hits.map((hit) => hit.title), words);
  }
  await page.close();
});

test('filters and order stand in the address', A_TEST, async () => {
  const page = await context.newPage();
  await page.goto(server.address('search.html?q=就业'));
  await page.locator('#search-filters').waitFor();
  await page.locator('#search-kind').selectOption('公文');
  await page.locator('#search-sort').selectOption('date');
  await page.getByRole('button', { name: '筛选' }).click();
  await page.waitForURL(/sort=date/);
  await settled(page);
  assert.match(decodeURIComponent(page.url()), /kind=公文/);
  assert.deepEqual(await titles(page), found('就业', '--kind', '公文', '--by-date').hits.map((hit) => hit.title));
  await page.close();
});

test('nothing found leads on, and on a phone nothing scrolls sideways', A_TEST, async () => {
  const page = await context.newPage();
  await page.setViewportSize({ width: 375, height: 700 });
  await page.goto(server.address(`search.html?q=${encodeURIComponent('㊣龘靐')}`));
  await settled(page);
  assert.match(await page.getByRole('status').first().innerText(), /没有找到/);
  assert.equal(await page.locator('.hit').count(), 0);
  assert.ok(await page.locator('#search-ways a').first().isVisible());
  await page.goto(server.address('search.html?q=就业'));
  await page.locator('#search-filters').waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
  await page.close();
});

test('without scripts the page says so and leads to the catalogue', A_TEST, async () => {
  const plain = await context.browser().newContext({ javaScriptEnabled: false });
  const page = await plain.newPage();
  await page.goto(server.address('search.html?q=就业'));
  assert.match(await page.locator('main').innerText(), /JavaScript[\s\S]*信息公开目录/);
  await plain.close();
});
