// What the eye stumbles over, measured: titles broken within words, figures out of sight, words under lines, captions
// without their tables, boxes in the way of what a reader came for.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';
import { A_TEST, fileAddress, setUp } from './support.mjs';

const { demo, server, context } = await setUp(after);
const WIDTHS = [1280, 375];

/** The demo's page with this heading. */
const titled = async (title) => {
  const tab = await context.newPage();
  await tab.goto(server.address('search.html?q=' + encodeURIComponent(title)));
  await tab.locator('.hit h2 a').first().waitFor();
  const url = await tab.locator('.hit h2 a', { hasText: title }).first().evaluate((link) => link.href);
  await tab.close();
  return url;
};

/** Words of titles that stand on two lines. */
function brokenWords() {
  const faults = [];
  const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
  for (const title of document.querySelectorAll('h1, .card-title a, .node strong')) {
    const walker = document.createTreeWalker(title, NodeFilter.SHOW_TEXT);
    const places = [];
    let text = '';
    while (walker.nextNode()) {
      const node = walker.currentNode;
      for (let at = 0; at < node.length; at += 1) places.push([node, at]);
      text += node.data;
    }
    const words = [...segmenter.segment(text)].filter(({ segment, isWordLike }) => isWordLike && segment.length <= 6);
    // A number and what it counts are one word to a reader.
    for (const found of text.matchAll(/\d{1,5}[年月日个项件]/g)) words.push({ segment: found[0], index: found.index });
    for (const { segment, index } of words) {
      const range = document.createRange();
      range.setStart(...places[index]);
      const [last, at] = places[index + segment.length - 1];
      range.setEnd(last, at + 1);
      const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.bottom / 8)));
      if (lines.size > 1) faults.push(`${segment} in ${text}`);
    }
  }
  return faults;
}

/** Words of charts that a line of the same chart goes through. */
function crossedWords() {
  const faults = [];
  for (const chart of document.querySelectorAll('svg.series')) {
    const words = [...chart.querySelectorAll(':scope > text')].map((text) => [text.textContent, text.getBoundingClientRect()]);
    for (const line of chart.querySelectorAll('path.goal, path.axis, path.plan')) {
      const matrix = line.getScreenCTM();
      const length = line.getTotalLength();
      for (let at = 0; at <= length; at += Math.max(length / 2000, 0.5)) {
        const point = line.getPointAtLength(at).matrixTransform(matrix);
        const hit = words.find(([, box]) => point.x > box.left + 1 && point.x < box.right - 1 && point.y > box.top + 3 && point.y < box.bottom - 3);
        if (hit) {
          faults.push(`${chart.querySelector('title').textContent}: ${line.getAttribute('class')} through ${hit[0]}`);
          break;
        }
      }
    }
  }
  return faults;
}

const PAGES = new Map([
  ['a plan over five years', () => titled('就业和社会保障五年规划主要指标进度情况')],
  ['a project with nodes', () => titled('2026年公共实训基地扩建进度情况')],
  ['year', () => server.address(demo.pages.get('year'))],
  ['project', () => server.address(demo.pages.get('project'))],
  ['annual report', () => server.address(demo.pages.get('statutory tables'))],
  ['home', () => server.address('index.html')],
  ['overview', () => server.address(demo.pages.get('overview'))],
]);

for (const [name, address] of PAGES) {
  test(`${name}: titles break between words, and no line goes through the words of a chart`, A_TEST, async () => {
    const tab = await context.newPage();
    await tab.goto(await address());
    for (const width of WIDTHS) {
      await tab.setViewportSize({ width, height: 900 });
      assert.deepEqual(await tab.evaluate(brokenWords), [], `at ${width} px`);
      assert.deepEqual(await tab.evaluate(crossedWords), [], `at ${width} px`);
    }
    await tab.close();
  });
}

test('at 1280 all heads and years of a plan are in sight', A_TEST, async () => {
  const tab = await context.newPage();
  await tab.setViewportSize({ width: 1280, height: 900 });
  for (const name of ['a plan over five years', 'a project with nodes', 'year']) {
    await tab.goto(await PAGES.get(name)());
    const heads = await tab.locator('.figures thead th, .plan thead th').evaluateAll((all) => all.map((head) => {
      const [own, region] = [head.getBoundingClientRect(), head.closest('.table-scroll').getBoundingClientRect()];
      return [head.textContent, own.right <= region.right + 1, own.height];
    }));
    assert.ok(heads.length > 4, name);
    assert.deepEqual(heads.filter(([, inSight]) => !inSight), [], name);
  }
  await tab.goto(await PAGES.get('a plan over five years')());
  const years = await tab.locator('.plan thead th').allTextContents();
  assert.deepEqual(years, ['年度', '2023年', '2024年', '2025年', '2026年', '2027年', '纠错']);
  // A year that is not over says so, in the table and in the charts.
  assert.ok((await tab.locator('.plan td', { hasText: '截至上半年' }).count()) >= 4);
  assert.ok((await tab.locator('svg.series text', { hasText: '截至上半年' }).count()) >= 4);
  await tab.close();
});

