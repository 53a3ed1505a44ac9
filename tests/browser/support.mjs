// What every browser test starts from: the demo built into a scratch folder, served and opened in Chromium.
//
// The demo is copied first, so that neither its ledger nor its output changes. One item is published and withdrawn
// in the copy: whatever the demo's own ledger holds, there is a tombstone to look at.

import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));
export const program = process.env.GONGKAI ?? path.join(repository, 'target/debug/gongkai');
export const modules = process.env.BROWSER_MODULES ?? path.join(repository, 'target/browser');
const { chromium } = createRequire(path.join(modules, 'package.json'))('playwright-core');

// The demo's newest item and its last correction are older, its one future item is younger.
const TODAY = '2026-11-27';
const WITHDRAWN = 'content/政府信息公开制度/撤回测试.md';
// The strictest policy that design.md promises the pages work under.
export const POLICY = "default-src 'self'";
export const A_TEST = { timeout: 90_000 };

const CONTENT_TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.json': 'application/json', '.xml': 'application/xml', '.txt': 'text/plain; charset=utf-8',
};

function gongkai(site, ...args) {
  return execFileSync(program, ['--site', site, '--lang', 'en', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The demo as a finished site: its folder and its pages by kind. */
export async function buildDemo() {
  const scratch = await mkdtemp(path.join(tmpdir(), 'gongkai-browser-'));
  for (const name of ['site.yaml', 'index-numbers.csv', 'published.csv', 'versions', 'content']) {
    await cp(path.join(repository, name), path.join(scratch, name), { recursive: true }).catch((error) => {
      if (error.code !== 'ENOENT' || !['index-numbers.csv', 'published.csv', 'versions'].includes(name)) throw error;
    });
  }
  const withdrawn = path.join(scratch, WITHDRAWN);
  await writeFile(withdrawn, '---\n标题: 撤回测试\n公开日期: 2026-01-05\n发布单位: 区人力社保局\n---\n这条信息随后撤回。\n');
  gongkai(scratch, 'build', '--today', TODAY);
  await rm(withdrawn);
  const ledger = await readFile(path.join(scratch, 'index-numbers.csv'), 'utf8');
  const number = ledger.split('\n').find((row) => row.includes('撤回测试')).split(',')[0].replace(/^\uFEFF/, '');
  gongkai(scratch, 'index', 'withdraw', number, '--reason', '测试撤回');
  gongkai(scratch, 'build', '--today', TODAY);
  const output = path.join(scratch, 'output');
  const pages = await pagesByKind(output, path.join(scratch, 'content'));
  pages.set('tombstone', `${number}.html`);
  return { output, pages, remove: () => rm(scratch, { recursive: true, force: true }) };
}

async function filesBelow(folder, ending) {
  const files = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) files.push(...await filesBelow(place, ending));
    else if (entry.name.endsWith(ending)) files.push(place);
  }
  return files.sort();
}

/** One page of every kind, as path in the site. A kind without a page in the demo is an error. */
async function pagesByKind(output, content) {
  const html = new Map();
  for (const file of await filesBelow(output, '.html')) {
    html.set(path.relative(output, file), await readFile(file, 'utf8'));
  }
  const find = (test) => [...html].find(([page, text]) => test(page, text))?.[0];
  const isProgress = (text) => text.includes('<body class="progress"');
  const isNumbered = (page) => /^\d{9}\//.test(page);
  const rows = (text) => (text.match(/<section class="table-scroll"[\s\S]*?<\/section>/g) ?? [])
    .reduce((most, table) => Math.max(most, table.split('<tr').length - 1), 0);
  const kinds = new Map([
    ['home', 'index.html'],
    ['column', find((page, text) => text.includes('id="subcolumns"'))],
    ['paging', find((page) => /(^|\/)2\.html$/.test(page))],
    ['project', find((page, text) => isProgress(text) && page.endsWith('/index.html') && text.includes('<figure>'))],
    ['year', find((page, text) => isProgress(text) && isNumbered(page) && text.includes('id="periods"'))],
    ['year summary', find((page, text) => isProgress(text) && !isNumbered(page) && text.includes('id="periods"'))],
    ['period', find((page, text) => isProgress(text) && isNumbered(page) && !text.includes('id="periods"'))],
    ['overview', 'progress/index.html'],
    ['overview of a year', 'progress/2024/index.html'],
    ['overview of a quarter', 'progress/2026/Q3.html'],
    ['data dictionary', 'data/index.html'],
    ['catalogue', 'catalogue/index.html'],
    ['catalogue by unit', find((page) => page.startsWith('catalogue/unit-'))],
    ['catalogue by year', find((page) => page.startsWith('catalogue/year-'))],
    ['catalogue by topic', find((page) => page.startsWith('catalogue/topic-'))],
    ['long document', [...html].filter(([page]) => isNumbered(page)).sort((a, b) => b[1].length - a[1].length)[0][0]],
    ['long table', [...html].filter(([page]) => isNumbered(page)).sort((a, b) => rows(b[1]) - rows(a[1]))[0][0]],
    ['upcoming', 'upcoming/index.html'],
    ['corrections', 'corrections/index.html'],
    ['superseded version', find((page) => /^\d{9}\/\d{4}-\d{5}\/v1\.html$/.test(page))],
    ['superseded plan', find((page) => page.endsWith('/plan-v1.html'))],
    ['archived column', find((page, text) => text.includes('aria-label="归档"') && page.endsWith('/index.html'))],
    ['statutory tables', find((page, text) => text.includes('申请人情况'))],
    ['areas', find((page, text) => text.includes('class="breakdown"'))],
    ['404', '404.html'],
  ]);
  const titles = await titlesOfArticleKinds(content);
  for (const kind of ['公文', '通知', '规划', '解读', '动态', '指南', '年报', '页面']) {
    kinds.set(kind, find((page, text) => text.includes('<body class="document') && titles.get(kind)?.includes(headingOf(text))));
  }
  for (const [kind, page] of kinds) {
    if (!page || !html.has(page)) throw new Error(`the demo has no page of the kind ${kind}`);
  }
  return kinds;
}

/** The title of a page, without the marks that keep its words together. */
function headingOf(text) {
  return /<h1>([^]*?)<\/h1>/.exec(text)?.[1].replace(/<[^>]*>/g, '');
}

async function titlesOfArticleKinds(content) {
  const titles = new Map();
  for (const file of await filesBelow(content, '.md')) {
    const text = await readFile(file, 'utf8');
    const title = /^标题: *(.+)$/m.exec(text)?.[1].trim();
    if (!title || file.endsWith('_index.md')) continue;
    const kind = /^类型: *(\S+)/m.exec(text)?.[1] ?? '公文';
    titles.set(kind, [...titles.get(kind) ?? [], title]);
  }
  return titles;
}

/** Serves a folder as a plain web server does, under the strict policy. */
export async function serve(folder) {
  const server = createServer(async (request, response) => {
    const asked = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const file = path.join(folder, asked.endsWith('/') ? `${asked}index.html` : asked);
    const send = (status, body, name) => {
      const type = CONTENT_TYPES[path.extname(name)] ?? 'application/octet-stream';
      response.writeHead(status, { 'Content-Type': type, 'Content-Security-Policy': POLICY });
      response.end(body);
    };
    // A browser asks for this by itself when it shows something that is not a page.
    if (asked === '/favicon.ico') return send(204, '', asked);
    try {
      send(200, await readFile(file), file);
    } catch {
      send(404, await readFile(path.join(folder, '404.html')), '404.html');
    }
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    address: (page) => `http://127.0.0.1:${server.address().port}/${page}`,
    close: () => { server.closeAllConnections(); return new Promise((closed) => server.close(closed)); },
  };
}

/** The address of a page on the disk, as a double click opens it. */
export function fileAddress(folder, page) {
  return pathToFileURL(path.join(folder, page)).href;
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
}

/** Everything that a page complains about or asks of somebody else, from now on. */
export function listen(page) {
  const complaints = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    const own = ['file:', 'data:'].includes(protocol) || hostname === '127.0.0.1';
    if (!own) complaints.push(`other host: ${request.url()}`);
  });
  return complaints;
}

const axe = await readFile(createRequire(path.join(modules, 'package.json')).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe has against a page, by rule. */
export async function violations(page) {
  // Evaluated, not put in as an element: the pages' policy forbids that.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await globalThis.axe.run(document, { runOnly: tags });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ').slice(0, 300)}`);
  });
}

/** Clicks a link and waits until its page is there: a click alone may return before the old page has gone. */
export async function follow(tab, link) {
  const loaded = tab.waitForEvent('load');
  await link.click();
  await loaded;
}

/**
 * A demo, its server and a browser for one test file; `after` is the runner's hook. The context is for all tests
 * that leave no settings behind: a new one for each would double their time.
 */
export async function setUp(after) {
  const demo = await buildDemo();
  const server = await serve(demo.output);
  const browser = await launch();
  after(async () => {
    await browser.close();
    await server.close();
    await demo.remove();
  });
  return { demo, server, browser, context: await browser.newContext() };
}
