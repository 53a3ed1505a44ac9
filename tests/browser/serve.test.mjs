// The preview in a browser: what is saved shows by itself, and what the reader did to the page stays.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, beforeEach, test } from 'node:test';
import { A_TEST, launch, listen, program } from './support.mjs';

const SITE = `名称: 云溪区人民政府
网址: https://www.example.gov.cn/
标识码: "3306040012"
行政区划: "330604"
机构:
  - {简称: 区人力社保局, 全称: 云溪区人力资源和社会保障局, 代码: "002590761"}
`;
const LONG = Array.from({ length: 60 }, (_, at) => `第${at + 1}段。这一段写得长一些，好让页面有得滚动。`).join('\n');
const ARTICLE = 'content/通知/放假安排.md';
const PAGE = 'preview/通知/放假安排.html';
const OTHER = 'content/通知/停水通知.md';

const article = (title, text) => `---\n标题: ${title}\n公开日期: 2026-05-01\n---\n${text}\n`;

const site = await mkdtemp(path.join(tmpdir(), 'gongkai-serve-'));
const browser = await launch();
let preview;
let port;

async function put(file, text) {
  const place = path.join(site, file);
  await mkdir(path.dirname(place), { recursive: true });
  // As most editors save: written beside, then put in its place.
  await writeFile(`${place}~`, text);
  await rename(`${place}~`, place);
}

async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const { port: free } = server.address();
  await new Promise((closed) => server.close(closed));
  return free;
}

async function start(...args) {
  preview = spawn(program, ['--site', site, '--lang', 'zh', 'serve', '--port', String(port), '--today', '2026-11-27', ...args],
    { stdio: ['ignore', 'ignore', 'pipe'] });
  const lines = createInterface({ input: preview.stderr });
  for await (const line of lines) {
    if (line.includes('http://127.0.0.1:')) break;
  }
  preview.stderr.resume();
}

async function stop() {
  const ended = once(preview, 'exit');
  preview.kill('SIGINT');
  const [code] = await ended;
  assert.equal(code, 0);
}

await put('site.yaml', SITE);
await put('content/通知/_index.md', '---\n标题: 通知公告\n---\n');
await put(ARTICLE, article('放假安排', LONG));
await put(OTHER, article('停水通知', '明天停水。'));
port = await freePort();
await start();

const context = await browser.newContext({ viewport: { width: 1000, height: 700 } });
await context.grantPermissions(['clipboard-read', 'clipboard-write']);
after(async () => {
  await browser.close();
  await stop();
  await rm(site, { recursive: true, force: true });
});
beforeEach(async () => {
  await put('site.yaml', SITE);
  await put(ARTICLE, article('放假安排', LONG));
  await put(OTHER, article('停水通知', '明天停水。'));
});

const address = (page) => `http://127.0.0.1:${port}/${encodeURI(page)}`;

/** Opens a page, waits until the preview stands beside it, and tells what the page complains about. */
async function open(page = PAGE) {
  const tab = await context.newPage();
  const complaints = listen(tab);
  await tab.goto(address(page));
  await tab.locator('gongkai-preview .file').waitFor();
  return { tab, complaints };
}

/** Waits for words in the page itself, which must not be loaded anew. */
async function sees(tab, words) {
  await tab.getByText(words).first().waitFor({ timeout: 10_000 });
}

/** Marks the document, so that a reload would show. */
const brand = (tab) => tab.evaluate(() => { window.branded = true; });
const isBranded = (tab) => tab.evaluate(() => window.branded === true);

test('what is saved shows within a moment, without loading the page anew', A_TEST, async () => {
  const { tab, complaints } = await open();
  await brand(tab);
  const begin = Date.now();
  await put(ARTICLE, article('放假安排', `${LONG}\n新添的一句话。`));
  await sees(tab, '新添的一句话。');
  const taken = Date.now() - begin;
  await put(ARTICLE, article('春节放假安排', LONG));
  await tab.waitForFunction(() => document.title.startsWith('春节放假安排'));
  assert.equal(await tab.locator('h1').textContent(), '春节放假安排');
  assert.equal(await tab.getByText('新添的一句话。').count(), 0);
  assert.ok(await isBranded(tab), 'the page was loaded anew');
  assert.ok(taken < 3000, `it took ${taken} ms`);
  assert.deepEqual(complaints, []);
  await tab.close();
});

