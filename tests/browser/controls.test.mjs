// What a reader can press: type size, contrast, skip link, sharing, printing.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { A_TEST, fileAddress, setUp } from './support.mjs';

const { demo, server, browser } = await setUp(after);

const typeSize = () => parseFloat(getComputedStyle(document.querySelector('main p')).fontSize);
const background = () => getComputedStyle(document.body).backgroundColor;
const pressed = (tab, button) => tab.locator(button).getAttribute('aria-pressed');

for (const [how, address] of [['served', server.address], ['from the disk', (page) => fileAddress(demo.output, page)]]) {
  test(`type size and contrast are remembered (${how})`, A_TEST, async () => {
    const context = await browser.newContext();
    const tab = await context.newPage();
    await tab.goto(address(demo.pages.get('公文')));
    const usual = { size: await tab.evaluate(typeSize), background: await tab.evaluate(background) };
    await tab.locator('button[data-size=large]').click();
    await tab.locator('button[data-contrast]').click();
    const chosen = { size: await tab.evaluate(typeSize), background: await tab.evaluate(background) };
    assert.ok(chosen.size > usual.size, `${chosen.size} > ${usual.size}`);
    assert.notEqual(chosen.background, usual.background);

    await tab.reload();
    assert.deepEqual({ size: await tab.evaluate(typeSize), background: await tab.evaluate(background) }, chosen);
    assert.equal(await pressed(tab, 'button[data-size=large]'), 'true');
    assert.equal(await pressed(tab, 'button[data-size=medium]'), 'false');
    assert.equal(await pressed(tab, 'button[data-contrast]'), 'true');

    await tab.goto(address(demo.pages.get('home')));
    assert.equal(await pressed(tab, 'button[data-size=large]'), 'true');
    assert.equal(await tab.evaluate(background), chosen.background);

    await tab.locator('button[data-size=medium]').click();
    await tab.locator('button[data-contrast]').click();
    await tab.goto(address(demo.pages.get('公文')));
    assert.deepEqual({ size: await tab.evaluate(typeSize), background: await tab.evaluate(background) }, usual);
    await tab.locator('button[data-size=small]').click();
    assert.ok(await tab.evaluate(typeSize) < usual.size);
    await context.close();
  });
}

for (const [kind, page] of demo.pages) {
  test(`${kind}: the skip link is the first stop and leads to the text`, A_TEST, async () => {
    const tab = await browser.newPage();
    await tab.goto(server.address(page));
    await tab.keyboard.press('Tab');
    const first = await tab.evaluate(() => {
      const { className, textContent } = document.activeElement;
      const { top, left, width, height } = document.activeElement.getBoundingClientRect();
      return { className, textContent, seen: top >= 0 && left >= 0 && width > 20 && height > 20 };
    });
    assert.deepEqual(first, { className: 'skip', textContent: '跳到正文', seen: true });
    await tab.keyboard.press('Enter');
    assert.equal(await tab.evaluate(() => document.activeElement.id), 'main');
    // The next stop lies in or after the text, not in the head again.
    await tab.keyboard.press('Tab');
    assert.equal(await tab.evaluate(() => document.activeElement.closest('header, .breadcrumb')), null);
    await tab.close();
  });
}

test('a page can be shared by QR code and address', A_TEST, async () => {
  const context = await browser.newContext();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const tab = await context.newPage();
  await tab.goto(server.address(demo.pages.get('year')));
  await tab.locator('details.share summary').click();
  const size = await tab.locator('svg.qr').boundingBox();
  assert.ok(size.width >= 80 && size.width === size.height, JSON.stringify(size));
  const colours = await tab.evaluate(() => ['.qr-paper', '.qr-ink']
    .map((part) => getComputedStyle(document.querySelector(part)).fill));
  assert.notEqual(colours[0], colours[1]);
  await tab.locator('button[data-copy]').click();
  await tab.locator('.share [role=status]:has-text("已复制")').waitFor();
  const address = await tab.evaluate(() => navigator.clipboard.readText());
  assert.equal(address, await tab.locator('link[rel=canonical]').getAttribute('href'));
  await context.close();
});

test('the address can be copied from a page on the disk', A_TEST, async () => {
  const tab = await browser.newPage();
  await tab.goto(fileAddress(demo.output, demo.pages.get('year')));
  await tab.locator('details.share summary').click();
  await tab.locator('button[data-copy]').click();
  await tab.locator('.share [role=status]:not(:empty)').waitFor();
  await tab.close();
});

test('the print button prints', A_TEST, async () => {
  const tab = await browser.newPage();
  await tab.addInitScript(() => { window.print = () => { window.printed = true; }; });
  await tab.goto(server.address(demo.pages.get('公文')));
  await tab.locator('button[data-print]').click();
  assert.equal(await tab.evaluate(() => window.printed), true);
  await tab.close();
});

test('who leaves for a site that is not the government\'s is asked first', A_TEST, async () => {
  const tab = await browser.newPage();
  const asked = [];
  tab.on('dialog', (dialog) => { asked.push(dialog.message()); dialog.dismiss(); });
  await tab.goto(server.address(demo.pages.get('公文')));
  await tab.evaluate(() => {
    const link = Object.assign(document.createElement('a'), { href: 'https://elsewhere.example/', textContent: '别处', id: 'elsewhere' });
    document.querySelector('main').append(link);
  });
  await tab.locator('#elsewhere').click();
  assert.deepEqual(asked.map((text) => text.includes('elsewhere.example')), [true]);
  assert.equal(tab.url(), server.address(demo.pages.get('公文')));
  await tab.close();
});
