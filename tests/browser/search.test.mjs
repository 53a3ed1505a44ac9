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
  const limit = words.includes('--limit') ? [] : ['--limit', '10'];
  const options = ['--site', site, 'search', ...limit, '--format', 'json', ...words];
  return JSON.parse(execFileSync(program, options, { encoding: 'utf8' }));
}

/** Waits until the page has said what it found. */
async function settled(page) {
  await page.waitForFunction(() => /条|没有|请输入|刷新/.test(document.getElementById('search-status')?.textContent ?? ''));
}

const titles = (page) => page.locator('.hit h2 a').allInnerTexts();

const places = [['a server', (page) => server.address(page)], ['the disk', (page) => fileAddress(demo.output, page)]];
for (const [how, address, width] of places.flatMap((place) => [1280, 375].map((width) => [...place, width]))) {
  test(`somebody types, pages, filters, sorts, follows a hit and goes back, from ${how} at ${width} px`, A_TEST, async () => {
    const page = await context.newPage();
    await page.setViewportSize({ width, height: 700 });
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
    await page.locator('#search-filters').waitFor();
    if (!await page.locator('#search-kind').isVisible()) await page.getByText('筛选和排序').click();
    await page.locator('#search-kind').selectOption('进度');
    await page.locator('#search-sort').selectOption('date');
    await page.getByRole('button', { name: '筛选' }).click();
    await page.waitForURL(/sort=date/);
    await settled(page);
    assert.match(decodeURIComponent(page.url()), /kind=进度/);
    assert.deepEqual(await titles(page), found('劳动争议', '--kind', '进度', '--by-date').hits.map((hit) => hit.title));
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
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

test('filters promise no more than they hold, and an exact count is exact', A_TEST, async () => {
  const page = await context.newPage();
  let exact = 0;
  for (const words of ['2024年', '就业', '“劳有所得”', '完成率 目标']) {
    await page.goto(server.address(`search.html?q=${encodeURIComponent(words)}`));
    await page.locator('#search-filters').waitFor();
    for (const filter of ['kind', 'year']) {
      for (const option of (await page.locator(`#search-${filter} option`).allInnerTexts()).slice(1)) {
        const [, name, most, count] = /^(.*)（(至多 )?(\d+)）$/.exec(option);
        const { total } = found(words, `--${filter}`, name, '--limit', '1000');
        assert.ok(most ? total <= Number(count) : total === Number(count), `${words}: ${option}, but there are ${total}`);
        exact += most ? 0 : 1;
      }
    }
  }
  assert.ok(exact > 5, 'no count is exact');
  await page.close();
});

test('what is said of the results is true', A_TEST, async () => {
  const page = await context.newPage();
  const said = async (query) => {
    await page.goto(server.address(`search.html?q=${encodeURI(query)}`));
    await settled(page);
    return page.getByRole('status').first().innerText();
  };
  assert.match(await said('“劳有所得”'), /^“劳有所得”：/);
  // One character stands in many texts, but only titles are looked at.
  assert.match(await said('法'), /共 \d+ 条。单独一个字，只在标题里找。$/);
  assert.match(await said('龘'), /没有找到“龘”。单独一个字，只在标题里找。$/);
  assert.match(await said('从来没有的词语'), /用空格把词分开/);
  assert.match(await said('就业&year=1999'), /没有找到“就业”（已筛选）。可以去掉筛选再查。$/);
  // A page of results that there is not is the last one.
  const all = /(\d+) 条/.exec(await said('就业&page=999'))[1];
  assert.equal(await page.locator('.hit').count(), Number(all) % 10 || 10);
  assert.equal(await page.locator('#search-paging [aria-current]').innerText(), String(Math.ceil(Number(all) / 10)));
  await page.close();
});

test('on a phone results stand on the first screen, and filters unfold', A_TEST, async () => {
  const page = await context.newPage();
  await page.setViewportSize({ width: 375, height: 667 });
  await page.goto(server.address('search.html?q=就业'));
  await page.locator('#search-filters').waitFor();
  const { y } = await page.locator('.hit').first().boundingBox();
  assert.ok(y < 600, `the first result stands at ${y}`);
  await page.getByText('筛选和排序').click();
  await page.locator('#search-year').selectOption({ index: 1 });
  await page.getByRole('button', { name: '筛选' }).click();
  await page.waitForURL(/year=\d{4}/);
  await page.locator('#search-filters').waitFor();
  assert.ok(await page.locator('#search-year').isVisible(), 'a filter that is set is folded away');
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
