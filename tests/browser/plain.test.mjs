// Pages without their script, and pages on paper.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';
import { A_TEST, listen, setUp } from './support.mjs';

const { demo, server, browser, context } = await setUp(after);
const withoutScript = await browser.newContext({ javaScriptEnabled: false });

/** What a reader can read and follow on the page. */
const substance = () => ({
  // Details are opened: what lies folded up is there as well.
  text: [...document.querySelectorAll('main, nav, footer')].map((part) => part.textContent.replace(/\s+/g, ' ')),
  shown: (() => {
    document.querySelectorAll('details').forEach((details) => { details.open = true; });
    document.querySelectorAll('button').forEach((button) => button.remove());
    return document.querySelector('main').innerText.replace(/\s+/g, ' ').trim();
  })(),
  links: [...document.links].map((link) => link.getAttribute('href')),
});

for (const [kind, page] of demo.pages) {
  test(`${kind}: complete without JavaScript`, A_TEST, async () => {
    const bare = await withoutScript.newPage();
    const complaints = listen(bare);
    await bare.goto(server.address(page));
    // The search box is a form of its own: it leads to a page that says what search needs, and offers the catalogue.
    const controls = ['button', 'input', 'select', 'form'].map((name) => `${name}:visible:not(.site-search, .site-search *)`);
    assert.equal(await bare.locator(controls.join(', ')).count(), 0, 'a control that does nothing');
    assert.equal(await bare.locator('.settings').isVisible(), false);
    const without = await bare.evaluate(substance);
    assert.deepEqual(complaints, []);
    await bare.close();

    const tab = await context.newPage();
    await tab.goto(server.address(page));
    assert.deepEqual(without, await tab.evaluate(substance));
    await tab.close();
    assert.ok(without.links.length > 10 && without.shown.length > 5);
    await tab.close();
  });
}

/** The text of each sheet of a page as printed, after `change` in the page. */
async function sheets(kind, change = () => {}) {
  const tab = await context.newPage();
  await tab.goto(server.address(demo.pages.get(kind)));
  await tab.evaluate(change);
  const file = path.join(demo.output, '..', 'print.pdf');
  await writeFile(file, await tab.pdf({ preferCSSPageSize: true }));
  await tab.close();
  const paper = execFileSync('pdfinfo', [file], { encoding: 'utf8' });
  const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  return { paper, text: text.split('\f').slice(0, -1) };
}

for (const kind of ['year', 'period', '公文', '规划', 'long document', 'long table']) {
  test(`${kind}: on A4 with the index number in every foot`, A_TEST, async () => {
    const { paper, text } = await sheets(kind);
    assert.match(paper, /Page size: +59[45][.\d]* x 84[12][.\d]* pts/);
    const number = demo.pages.get(kind).replace(/\.html$/, '');
    for (const [sheet, lines] of text.entries()) {
      const foot = lines.split('\n').filter((line) => line.trim()).slice(-2).join('\n');
      assert.ok(foot.includes(number), `sheet ${sheet + 1} of ${text.length}: ${foot}`);
      assert.match(foot, new RegExp(`${sheet + 1} */ *${text.length}`));
    }
    // What is only for the screen stays there.
    assert.doesNotMatch(text.join(''), /跳到正文|打印本页|高对比|复制地址|我为政府网站找错/);
  });
}

test('the head of a long table is on every sheet that it reaches', A_TEST, async () => {
  // The demo's longest table fits on one sheet; twenty times its first rows do not.
  const { text } = await sheets('long table', () => {
    const table = [...document.querySelectorAll('.table-scroll table')].sort((a, b) => b.rows.length - a.rows.length)[0];
    const rows = table.tBodies[0];
    for (let copy = 0; copy < 20; copy += 1) rows.after(rows.cloneNode(true));
  });
  // A target of one of its rows.
  const reached = text.filter((sheet) => sheet.includes('<3.5'));
  assert.ok(reached.length > 1, 'the table fits on one sheet: it proves nothing');
  for (const sheet of reached) assert.match(sheet, /2023年\s+2024年\s+2025年\s+2026年\s+2027年/);
});

test('every item of the catalogue is on paper', A_TEST, async () => {
  const { text } = await sheets('catalogue');
  const tab = await context.newPage();
  await tab.goto(server.address(demo.pages.get('catalogue')));
  const numbers = await tab.locator('.catalogue .number').allTextContents();
  await tab.close();
  assert.ok(numbers.length > 40);
  assert.deepEqual(numbers.filter((number) => !text.join('').includes(number)), []);
});
