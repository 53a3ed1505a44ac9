// What the figures say: tables with heads, charts that stay within their places and can be told without colour, cards,
// and all of it on paper.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';
import { A_TEST, follow, setUp } from './support.mjs';

const { demo, server, context } = await setUp(after);
const KINDS = ['year', 'period', 'project', 'overview', 'overview of a year', 'overview of a quarter', 'home'];
const WIDTHS = [1280, 375];

/** Every cell of a table whose column and row have no head, and every head that is empty. */
function headless() {
  const faults = [];
  for (const table of document.querySelectorAll('main table')) {
    const rows = [...table.rows];
    const grid = rows.map(() => []);
    rows.forEach((row, y) => {
      for (const cell of row.cells) {
        let x = 0;
        while (grid[y][x]) x += 1;
        for (let dy = 0; dy < cell.rowSpan; dy += 1) for (let dx = 0; dx < cell.colSpan; dx += 1) grid[y + dy][x + dx] = cell;
      }
    });
    const width = Math.max(...grid.map((row) => row.length));
    grid.forEach((row, y) => {
      if (row.length !== width) faults.push(`row ${y} of ${table.caption?.textContent} has ${row.length} of ${width} places`);
      row.forEach((cell, x) => {
        if (cell.tagName === 'TH' ? !cell.scope && !cell.id : !grid[0][x].matches('th') || !row.some((other) => other.matches('th'))) {
          faults.push(`${table.caption?.textContent}: ${cell.outerHTML}`);
        }
      });
    });
  }
  return faults;
}

/** Charts without a name, bars that neither have one nor stand under their number, words that leave their chart sideways, and words that lie on one another. */
function badCharts() {
  const faults = [];
  const charts = [...document.querySelectorAll('svg.chart, svg.completion')];
  for (const chart of charts) {
    const title = chart.querySelector('title')?.textContent;
    const named = chart.getAttribute('aria-labelledby');
    const isHidden = chart.getAttribute('aria-hidden') === 'true';
    if (isHidden && !/\d%/.test(chart.parentElement.textContent)) faults.push(`nothing says it: ${chart.outerHTML.slice(0, 200)}`);
    if (isHidden === Boolean(title) || (named && document.getElementById(named)?.textContent !== title)) faults.push(`no name: ${chart.outerHTML.slice(0, 200)}`);
    const box = chart.getBoundingClientRect();
    if (box.width < 20 || box.height < 5) faults.push(`${title}: ${box.width} × ${box.height}`);
    const words = [...chart.querySelectorAll('text')].map((text) => [text.textContent, text.getBoundingClientRect()]);
    words.forEach(([text, one], at) => {
      if (one.left < box.left - 8 || one.right > box.right + 8) faults.push(`${title}: ${text} leaves the chart`);
      for (const [other, two] of words.slice(at + 1)) {
        const across = Math.min(one.right, two.right) - Math.max(one.left, two.left);
        const down = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
        if (across > 2 && down > 4) faults.push(`${title}: ${text} lies on ${other}`);
      }
    });
  }
  return [charts.length, faults];
}

for (const kind of KINDS) {
  test(`${kind}: tables have heads, charts names and room`, A_TEST, async () => {
    const tab = await context.newPage();
    await tab.goto(server.address(demo.pages.get(kind)));
    assert.deepEqual(await tab.evaluate(headless), []);
    for (const width of WIDTHS) {
      await tab.setViewportSize({ width, height: 900 });
      const [count, faults] = await tab.evaluate(badCharts);
      assert.deepEqual(faults, [], `at ${width} px`);
      assert.ok(count > 0, 'no chart on the page');
    }
    await tab.close();
  });
}

test('statuses are told without colour', A_TEST, async () => {
  const tab = await context.newPage();
  await tab.goto(server.address(demo.pages.get('data dictionary')));
  const statuses = await tab.locator('.status').allTextContents();
  assert.ok(statuses.length >= 8, statuses.join());
  assert.equal(new Set(statuses.map((text) => text[0])).size, new Set(statuses).size, `signs are shared: ${statuses}`);
  await tab.goto(server.address(demo.pages.get('overview')));
  // Neighbours in the bar differ by more than their colour.
  const fills = await tab.locator('svg.shares rect').evaluateAll((parts) => parts.map((part) => {
    const { fillOpacity, fill } = getComputedStyle(part);
    return `${part.getAttribute('class').replace(/tone-\S+/, '')} ${fillOpacity} ${fill.startsWith('url') ? fill : ''}`;
  }));
  fills.forEach((fill, at) => assert.notEqual(fill, fills[at + 1]));
  await tab.close();
});

test('a citizen finds each project with whom to ask', A_TEST, async () => {
  const tab = await context.newPage();
  await tab.goto(server.address('index.html'));
  await follow(tab, tab.locator('.glance .more a'));
  assert.equal(tab.url(), server.address('progress/index.html'));
  const cards = tab.locator('.citizen');
  assert.ok(await cards.count() >= 5);
  for (const card of await cards.all()) {
    const facts = await card.locator('dt').allTextContents();
    for (const fact of ['做什么', '做到哪了', '谁负责', '问谁']) assert.ok(facts.includes(fact), `${await card.textContent()}`);
    assert.match(await card.locator('a[href^="tel:"]').getAttribute('href'), /^tel:[\d-]+$/);
  }
  await follow(tab, tab.locator('.late h3 a').first());
  assert.equal(await tab.locator('h1').count(), 1);
  await tab.close();
});

/** The text of a page as printed. */
async function paper(kind) {
  const tab = await context.newPage();
  await tab.goto(server.address(demo.pages.get(kind)));
  const file = path.join(demo.output, '..', 'progress.pdf');
  await writeFile(file, await tab.pdf({ preferCSSPageSize: true }));
  await tab.close();
  return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
}

test('a year on paper has its charts, heads and rules', A_TEST, async () => {
  const text = await paper('year');
  for (const words of ['指标', '状态', '完成率', '年度目标', '一季度', '目标 ', '状态怎样判断']) assert.ok(text.includes(words), words);
});

test('an overview on paper has its counts and reasons', A_TEST, async () => {
  const text = await paper('overview');
  for (const words of ['占比', '合计', '存在问题', '下一步', '做到哪了']) assert.ok(text.includes(words), words);
});