test('scroll position, opened details and typed text stay', A_TEST, async () => {
  const { tab } = await open();
  await tab.evaluate(() => {
    // As a theme of the site's own might have them.
    const details = document.createElement('details');
    details.innerHTML = '<summary>更多</summary><p>折起来的</p><input id="typed">';
    document.querySelector('footer').append(details);
    details.open = true;
    document.getElementById('typed').value = '填了一半';
    window.scrollTo({ top: 1400, behavior: 'instant' });
  });
  await tab.locator('[data-contrast=high]').evaluate((button) => button.click());
  const before = await tab.evaluate(() => window.scrollY);
  assert.ok(before > 1000);
  await put(ARTICLE, article('放假安排', LONG.replace('第55段。', '第55段改过了。')));
  await sees(tab, '第55段改过了。');
  await put(ARTICLE, article('放假安排', LONG.replace('第55段。', '第55段又改了。').replace('第58段。', '')));
  await sees(tab, '第55段又改了。');
  const now = await tab.evaluate(() => ({
    scroll: window.scrollY,
    open: document.querySelector('footer details').open,
    typed: document.getElementById('typed').value,
    contrast: document.documentElement.dataset.contrast,
    settings: !document.querySelector('.settings').hidden,
  }));
  assert.deepEqual(now, { scroll: before, open: true, typed: '填了一半', contrast: 'high', settings: true });
  await tab.close();
});

test('mistakes are listed with line and cure over the last good page, and go when they are mended', A_TEST, async () => {
  const { tab, complaints } = await open();
  await brand(tab);
  const panel = tab.locator('gongkai-preview .panel');
  assert.equal(await panel.isVisible(), false);
  await put(ARTICLE, article('放假安排', '改到一半。').replace('公开日期: ', '公开日期：'));
  await panel.waitFor({ state: 'visible' });
  const text = await panel.innerText();
  assert.match(text, /1 个错误/);
  assert.match(text, /全角冒号/);
  assert.match(text, /content\/通知\/放假安排\.md:3:5/);
  assert.match(text, /办法：\s*换成半角冒号/);
  assert.equal(await panel.locator('mark').textContent(), '：');
  assert.match(await tab.locator('gongkai-preview [role=alert]').textContent(), /1 个错误/);
  // The caret stands under the character that is meant.
  const [mark, caret] = await Promise.all([panel.locator('mark').boundingBox(), panel.locator('.carets .ghost').last().boundingBox()]);
  assert.ok(Math.abs(mark.x - (caret.x + caret.width)) < 2, `mark at ${mark.x}, caret at ${caret.x + caret.width}`);
  // The page below is the last good one.
  assert.equal(await tab.getByText('第30段。').count(), 1);
  assert.equal(await tab.getByText('改到一半。').count(), 0);
  // The next mistake is followed.
  await put(OTHER, article('停水通知', '见[附件](没有.pdf)。'));
  await panel.getByText('没有.pdf').first().waitFor();
  assert.match(await panel.locator('li').first().innerText(), /停水通知\.md/);
  assert.match(await panel.innerText(), /2 个错误/);
  // Closed by key, it stays closed until something else is found.
  await panel.focus();
  await tab.keyboard.press('Escape');
  assert.equal(await panel.isVisible(), false);
  assert.equal(await tab.locator('gongkai-preview .count').textContent(), '2 个错误');
  await tab.locator('gongkai-preview .count').click();
  assert.equal(await panel.isVisible(), true);
  await put(OTHER, article('停水通知', '明天停水。'));
  await put(ARTICLE, article('放假安排', '都改好的话。'));
  await sees(tab, '都改好的话。');
  await panel.waitFor({ state: 'hidden' });
  assert.equal(await tab.locator('gongkai-preview .count').isVisible(), false);
  assert.ok(await isBranded(tab));
  assert.deepEqual(complaints, []);
  await tab.close();
});

test('a broken template is told, and the page comes back', A_TEST, async () => {
  const { tab } = await open();
  await put('themes/gongkai/article.html', '{% if %}');
  const panel = tab.locator('gongkai-preview .panel');
  await panel.getByText('themes/gongkai/article.html').first().waitFor();
  assert.equal(await tab.getByText('第30段。').count(), 1);
  await rm(path.join(site, 'themes'), { recursive: true });
  await panel.waitFor({ state: 'hidden' });
  await tab.close();
});

test('style sheets are swapped in place', A_TEST, async () => {
  const { tab, complaints } = await open();
  await brand(tab);
  await tab.evaluate(() => window.scrollTo({ top: 900, behavior: 'instant' }));
  const colour = () => tab.evaluate(() => getComputedStyle(document.querySelector('h1')).color);
  const before = await colour();
  await put('themes/gongkai/assets/site.css', 'h1 { color: rgb(1, 2, 3); } body { min-height: 5000px; }');
  await tab.waitForFunction(() => getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)');
  await put('themes/gongkai/assets/site.css', 'h1 { color: rgb(4, 5, 6); } body { min-height: 5000px; }');
  await tab.waitForFunction(() => getComputedStyle(document.querySelector('h1')).color === 'rgb(4, 5, 6)');
  // A sheet goes once its successor has loaded, which may be a moment after that one's colours show.
  await tab.waitForFunction(() => document.querySelectorAll('head link[rel=stylesheet]').length === 1);
  await rm(path.join(site, 'themes'), { recursive: true });
  await tab.waitForFunction((old) => getComputedStyle(document.querySelector('h1')).color === old, before);
  assert.ok(await isBranded(tab));
  assert.deepEqual(complaints, []);
  await tab.close();
});

