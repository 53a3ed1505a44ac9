// Reading aloud with a voice of the device, very large print, a large pointer.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { A_TEST, fileAddress, listen, setUp } from './support.mjs';

const { demo, server, browser, context } = await setUp(after);

/** Puts voices into the page in place of the browser's, and keeps what they are asked to say. */
function voices(list) {
  const said = [];
  const speech = Object.assign(new EventTarget(), {
    getVoices: () => list,
    speak(words) { said.push(words); },
    cancel() { this.cancelled = (this.cancelled ?? 0) + 1; },
  });
  Object.defineProperty(window, 'speechSynthesis', { value: speech });
  Object.defineProperty(window, 'SpeechSynthesisUtterance', { value: class { constructor(text) { this.text = text; } } });
  window.said = said;
  window.speech = speech;
}

const REMOTE = { name: 'far', lang: 'zh-CN', localService: false };
const FOREIGN = { name: 'english', lang: 'en-US', localService: true };
const OWN = { name: 'own', lang: 'zh-CN', localService: true };

async function open(list, address) {
  const tab = await context.newPage();
  const complaints = listen(tab);
  await tab.addInitScript(voices, list);
  await tab.goto(address);
  return { tab, complaints, button: tab.locator('button[data-read]') };
}

for (const [how, address] of [['served', server.address], ['from the disk', (page) => fileAddress(demo.output, page)]]) {
  test(`the text is read by a voice of the device, to its end (${how})`, A_TEST, async () => {
    const { tab, complaints, button } = await open([REMOTE, FOREIGN, OWN], address(demo.pages.get('公文')));
    await button.click();
    assert.equal(await button.textContent(), '停止朗读');
    assert.equal(await button.getAttribute('aria-pressed'), 'true');
    assert.equal(await tab.locator('.being-read').count(), 1);
    // Each piece ends before the next is said.
    const text = await tab.evaluate(() => {
      for (let at = 0; at < window.said.length && at < 5000; at += 1) window.said[at].onend();
      return { pieces: window.said.map(({ text }) => text), voices: window.said.map(({ voice }) => voice.name) };
    });
    assert.deepEqual([...new Set(text.voices)], ['own']);
    assert.ok(text.pieces.every((piece) => piece.length <= 160), 'a piece is longer than browsers can say');
    assert.equal(text.pieces[0], await tab.locator('h1').textContent());
    const paragraphs = await tab.locator('main .text p').allTextContents();
    const joined = text.pieces.join('');
    for (const paragraph of paragraphs) assert.ok(joined.includes(paragraph), paragraph);
    assert.equal(await button.textContent(), '朗读正文');
    assert.equal(await tab.locator('.being-read').count(), 0);
    assert.deepEqual(complaints, []);
    await tab.close();
  });
}

test('of a page of progress the status and its ground are read before the text', A_TEST, async () => {
  const { tab, button } = await open([OWN], server.address(demo.pages.get('year')));
  await button.click();
  const said = await tab.evaluate(() => {
    for (let at = 0; at < window.said.length && at < 5000; at += 1) window.said[at].onend();
    return window.said.map(({ text }) => text);
  });
  const joined = said.join('').replace(/\s+/g, '');
  const wanted = await tab.evaluate(() => Array.from(document.querySelectorAll('main h2, main .facts, main .status-note'))
    .filter((part) => !part.closest('nav, .tools, .mistakes')).map((part) => part.textContent.replace(/\s+/g, '')));
  assert.ok(wanted.length > 3, `${wanted.length}`);
  for (const part of wanted) assert.ok(joined.includes(part), part);
  // Nothing is read twice.
  for (const part of new Set(wanted.filter((part) => part.length > 12))) {
    assert.equal(joined.split(part).length - 1, wanted.filter((other) => other.includes(part)).length, part);
  }
  await tab.close();
});

test('reading stops at once, and may begin again', A_TEST, async () => {
  const { tab, button } = await open([OWN], server.address(demo.pages.get('通知')));
  await button.click();
  await button.click();
  assert.equal(await button.getAttribute('aria-pressed'), 'false');
  const before = await tab.evaluate(() => { window.said[0].onend(); return [window.said.length, window.speech.cancelled]; });
  assert.equal(before[0], 1, 'what was stopped goes on');
  assert.ok(before[1] >= 1);
  await button.click();
  assert.equal(await tab.evaluate(() => window.said.at(-1).text), await tab.evaluate(() => window.said[0].text));
  await tab.close();
});

test('without a voice of its own a device is not asked to read', A_TEST, async () => {
  for (const list of [[], [REMOTE], [FOREIGN]]) {
    const { tab, button } = await open(list, server.address(demo.pages.get('公文')));
    assert.equal(await button.isVisible(), false);
    // A voice that comes later is welcome.
    await tab.evaluate((voice) => {
      window.speech.getVoices = () => [voice];
      window.speech.dispatchEvent(new Event('voiceschanged'));
    }, OWN);
    assert.equal(await button.isVisible(), true);
    await tab.close();
  }
});

test('very large print has at least 18 pt everywhere, is remembered and fits', A_TEST, async () => {
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.goto(server.address(demo.pages.get('公文')));
  await tab.locator('button[data-size=huge]').click();
  for (const kind of ['公文', 'year', 'home', 'catalogue', 'upcoming']) {
    await tab.goto(server.address(demo.pages.get(kind)));
    assert.equal(await tab.locator('button[data-size=huge]').getAttribute('aria-pressed'), 'true');
    for (const width of [1280, 640, 375]) {
      await tab.setViewportSize({ width, height: 900 });
      const small = await tab.evaluate(() => {
        const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
        const found = [];
        while (walker.nextNode()) {
          const parent = walker.currentNode.parentElement;
          if (!walker.currentNode.data.trim() || parent.closest('svg, sup, [hidden]') || !parent.offsetParent) continue;
          const size = parseFloat(getComputedStyle(parent).fontSize);
          if (size < 24) found.push(`${size} px: ${walker.currentNode.data.trim().slice(0, 20)}`);
        }
        return found;
      });
      assert.deepEqual(small, [], `${kind} at ${width} px`);
      const [inner, outer] = await tab.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      assert.ok(inner <= outer, `${kind} scrolls sideways at ${width} px: ${inner} > ${outer}`);
    }
  }
  await context.close();
});

test('the pointer can be large, and stays so', A_TEST, async () => {
  const context = await browser.newContext();
  const tab = await context.newPage();
  const complaints = listen(tab);
  const cursor = (selector) => tab.locator(selector).first().evaluate((element) => getComputedStyle(element).cursor);
  await tab.goto(server.address(demo.pages.get('公文')));
  assert.ok(!(await cursor('main p')).includes('pointer.svg'));
  await tab.locator('button[data-pointer]').click();
  await tab.goto(server.address(demo.pages.get('home')));
  assert.equal(await tab.locator('button[data-pointer]').getAttribute('aria-pressed'), 'true');
  assert.match(await cursor('main p'), /pointer\.svg/);
  assert.match(await cursor('main a'), /pointer-link\.svg/);
  for (const picture of ['pointer.svg', 'pointer-link.svg']) {
    assert.equal((await tab.request.get(server.address(`assets/${picture}`))).status(), 200);
  }
  await tab.locator('button[data-pointer]').click();
  assert.ok(!(await cursor('main p')).includes('pointer.svg'));
  assert.deepEqual(complaints, []);
  await context.close();
});
