// What search costs and finds, on a finished site; with --pagefind beside Pagefind on the same pages.
//
//   node benches/search.mjs SITE…  [--pagefind] [--queries 60] [--longest 6] [--program target/release/gongkai] [--seed 1]
//
// SITE is a folder with site.yaml, or `laws`: a site made of the public laws in $GONGKAI_CORPORA/laws. Every site is copied and
// built twice, with search and without (检索: 否). Queries are substrings of 2 to 6 characters (or as many as --longest says) of
// what the pages show, taken at random but always the same. Bytes are those of a server that compresses with gzip -6, in a fresh
// browser for each query, until the first ten results stand. Needs what tests/run installs (Chromium, playwright-core) and, with
// --pagefind, npm.

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';

const PAGEFIND = '1.6.0';
const repository = fileURLToPath(new URL('..', import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? path.join(repository, 'target');
const modules = process.env.BROWSER_MODULES ?? path.join(target, 'browser');

const options = { queries: 60, longest: 6, program: path.join(target, 'release/gongkai'), seed: 1, pagefind: false, sites: [] };
for (let at = 2; at < process.argv.length; at++) {
  const word = process.argv[at];
  if (word === '--pagefind') options.pagefind = true;
  else if (['--queries', '--longest', '--seed'].includes(word)) options[word.slice(2)] = Number(process.argv[++at]);
  else if (word === '--program') options.program = path.resolve(process.argv[++at]);
  else options.sites.push(word);
}
if (options.sites.length === 0) {
  console.error(readFileSync(fileURLToPath(import.meta.url), 'utf8').split('\n').filter((line) => line.startsWith('//')).map((line) => line.slice(3)).join('\n'));
  process.exit(2);
}

const { chromium } = createRequire(path.join(modules, 'package.json'))('playwright-core');

/** Runs a program: seconds of all its threads, and the most MiB it held. */
function cost(command, args, cwd) {
  const measure = 'import os,sys,json\npid=os.fork()\nif pid==0:\n os.dup2(2,1)\n os.execvp(sys.argv[1],sys.argv[1:])\n'
    + '_,status,use=os.wait4(pid,0)\nprint(json.dumps([status,use.ru_utime+use.ru_stime,use.ru_maxrss/1024]))';
  const run = spawnSync('python3', ['-c', measure, command, ...args], { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  const [status, cpu, memory] = JSON.parse(run.stdout.trim().split('\n').at(-1));
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${run.stderr.slice(-2000)}`);
  return { cpu, memory };
}

function filesBelow(folder, under = '') {
  return readdirSync(path.join(folder, under), { withFileTypes: true }).flatMap((entry) => {
    const place = path.posix.join(under, entry.name);
    return entry.isDirectory() ? filesBelow(folder, place) : [place];
  });
}

/** A site of the public laws, one article each. */
function lawSite(folder) {
  const laws = path.join(process.env.GONGKAI_CORPORA ?? '', 'laws');
  mkdirSync(path.join(folder, 'content/laws'), { recursive: true });
  writeFileSync(path.join(folder, 'site.yaml'), '名称: 法规库\n网址: https://law.example.gov.cn/\n标识码: "3306040012"\n'
    + '行政区划: "330604"\n机构:\n  - {简称: 司法局, 全称: 云水县司法局, 代码: "002590761"}\n');
  let number = 0;
  for (const file of filesBelow(laws).filter((file) => file.endsWith('.md')).sort()) {
    const [head, body] = readFileSync(path.join(laws, file), 'utf8').split('<!-- INFO END -->');
    const title = /^# (.*)$/m.exec(head)?.[1];
    if (body === undefined || !title) continue;
    const text = body.split('\n').map((line) => line.replace(/^#+ */, '')).join('\n');
    writeFileSync(path.join(folder, `content/laws/${String(++number).padStart(5, '0')}.md`),
      `---\n标题: "${title.trim().replaceAll('"', '”')}"\n公开日期: 2024-01-02\n---\n${text}`);
  }
}

const INLINE = /^(a|abbr|b|bdi|bdo|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|time|tspan|u|var|wbr)$/;
const UNSEEN = /^(button|desc|nav|option|script|select|style|template|textarea|title)$/;
const EMPTY = /^(br|col|hr|img|input|link|meta|source|wbr)$/;

/** What a page shows in `main`, passage by passage, without blanks; frames and what is marked as no text are left out. */
function passagesOf(html) {
  const main = /<main[^>]*>([\s\S]*)<\/main>/.exec(html)?.[1] ?? '';
  const passages = [''];
  let hidden = null;
  for (const [, text, end, name, rest] of main.matchAll(/([^<]*)(?:<!--[\s\S]*?-->|<(\/?)([a-zA-Z0-9]+)([^>]*)>|$)/g)) {
    if (!hidden) passages[passages.length - 1] += text;
    if (!name) continue;
    if (hidden) {
      if (name === hidden.name && !rest.endsWith('/')) hidden.depth += end ? -1 : 1;
      if (hidden.depth === 0) hidden = null;
      continue;
    }
    if (!INLINE.test(name) && name !== 'br') passages.push('');
    const isUnseen = UNSEEN.test(name) || / hidden| data-search="no"/.test(rest);
    if (!end && isUnseen && !rest.endsWith('/') && !EMPTY.test(name)) hidden = { name, depth: 1 };
  }
  const plain = (text) => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&nbsp;/g, ' ')
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code))).replace(/&amp;/g, '&').replace(/\s+/g, '');
  return passages.map(plain).filter((passage) => passage.length > 1);
}