test('of two tabs each shows its own page, and the other is told where the change is', A_TEST, async () => {
  const { tab: first } = await open();
  const { tab: second } = await open('preview/通知/停水通知.html');
  await put(ARTICLE, article('放假安排', '只改了这一页。'));
  await sees(first, '只改了这一页。');
  const hint = second.locator('gongkai-preview .word a');
  await hint.waitFor();
  assert.equal(await hint.textContent(), '放假安排');
  assert.equal(await second.locator('gongkai-preview [role=status]').textContent(), '刚刚更新：放假安排');
  assert.equal(await first.locator('gongkai-preview .word').textContent(), '');
  await hint.click();
  await sees(second, '只改了这一页。');
  await Promise.all([first.close(), second.close()]);
});

test('more tabs than a browser has connections all stay up to date', A_TEST, async () => {
  const tabs = [];
  for (let at = 0; at < 9; at += 1) tabs.push((await open()).tab);
  await put(ARTICLE, article('放假安排', '九个窗口都看得到。'));
  for (const tab of tabs) await sees(tab, '九个窗口都看得到。');
  await Promise.all(tabs.map((tab) => tab.close()));
});

test('the bar names the file behind the page and copies its path', A_TEST, async () => {
  const { tab, complaints } = await open();
  const file = tab.locator('gongkai-preview .file');
  assert.equal(await file.textContent(), ARTICLE);
  await file.click();
  await tab.getByText('已复制文件路径').waitFor();
  const copied = await tab.evaluate(() => navigator.clipboard.readText());
  assert.equal(await readFile(copied, 'utf8'), article('放假安排', LONG));
  assert.equal(await tab.locator('gongkai-preview .mark').isVisible(), false);
  // It is for the screen only, and covers nothing at the end of the page.
  await tab.evaluate(() => window.scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' }));
  const [bar, footer] = await Promise.all([tab.locator('gongkai-preview .bar').boundingBox(), tab.locator('footer').boundingBox()]);
  assert.ok(footer.y + footer.height <= bar.y + 1);
  await tab.emulateMedia({ media: 'print' });
  assert.equal(await tab.locator('gongkai-preview').isVisible(), false);
  assert.deepEqual(complaints, []);
  await tab.close();
});

test('a preview that ends is told, and found again when it is back', A_TEST, async () => {
  const { tab } = await open();
  await brand(tab);
  const word = tab.locator('gongkai-preview [role=status]');
  await stop();
  await tab.waitForFunction(() => document.querySelector('gongkai-preview').shadowRoot.querySelector('[role=status]').textContent.includes('已断开'));
  await put(ARTICLE, article('放假安排', '关着的时候改的。'));
  assert.equal(await tab.getByText('第30段。').count(), 1);
  await start();
  await sees(tab, '关着的时候改的。');
  assert.equal(await word.textContent(), '');
  assert.ok(await isBranded(tab));
  await put(ARTICLE, article('放假安排', '又连上了。'));
  await sees(tab, '又连上了。');
  await tab.close();
});

test('a page whose file goes stays readable', A_TEST, async () => {
  await put('content/通知/临时.md', article('临时', '马上就没有了。'));
  const { tab } = await open('preview/通知/临时.html').catch(async () => {
    await new Promise((later) => setTimeout(later, 500));
    return open('preview/通知/临时.html');
  });
  await rm(path.join(site, 'content/通知/临时.md'));
  await tab.getByText('这一页的文件已移走或删除').waitFor();
  assert.equal(await tab.getByText('马上就没有了。').count(), 1);
  await put('content/通知/临时.md', article('临时', '又回来了。'));
  await sees(tab, '又回来了。');
  await rm(path.join(site, 'content/通知/临时.md'));
  await tab.close();
});

test('a missing page appears once its file is written', A_TEST, async () => {
  const tab = await context.newPage();
  await tab.goto(address('preview/通知/将来的.html'));
  await sees(tab, '页面不存在');
  await put('content/通知/将来的.md', article('将来的', '现在有了。'));
  await sees(tab, '现在有了。');
  await rm(path.join(site, 'content/通知/将来的.md'));
  await tab.close();
});