test('on a phone figures are in sight without scrolling sideways', A_TEST, async () => {
  const tab = await context.newPage();
  await tab.setViewportSize({ width: 375, height: 800 });
  await tab.goto(await PAGES.get('a project with nodes')());
  const cells = await tab.locator('.figures td').evaluateAll((all) => all.map((cell) => {
    const box = cell.getBoundingClientRect();
    return box.width > 40 && box.left >= 0 && box.right <= 375;
  }));
  assert.ok(cells.length > 20 && cells.every(Boolean));
  await tab.goto(await PAGES.get('a plan over five years')());
  const inSight = await tab.locator('.plan tbody tr:last-child').evaluateAll((rows) => rows.map((row) => [...row.cells]
    .filter((cell) => cell.tagName === 'TD' && cell.getBoundingClientRect().right <= 375).length));
  assert.ok(inSight.every((count) => count >= 2), inSight.join());
  // The name of the row stays when the years are scrolled.
  const region = tab.locator('.table-scroll:has(.plan)');
  await region.evaluate((box) => { box.scrollLeft = box.scrollWidth; });
  const left = await region.locator('th[scope=row]').first().evaluate((head) => head.getBoundingClientRect().left);
  assert.ok(left >= 0, `${left}`);
  await tab.close();
});

test('a year begins with its status and figures, the metadata folded small on a phone', A_TEST, async () => {
  const tab = await context.newPage();
  await tab.setViewportSize({ width: 375, height: 800 });
  await tab.goto(await PAGES.get('a project with nodes')());
  assert.equal(await tab.locator('main h2').first().textContent(), '指标进度');
  const status = await tab.locator('main .status').first().boundingBox();
  assert.ok(status.y < 800, `the status stands at ${status.y}`);
  const fold = tab.locator('main .fold');
  assert.equal(await fold.locator('.metadata').isVisible(), false);
  await fold.getByRole('button').press('Enter');
  assert.equal(await fold.locator('.metadata').isVisible(), true);
  assert.equal(await fold.getByRole('button').getAttribute('aria-expanded'), 'true');
  const nav = tab.locator('.site-nav');
  assert.equal(await nav.locator('a').first().isVisible(), false);
  await nav.getByRole('button').press('Enter');
  assert.equal(await nav.locator('a').first().isVisible(), true);
  await tab.setViewportSize({ width: 1280, height: 800 });
  assert.equal(await fold.getByRole('button').isVisible(), false);
  assert.equal(await fold.locator('.metadata').isVisible(), true);
  await tab.close();
});

test('cells are set as the text says, and what lists say takes the width of a phone', A_TEST, async () => {
  const tab = await context.newPage();
  await tab.goto(server.address(demo.pages.get('statutory tables')));
  const set = await tab.evaluate(() => Array.from(document.querySelectorAll('.table-scroll :is(.left, .center, .right)'))
    .map((cell) => [cell.className, getComputedStyle(cell).textAlign]));
  assert.ok(set.length > 5, `${set.length}`);
  for (const [wanted, is] of set) assert.equal(is, wanted);
  await tab.setViewportSize({ width: 375, height: 800 });
  await tab.goto(server.address(demo.pages.get('catalogue')));
  const shares = await tab.evaluate(() => Array.from(document.querySelectorAll('.catalogue .summary'))
    .map((cell) => cell.clientWidth / cell.parentElement.clientWidth));
  assert.ok(shares.length > 3 && shares.every((share) => share > 0.9), `${shares}`);
  // On a phone and on paper no head stands above them, so that each day says which it is.
  const labels = await tab.evaluate(() => Array.from(document.querySelectorAll('.catalogue .date'))
    .map((cell) => getComputedStyle(cell, '::before').content));
  assert.ok(labels.every((label) => /日期/.test(label)), `${new Set(labels)}`);
  await tab.close();
});

test('nodes read without colour', A_TEST, async () => {
  const tab = await context.newPage();
  await tab.goto(await PAGES.get('a project with nodes')());
  const nodes = await tab.locator('.node').evaluateAll((all) => all.map((node) => [
    node.querySelector('.status').textContent, node.querySelector('.why').textContent, getComputedStyle(node, '::after').content !== 'none',
  ]));
  assert.equal(nodes.length, 5);
  for (const [status, why, isMarked] of nodes) assert.ok(/^\S/.test(status) && /\d{4}-\d\d-\d\d/.test(why) && isMarked, `${status} ${why}`);
  await tab.close();
});

test('the 404 page has its style where it lies on a disk', A_TEST, async () => {
  const tab = await context.newPage();
  await tab.goto(fileAddress(demo.output, '404.html'));
  const rules = await tab.evaluate(() => getComputedStyle(document.querySelector('.site-nav')).backgroundColor);
  assert.notEqual(rules, 'rgba(0, 0, 0, 0)');
  await tab.close();
});

test('on paper a caption stays with its table, wherever the sheet ends', { timeout: 180_000 }, async () => {
  const tab = await context.newPage();
  await tab.goto(server.address(demo.pages.get('year')));
  const captions = await tab.locator('main caption').evaluateAll((all) => all.map((caption) => caption.firstChild.textContent.trim()));
  assert.ok(captions.length > 0);
  const file = path.join(demo.output, '..', 'caption.pdf');
  for (let room = 0; room < 260; room += 20) {
    await tab.evaluate((height) => {
      document.querySelector('#spacer')?.remove();
      const spacer = document.createElement('div');
      spacer.id = 'spacer';
      spacer.style.height = `${height}mm`;
      document.querySelector('main .table-scroll').before(spacer);
    }, room);
    await writeFile(file, await tab.pdf({ preferCSSPageSize: true }));
    const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
    for (const sheet of text.split('\f')) {
      const lines = sheet.split('\n').map((line) => line.trim()).filter(Boolean);
      // Behind the last line of the text stand the foot and the number of the sheet.
      const last = lines.slice(0, -2).at(-1) ?? '';
      assert.ok(!captions.some((caption) => last === caption || last.startsWith('完成率栏的竖线')), `${room} mm: ${last}`);
    }
  }
  await tab.close();
});
