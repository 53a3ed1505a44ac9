// Search of a portal in the browser: members under its own origin are searched in place, others in the portal's copy of their
// index; from a server under the strict policy and from the disk.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { fileURLToPath } from 'node:url';

import { A_TEST, fileAddress, listen, program, serve, setUp } from './support.mjs';

const { context } = await setUp(after);
const example = fileURLToPath(new URL('../../examples/fleet', import.meta.url));
const root = mkdtempSync(path.join(tmpdir(), 'gongkai-portal-'));
after(() => rmSync(root, { recursive: true, force: true }));

/** Builds the example; the water office has a host of its own here. Gives the folder in which the sites stand side by side. */
function built() {
  cpSync(example, root, { recursive: true });
  const settings = path.join(root, 'water/site.yaml');
  writeFileSync(settings, readFileSync(settings, 'utf8').replace('https://gk.yunxi.example.gov.cn/water/', 'https://slj.example.gov.cn/'));
  const run = (...words) => execFileSync(program, words, { stdio: ['ignore', 'ignore', 'ignore'] });
  const build = (site) => run('build', '--site', path.join(root, site), '--today', '2026-11-30', '--output', path.join(root, 'www', site));
  for (const member of ['education', 'water', 'health']) {
    build(member);
    const portal = path.join(root, 'portal/site.yaml');
    writeFileSync(portal, readFileSync(portal, 'utf8').replace(`../${member}\n`, `../www/${member}\n`));
  }
  run('portal', 'update', '--site', path.join(root, 'portal'));
  build('portal');
  return path.join(root, 'www');
}

const www = built();
const server = await serve(www);
after(() => server.close());

/** What the command line finds. */
function found(...words) {
  const options = ['search', '--site', path.join(root, 'portal'), '--output', path.join(www, 'portal'), '--format', 'json', ...words];
  return JSON.parse(execFileSync(program, options, { encoding: 'utf8' }));
}

async function settled(page) {
  await page.waitForFunction(() => /条|没有找到|请输入|刷新/.test(document.getElementById('search-status')?.textContent ?? ''));
}

for (const words of ['通知', '渗水', '流感疫苗', '河道整治', '汛', '706102332 2026 00001', '没有的词语', '2026年 公里']) {
  test(`the browser finds “${words}” in all members as the command line does`, A_TEST, async () => {
    const page = await context.newPage();
    const complaints = listen(page);
    await page.goto(`${fileAddress(www, 'portal/search.html')}?q=${encodeURIComponent(words)}`);
    await settled(page);
    const { hits, total, unasked } = found(...words.split(' '));
    assert.deepEqual(unasked, []);
    assert.deepEqual(await page.locator('.hit h2 a').allInnerTexts(), hits.map((hit) => hit.title));
    const links = await page.locator('.hit h2 a').evaluateAll((all) => all.map((link) => link.getAttribute('href').split('#')[0]));
    assert.deepEqual(links, hits.map((hit) => hit.address));
    if (total) assert.match(await page.getByRole('status').first().innerText(), new RegExp(`${total} 条`));
    assert.deepEqual(complaints, []);
    await page.close();
  });
}

test('results can be narrowed to one member', A_TEST, async () => {
  const page = await context.newPage();
  await page.goto(`${fileAddress(www, 'portal/search.html')}?q=${encodeURIComponent('通知')}&member=${encodeURIComponent('区水利局')}`);
  await settled(page);
  const members = await page.locator('.hit-facts span:first-child').allInnerTexts();
  assert.ok(members.length > 0 && members.every((member) => member === '区水利局'), String(members));
  assert.equal(await page.locator('#search-member').inputValue(), '区水利局');
  const link = await page.locator('.hit h2 a').first().getAttribute('href');
  assert.ok(link.startsWith('https://slj.example.gov.cn/'), link);
  await page.close();
});

test('from a server under the strict policy it is the same', A_TEST, async () => {
  const page = await context.newPage();
  const complaints = listen(page);
  await page.goto(server.address('portal/index.html'));
  await page.getByRole('searchbox').fill('通知');
  await page.keyboard.press('Enter');
  await page.waitForURL(/search\.html\?q=/);
  await settled(page);
  assert.deepEqual(await page.locator('.hit h2 a').allInnerTexts(), found('通知').hits.map((hit) => hit.title));
  assert.deepEqual(complaints, []);
  await page.close();
});

for (const kind of ['index', 'members/index', 'members/catalogue/index', 'members/progress/index', 'members/missing', 'members/corrections']) {
  test(`${kind}: nothing to complain of, no sideways scrolling`, A_TEST, async () => {
    const page = await context.newPage();
    const complaints = listen(page);
    await page.goto(server.address(`portal/${kind}.html`));
    for (const width of [1280, 640, 375, 320]) {
      await page.setViewportSize({ width, height: 900 });
      const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      assert.ok(wide <= seen, `${wide} > ${seen} at ${width}`);
      assert.equal(await page.locator('h1:visible').count(), 1);
    }
    assert.deepEqual(complaints, []);
    await page.close();
  });
}