/** Numbers at random, always the same. */
function random(seed) {
  let state = seed * 2654435761 >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Chinese substrings of 2 to `longest` characters of what pages show. */
function queriesOf(pages, count, longest, seed) {
  const next = random(seed);
  const names = [...pages.keys()];
  const queries = new Set();
  for (let tries = 0; queries.size < count && tries < count * 1000; tries++) {
    const passages = pages.get(names[Math.floor(next() * names.length)]);
    const passage = passages[Math.floor(next() * passages.length)] ?? '';
    const length = 2 + Math.floor(next() * (longest - 1));
    const start = Math.floor(next() * Math.max(1, passage.length - length));
    const query = passage.slice(start, start + length);
    if (query.length === length && /^[\u4e00-\u9fff]+$/.test(query)) queries.add(query);
  }
  return [...queries];
}

const median = (numbers, share = 0.5) => [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))] ?? 0;
const sum = (numbers) => numbers.reduce((all, number) => all + number, 0);
const kilo = (bytes) => `${(bytes / 1000).toFixed(0)} KB`;

/** A server that counts what it sends, compressed. */
async function serve(root) {
  const counted = { bytes: 0, requests: 0 };
  const compressed = new Map();
  const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.wasm': 'application/wasm' };
  const server = createServer((request, response) => {
    const file = path.join(root, decodeURIComponent(new URL(request.url, 'http://a').pathname));
    if (!existsSync(file)) return response.writeHead(404).end();
    if (!compressed.has(file)) compressed.set(file, gzipSync(readFileSync(file), { level: 6 }));
    const bytes = compressed.get(file);
    counted.bytes += bytes.length;
    counted.requests += 1;
    response.writeHead(200, { 'content-type': types[path.extname(file)] ?? 'application/octet-stream', 'content-encoding': 'gzip' }).end(bytes);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { counted, address: (page) => `http://127.0.0.1:${server.address().port}/${page}`, close: () => server.close() };
}

/** Recall and precision of what was found against what the pages show, and the bytes. What stands in a page's title, keywords or
 * abstract need not be found and is not wrong. */
function judge(queries, found, truth, bytes, requests) {
  const count = (isRight) => sum(queries.map((query, at) => found[at].filter((page) => isRight(truth[at], page)).length));
  return {
    recall: count(({ pages }, page) => pages.has(page)) / Math.max(1, sum(truth.map(({ pages }) => pages.size))),
    precision: count(({ pages, also }, page) => pages.has(page) || also.has(page)) / Math.max(1, sum(found.map((pages) => pages.length))),
    bytes: [median(bytes), median(bytes, 0.95)], requests: [median(requests), median(requests, 0.95)],
  };
}

async function ownQueries(browser, output, queries, truth) {
  const server = await serve(output);
  const [found, bytes, requests, slow] = [[], [], [], []];
  for (const query of queries) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(server.address('search.html'));
    Object.assign(server.counted, { bytes: 0, requests: 0 });
    const script = readdirSync(path.join(output, 'assets')).find((name) => name.startsWith('search'));
    const first = await page.evaluate(async (query) => {
      const contents = new Map();
      const load = (name, address) => new Promise((done, failed) => {
        const taken = globalThis.gongkaiSearch;
        const script = document.createElement('script');
        globalThis.gongkaiSearch = Object.assign((own, content) => { contents.set(own, content); done(content); }, taken);
        script.src = address;
        script.onerror = failed;
        document.head.append(script);
      });
      const serial = { last: Promise.resolve() };
      const inOrder = (name, address) => (serial.last = serial.last.then(() => load(name, address)));
      const { Index, find } = globalThis.gongkaiSearch;
      const wanted = { filters: [null, null, null, null, null], byDate: false, count: 10 };
      await find(new Index(await inOrder('index', 'search/index.js'), inOrder), query, wanted);
      globalThis.kept = contents;
    }, query).then(() => ({ ...server.counted }));
    bytes.push(first.bytes);
    requests.push(first.requests);
    const devtools = await context.newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    slow.push(await page.evaluate(async (query) => {
      const begun = performance.now();
      const { Index, find } = globalThis.gongkaiSearch;
      const load = async (name) => globalThis.kept.get(name);
      const wanted = { filters: [null, null, null, null, null], byDate: false, count: 10 };
      await find(new Index(await load('index'), load), query, wanted);
      return performance.now() - begun;
    }, query));
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    found.push(await page.evaluate(async (query) => {
      const { Index, find } = globalThis.gongkaiSearch;
      const load = (name, address) => new Promise((done, failed) => {
        if (globalThis.kept.has(name)) return done(globalThis.kept.get(name));
        const script = document.createElement('script');
        const known = globalThis.gongkaiSearch;
        globalThis.gongkaiSearch = Object.assign((own, content) => { globalThis.kept.set(own, content); done(content); }, known);
        script.src = address;
        script.onerror = failed;
        document.head.append(script);
      });
      const serial = { last: Promise.resolve() };
      const inOrder = (name, address) => (serial.last = serial.last.then(() => load(name, address)));
      const wanted = { filters: [null, null, null, null, null], byDate: false, count: 1e9 };
      const { results } = await find(new Index(await inOrder('index', 'search/index.js'), inOrder), query, wanted);
      return results.hits.map(({ page, place }) => ({ page: decodeURIComponent(page.address), isFile: 'file' in place }));
    }, query));
    if (!script) throw new Error('the site has no search script');
    await context.close();
  }
  server.close();
  // Columns and the home page are found too; what counts here are the pages that both index.
  // What stands in an attachment only this index has.
  const counted = found.map((hits, at) => hits.filter(({ page, isFile }) => truth[at].all.has(page) && (!isFile || truth[at].pages.has(page)))
    .map(({ page }) => page));
  return { ...judge(queries, counted, truth, bytes, requests), slow: [median(slow), median(slow, 0.95)] };
}

/** Pagefind on the same pages: its cost, its size, its answers. */
async function pagefind(browser, output, queries, truth, isQuoted) {
  const addresses = new Map();
  for (const file of filesBelow(path.join(output, 'pagefind/fragment'))) {
    const text = gunzipSync(readFileSync(path.join(output, 'pagefind/fragment', file))).toString('utf8');
    const fragment = JSON.parse(text.slice(text.indexOf('{')));
    addresses.set(file.replace(/\.pf_fragment$/, ''), decodeURIComponent(fragment.url).replace(/^\//, ''));
  }
  const server = await serve(output);
  const [found, bytes, requests] = [[], [], []];
  for (const query of queries) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(server.address('404.html'));
    Object.assign(server.counted, { bytes: 0, requests: 0 });
    const ids = await page.evaluate(async (query) => {
      const engine = await import('/pagefind/pagefind.js');
      const { results } = await engine.search(query);
      await Promise.all(results.slice(0, 10).map((result) => result.data()));
      return results.map((result) => result.id);
    }, isQuoted ? `"${query}"` : query);
    bytes.push(server.counted.bytes);
    requests.push(server.counted.requests);
    found.push(ids.map((id) => addresses.get(id)).filter((page) => page !== undefined));
    await context.close();
  }
  server.close();
  const counted = found.map((pages, at) => pages.filter((page) => truth[at].all.has(page)));
  return judge(queries, counted, truth, bytes, requests);
}

function sizeOf(folder) {
  const sizes = filesBelow(folder).map((file) => gzipSync(readFileSync(path.join(folder, file)), { level: 6 }).length);
  return { all: sum(sizes), largest: Math.max(0, ...sizes), files: sizes.length };
}

function row(name, cells) {
  console.log(`| ${[name, ...cells].join(' | ')} |`);
}

const share = (number) => number.toFixed(3);
const pair = (numbers, show) => numbers.map(show).join(' / ');

for (const site of options.sites) {
  const scratch = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'gongkai-search-'));
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  try {
    const folder = path.join(scratch, 'site');
    if (site === 'laws') lawSite(folder);
    else cpSync(site, folder, { recursive: true, filter: (from) => !/[/\\](output|target|\.git)$/.test(from) });
    // Numbers are issued once, so that both builds that count do the same work.
    const build = (...more) => cost(options.program, ['--site', folder, 'build', '--today', '2026-11-20', ...more]);
    build();
    const fresh = () => ['output', '.gongkai.built', '.gongkai.checked', '.gongkai.texts'].forEach((name) => rmSync(path.join(folder, name), { recursive: true, force: true }));
    const settings = readFileSync(path.join(folder, 'site.yaml'), 'utf8');
    fresh();
    writeFileSync(path.join(folder, 'site.yaml'), `${settings}\n检索: 否\n`);
    const without = build();
    fresh();
    writeFileSync(path.join(folder, 'site.yaml'), settings);
    const whole = build();

    const output = path.join(folder, 'output');
    const pages = new Map(filesBelow(output).filter((file) => file.endsWith('.html') && !/^(search|404|catalogue|progress|corrections|data)/.test(file))
      .filter((file) => !/(^|\/)(index|\d+)\.html$/.test(file) || /^\d{9}\//.test(file))
      .map((file) => [file, passagesOf(readFileSync(path.join(output, file), 'utf8'))]));
    const characters = sum([...pages.values()].flat().map((passage) => passage.length));
    const queries = queriesOf(pages, options.queries, options.longest, options.seed);
    const heads = new Map([...pages.keys()].map((page) => [page, /<head>[\s\S]*<\/head>/.exec(readFileSync(path.join(output, page), 'utf8'))?.[0] ?? '']));
    const all = new Set(pages.keys());
    const truth = queries.map((query) => ({
      all,
      pages: new Set([...pages].filter(([, passages]) => passages.some((passage) => passage.includes(query))).map(([page]) => page)),
      also: new Set([...heads].filter(([, head]) => head.includes(query)).map(([page]) => page)),
    }));

    console.log(`\n## ${site}: ${pages.size} pages, ${(characters / 1e6).toFixed(2)} million characters, ${queries.length} queries\n`);
    row('', ['gongkai', ...(options.pagefind ? [`Pagefind ${PAGEFIND}`, 'in quotes'] : [])]);
    row('---', ['---', ...(options.pagefind ? ['---', '---'] : [])]);
    const size = sizeOf(path.join(output, 'search'));
    const own = await ownQueries(browser, output, queries, truth);
    let other = null;
    if (options.pagefind) {
      const tool = path.join(target, 'pagefind');
      mkdirSync(tool, { recursive: true });
      if (!existsSync(path.join(tool, 'node_modules/.bin/pagefind'))) {
        execFileSync('npm', ['install', '--prefix', tool, '--no-audit', '--no-fund', '--loglevel=error', `pagefind@${PAGEFIND}`]);
      }
      // Both get the same text: that of `main`, without what is marked as no text.
      const spent = cost(path.join(tool, 'node_modules/.bin/pagefind'), ['--site', output, '--root-selector', 'main', '--exclude-selectors', '[data-search=no], nav, button']);
      const plain = await pagefind(browser, output, queries, truth, false);
      const quoted = await pagefind(browser, output, queries, truth, true);
      other = { spent, size: sizeOf(path.join(output, 'pagefind')), plain, quoted };
    }
    const both = (first, second, third = () => '') => [first, ...(other ? [second(other), third(other)] : [])];
    row('CPU seconds for the index', both((whole.cpu - without.cpu).toFixed(2), ({ spent }) => spent.cpu.toFixed(2)));
    row('share of the build without it', both(`${(100 * (whole.cpu / without.cpu - 1)).toFixed(0)} %`, () => ''));
    row('memory, MiB (more than without)', both((whole.memory - without.memory).toFixed(0), ({ spent }) => spent.memory.toFixed(0)));
    row('size, gzip -6', both(kilo(size.all), (all) => kilo(all.size.all)));
    row('bytes for a visible character', both((size.all / characters).toFixed(2), (all) => (all.size.all / characters).toFixed(2)));
    row('largest file', both(kilo(size.largest), (all) => kilo(all.size.largest)));
    row('a query fetches (median / p95)', both(pair(own.bytes, kilo), ({ plain }) => pair(plain.bytes, kilo), ({ quoted }) => pair(quoted.bytes, kilo)));
    row('requests (median / p95)', both(pair(own.requests, String), ({ plain }) => pair(plain.requests, String), ({ quoted }) => pair(quoted.requests, String)));
    row('recall', both(share(own.recall), ({ plain }) => share(plain.recall), ({ quoted }) => share(quoted.recall)));
    row('precision', both(share(own.precision), ({ plain }) => share(plain.precision), ({ quoted }) => share(quoted.precision)));
    row('ms to ten results, CPU 4× slower (median / p95)', both(pair(own.slow, (ms) => ms.toFixed(0)), () => ''));
  } finally {
    await browser.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}
