// What the eye stumbles over, measured: titles broken within words, figures out of sight, words under lines, captions
// without their tables, boxes in the way of what a reader came for.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { access, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
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

/** Words of titles and heads that stand on two lines. */
function brokenWords() {
  const faults = [];
  const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
  const titles = 'h1, h2, h3, .site-name span, .card-title a, .node strong, .items a, .catalogue .title a, .siblings a, caption, th';
  for (const title of document.querySelectorAll(titles)) {
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

/** Tables whose heads are slivers, whose frozen cells cover their figures, or whose caption leaves with the scrolling. */
function tableFaults() {
  const faults = [];
  for (const region of document.querySelectorAll('.table-scroll')) {
    const name = region.getAttribute('aria-label');
    const box = region.getBoundingClientRect();
    for (const head of region.querySelectorAll('th')) {
      const style = getComputedStyle(head);
      const room = head.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      const isShown = head.clientWidth > 0 && head.textContent.trim().length > 1;
      if (isShown && room < 2 * parseFloat(style.fontSize)) faults.push(`${name}: ${head.textContent} has ${room} px`);
    }
    const frozen = () => [...region.querySelectorAll('th, td')].filter((cell) => getComputedStyle(cell).position === 'sticky');
    for (const cell of frozen()) {
      if (cell.offsetWidth > 0.6 * box.width) faults.push(`${name}: ${cell.textContent} covers ${cell.offsetWidth} px`);
      if (cell.colSpan > 1) faults.push(`${name}: ${cell.textContent} is frozen over ${cell.colSpan} columns`);
    }
    // Before anything is scrolled, figures stand beside the names.
    for (const row of region.querySelectorAll('tbody tr')) {
      const figures = [...row.querySelectorAll('td.num')].filter((cell) => getComputedStyle(cell).display === 'table-cell');
      const isInSight = (cell) => cell.getBoundingClientRect().right <= box.right + 1;
      if (figures.length > 0 && !figures.some(isInSight)) faults.push(`${name}: ${row.textContent} shows no figure`);
    }
    const caption = region.querySelector('caption');
    for (const scrolled of [0, region.scrollWidth]) {
      region.scrollLeft = scrolled;
      const place = caption?.getBoundingClientRect();
      if (place && (place.left < box.left - 2 || place.right > box.right + 2)) faults.push(`${name}: caption at ${place.left}–${place.right}`);
    }
    // The corner stays where the names below it stay.
    const corner = region.querySelector('thead tr:first-child > :first-child');
    const names = frozen().filter((cell) => cell.parentElement.parentElement.tagName === 'TBODY' && cell.cellIndex === 0);
    if (corner && region.scrollLeft > 0 && names.length > 0 && !region.querySelector('[rowspan]')
      && Math.abs(corner.getBoundingClientRect().left - names[0].getBoundingClientRect().left) > 2) faults.push(`${name}: corner`);
    region.scrollLeft = 0;
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

test('on every kind of page words of titles and heads stay whole, and tables keep names and captions in sight', { timeout: 300_000 }, async () => {
  const tab = await context.newPage();
  for (const [kind, page] of demo.pages) {
    await tab.goto(server.address(page));
    for (const width of WIDTHS) {
      await tab.setViewportSize({ width, height: 900 });
      assert.deepEqual(await tab.evaluate(brokenWords), [], `${kind} at ${width} px`);
      assert.deepEqual(await tab.evaluate(tableFaults), [], `${kind} at ${width} px`);
    }
  }
  await tab.close();
});

test('on paper no sheet but the last is left half empty', { timeout: 300_000 }, async () => {
  const tab = await context.newPage();
  const file = path.join(demo.output, '..', 'sheets.pdf');
  for (const [kind, page] of demo.pages) {
    await tab.goto(server.address(page));
    await writeFile(file, await tab.pdf({ preferCSSPageSize: true }));
    const words = execFileSync('pdftotext', ['-bbox', file, '-'], { encoding: 'utf8' });
    const sheets = words.split('<page ').slice(1).map((sheet) => {
      const feet = [...sheet.matchAll(/yMax="([\d.]+)"/g)].map((found) => Number(found[1]));
      // Points from the top of A4, whose last 72 are for foot and number.
      return Math.max(0, ...feet.filter((foot) => foot < 770));
    });
    assert.ok(sheets.slice(0, -1).every((foot) => foot > 520), `${kind}: the last lines stand at ${sheets.map(Math.round).join(', ')}`);
    assert.ok(sheets.at(-1) > 0, kind);
  }
  await tab.close();
});

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
  assert.deepEqual(years, ['年度', '2022年', '2023年', '2024年', '2025年', '2026年', '2027年', '纠错']);
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

test('a page of progress begins with its title, and the metadata fold small on a phone', A_TEST, async () => {
  const tab = await context.newPage();
  for (const kind of ['project', 'year', 'year summary', 'period']) {
    await tab.setViewportSize({ width: 1280, height: 800 });
    await tab.goto(server.address(demo.pages.get(kind)));
    assert.equal(await tab.locator('main > :first-child').evaluate((first) => first.tagName), 'H1', kind);
    assert.ok((await tab.locator('main .metadata').count()) === 0 || await tab.locator('main .metadata').isVisible(), kind);
    await tab.setViewportSize({ width: 375, height: 800 });
    assert.ok((await tab.locator('main .metadata').count()) === 0 || !(await tab.locator('main .metadata').isVisible()), kind);
  }
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
    .map((cell) => [/left|center|right/.exec(cell.className)[0], getComputedStyle(cell).textAlign]));
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
  // Logo and links too, though they begin at the host's root for a page that is shown at any address.
  assert.ok(await tab.locator('.site-name img').evaluate((image) => image.naturalWidth > 0));
  const links = await tab.locator('a[href]').evaluateAll((all) => all.map((link) => link.href).filter((url) => url.startsWith('file:')));
  assert.ok(links.length > 5, `${links.length}`);
  await Promise.all(links.map((url) => access(fileURLToPath(url.split('#')[0]))));
  await tab.setViewportSize({ width: 375, height: 800 });
  const nav = tab.locator('.site-nav');
  for (const address of [fileAddress(demo.output, '404.html'), server.address('no/such/page.html'), server.address('404.html')]) {
    await tab.goto(address);
    assert.equal(await nav.locator('a').first().isVisible(), false, address);
    await nav.getByRole('button').press('Enter');
    assert.equal(await nav.locator('a').first().isVisible(), true, address);
  }
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
