// Search for everybody: axe finds nothing on the page of results in any of its states, and a keyboard is enough.

import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { A_TEST, listen, setUp, violations } from './support.mjs';

const { server, context } = await setUp(after);

async function settled(page) {
  await page.waitForFunction(() => /条|没有|请输入|刷新/.test(document.getElementById('search-status')?.textContent ?? ''));
}

for (const [state, query] of [['nothing typed', ''], ['results', '就业'], ['nothing found', '㊣龘靐'], ['filtered', '就业&kind=公文&sort=date'], ['the second page', '就业&page=2']]) {
  for (const width of [1280, 375]) {
    test(`axe has nothing against ${state} at ${width} px`, A_TEST, async () => {
      const page = await context.newPage();
      await page.setViewportSize({ width, height: 800 });
      await page.goto(server.address(`search.html?q=${encodeURI(query)}`));
      await settled(page);
      if (state === 'results') await page.locator('#search-filters').waitFor();
      assert.deepEqual(await violations(page), []);
      await page.close();
    });
  }
}

test('a keyboard is enough: to the box, to a result, to a filter, and back', A_TEST, async () => {
  const page = await context.newPage();
  const complaints = listen(page);
  await page.goto(server.address('index.html'));
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('name') ?? document.activeElement?.textContent ?? '');
  const tabTo = async (isThere) => {
    for (let stops = 0; stops < 80; stops++) {
      await page.keyboard.press('Tab');
      if (isThere(await focused())) return;
    }
    assert.fail('the keyboard does not get there');
  };
  await tabTo((name) => name === 'q');
  await page.keyboard.type('就业');
  await page.keyboard.press('Enter');
  await page.waitForURL(/search\.html\?q=/);
  await settled(page);
  await page.locator('#search-filters').waitFor();
  await tabTo((name) => name === 'year');
  await page.keyboard.press('ArrowDown');
  await tabTo((text) => text === '筛选');
  await page.keyboard.press('Enter');
  await page.waitForURL(/year=\d{4}/);
  await settled(page);
  const first = await page.locator('.hit h2 a').first().innerText();
  await tabTo((text) => text === first);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => !url.pathname.endsWith('search.html'));
  await page.goBack();
  await settled(page);
  assert.match(page.url(), /year=\d{4}/);
  assert.deepEqual(complaints, []);
  await page.close();
});

test('near titles are offered where nothing is found', A_TEST, async () => {
  const page = await context.newPage();
  await page.goto(server.address(`search.html?q=${encodeURIComponent('职业技能培训补贴领取办法细则')}`));
  await settled(page);
  assert.match(await page.getByRole('status').first().innerText(), /没有找到/);
  const near = page.locator('#search-nearest a');
  assert.ok(await near.count() > 0, 'no title is near');
  await near.first().click();
  await page.waitForURL((url) => !url.pathname.endsWith('search.html'));
  await page.close();
});

test('robots are told to keep off pages of results, and the address bar can search', A_TEST, async () => {
  const page = await context.newPage();
  const robots = await (await page.goto(server.address('robots.txt'))).text();
  assert.match(robots, /^Disallow: \/search\.html\?$/m);
  await page.goto(server.address('index.html'));
  const description = await page.locator('link[rel=search]').getAttribute('href');
  assert.match(description, /opensearch\.xml$/);
  const data = await page.locator('script[type="application/ld+json"]').allTextContents();
  assert.ok(data.some((text) => text.includes('SearchAction')), 'no SearchAction');
  await page.close();
});
