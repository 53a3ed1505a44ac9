// On one page of every kind: nothing to complain of, for axe neither, nothing asked of other hosts, no sideways scrolling.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { A_TEST, POLICY, fileAddress, follow, listen, setUp, violations } from './support.mjs';

const { demo, server, context } = await setUp(after);

// In CSS pixels: a reader at 200 % on a screen of 1280 has 640 of them.
const SCREENS = [['1280 px', 1280], ['200 %', 640], ['375 px', 375], ['320 px', 320]];

/** What sticks out of the page sideways, if the page can be scrolled that way. */
function sidewaysScrolling() {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const tooWide = [...document.body.querySelectorAll('*')]
    .filter((element) => !element.closest('.table-scroll') && element.getBoundingClientRect().right > root.clientWidth + 1)
    .map((element) => `${element.tagName}.${element.className}`);
  return [`${root.scrollWidth} > ${root.clientWidth}`, ...tooWide.slice(0, 5)];
}

for (const [kind, page] of demo.pages) {
  test(`${kind}: served without a complaint and without sideways scrolling`, A_TEST, async () => {
    const tab = await context.newPage();
    const complaints = listen(tab);
    const response = await tab.goto(server.address(page), { waitUntil: 'load' });
    assert.equal(response.status(), 200);
    assert.equal(response.headers()['content-security-policy'], POLICY);
    // Large type must not break the page either.
    for (const size of ['large', 'medium']) {
      await tab.locator(`button[data-size=${size}]`).click();
      for (const [name, width] of SCREENS) {
        await tab.setViewportSize({ width, height: 900 });
        assert.deepEqual(await tab.evaluate(sidewaysScrolling), [], `${size} type scrolls sideways at ${name}`);
        assert.equal(await tab.locator('h1:visible').count(), 1);
      }
    }
    assert.deepEqual(complaints, []);
    for (const width of [1280, 375]) {
      await tab.setViewportSize({ width, height: 900 });
      assert.deepEqual(await violations(tab), [], `axe has something against it at ${width} px`);
    }
    await tab.close();
  });

  // The links on 404.html begin with a slash, for it is shown at any address: on a disk it has its style and no more.
  if (kind === '404') continue;
  test(`${kind}: opens from the disk`, A_TEST, async () => {
    const tab = await context.newPage();
    const complaints = listen(tab);
    await tab.goto(fileAddress(demo.output, page), { waitUntil: 'load' });
    assert.equal(await tab.evaluate(() => document.styleSheets.length), 1);
    await follow(tab, tab.locator('.site-name a'));
    assert.equal(tab.url(), fileAddress(demo.output, 'index.html'));
    assert.deepEqual(complaints, []);
    await tab.close();
  });
}

test('an address that does not exist shows the 404 page with its styles', A_TEST, async () => {
  const tab = await context.newPage();
  const response = await tab.goto(server.address('a/b/nowhere.html'), { waitUntil: 'load' });
  assert.equal(response.status(), 404);
  const stylesheet = await tab.evaluate(() => [...document.styleSheets].map((sheet) => sheet.cssRules.length));
  // The one beside the page is for who opens it from a disk, and is not found here.
  assert.ok(stylesheet.some((rules) => rules > 50));
  await follow(tab, tab.locator('.site-name a'));
  assert.equal(tab.url(), server.address('index.html'));
  await tab.close();
});

test('wide tables scroll inside themselves', A_TEST, async () => {
  const tab = await context.newPage();
  await tab.setViewportSize({ width: 375, height: 900 });
  await tab.goto(server.address(demo.pages.get('long table')));
  const table = tab.locator('.table-scroll').first();
  const [inner, outer] = await table.evaluate((box) => [box.scrollWidth, box.clientWidth]);
  assert.ok(inner > outer, `the widest table, ${inner} px, fits into ${outer} px: it proves nothing`);
  // It can be scrolled without a mouse, and says what it is.
  await table.focus();
  assert.equal(await tab.evaluate(() => document.activeElement.className), 'table-scroll');
  assert.notEqual(await table.getAttribute('aria-label'), null);
  await tab.keyboard.press('ArrowRight');
  await tab.waitForFunction(() => document.activeElement.scrollLeft > 0);
  await tab.close();
});
