/* Comforts only: without this script every page is complete. Nothing is sent anywhere. */
(function () {
  'use strict';
  var root = document.documentElement;
  // 404.html names this file by two addresses, which may be one.
  if (root.dataset.folds) { return; }

  // A browser may refuse to remember anything, above all for files opened from a disk.

  /** @param {string} key @returns {string | null} what was chosen before */
  function recall(key) {
    try { return localStorage.getItem('gongkai-' + key); } catch (e) { return null; }
  }

  /** @param {string} key @param {string} value */
  function remember(key, value) {
    try { localStorage.setItem('gongkai-' + key, value); } catch (e) { /* lasts for this page only */ }
  }

  var size = recall('size');
  if (size === 'small' || size === 'large' || size === 'huge') { root.dataset.size = size; }
  if (recall('contrast') === 'high') { root.dataset.contrast = 'high'; }
  if (recall('pointer') === 'large') { root.dataset.pointer = 'large'; }
  // Before the first paint too: what folds on a narrow screen folds only where it can be unfolded.
  root.dataset.folds = 'yes';

  /** @param {string} selector @param {(element: HTMLElement) => void} act what is done with each element there is */
  function each(selector, act) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), act);
  }

  /** Shows on the buttons what is chosen. */
  function showSettings() {
    each('[data-size]', function (button) {
      if (button === root) { return; }
      button.setAttribute('aria-pressed', String(button.dataset.size === (root.dataset.size || 'medium')));
    });
    each('button[data-contrast]', function (button) {
      button.setAttribute('aria-pressed', String(root.dataset.contrast === 'high'));
    });
    each('button[data-pointer]', function (button) {
      button.setAttribute('aria-pressed', String(root.dataset.pointer === 'large'));
    });
  }

  /** @param {Node} element selected as if by hand */
  function select(element) {
    var range = document.createRange();
    range.selectNodeContents(element);
    var selection = window.getSelection();
    if (!selection) { return; }
    selection.removeAllRanges();
    selection.addRange(range);
  }

  /** @param {HTMLElement} button copies what it names, and says so beside it */
  function copy(button) {
    var source = document.getElementById(button.dataset.copy || '');
    var status = button.parentNode && button.parentNode.querySelector('[role=status]');
    if (!source || !status) { return; }
    var text = source.textContent || '';
    /** @param {string} words */
    function say(words) { if (status) { status.textContent = words; } }
    function failed() {
      if (source) { select(source); }
      say(document.execCommand('copy') ? '已复制' : '已选中，请按复制键');
    }
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(text).then(function () { say('已复制'); }, failed);
    } else {
      failed();
    }
  }

  /** What is read aloud: words without boxes around them that hold words too. */
  var READABLE = 'h1, h2, h3, h4, h5, h6, p, li, caption, th, td, dt, dd, figcaption, blockquote';
  /** The longest piece, in characters: browsers fall silent in longer ones. */
  var BREATH = 160;

  /**
   * A voice of the device itself. Others send the text away, and are never used.
   * @returns {SpeechSynthesisVoice | undefined}
   */
  function ownVoice() {
    var own = window.speechSynthesis.getVoices().filter(function (voice) {
      return voice.localService && /^(zh|cmn)([-_]|$)/i.test(voice.lang);
    });
    return own.find(function (voice) { return /CN|Hans/i.test(voice.lang); }) || own[0];
  }

  /** @param {string} text @returns {string[]} its sentences, joined as long as there is breath */
  function breaths(text) {
    /** @type {string[]} */
    var pieces = [];
    (text.match(/[^。！？；!?;\n]+[。！？；!?;\n]*/g) || []).forEach(function (sentence) {
      var last = pieces.length - 1;
      if (last >= 0 && pieces[last].length + sentence.length <= BREATH) { pieces[last] += sentence; return; }
      for (var at = 0; at < sentence.length; at += BREATH) { pieces.push(sentence.slice(at, at + BREATH)); }
    });
    return pieces.filter(function (piece) { return piece.trim() !== ''; });
  }

  /** What is read as it stands: headings, and on pages of progress the status and what it follows from. */
  var SPOKEN = 'h1, h2, .facts, .status-note, .notice-line';

  /** @returns {HTMLElement[]} headings, statuses and the parts of the text that hold no other such part, in order */
  function readable() {
    var all = SPOKEN.split(', ').concat('.text').map(function (one) { return 'main ' + one; }).join(', ');
    var found = Array.from(document.querySelectorAll(all)).flatMap(function (part) {
      return part.matches('.text') ? Array.from(part.querySelectorAll(READABLE)) : [part];
    });
    return /** @type {HTMLElement[]} */ (Array.from(new Set(found)).filter(function (part) {
      return !part.querySelector(READABLE) && !part.closest('[hidden], nav, .tools, .mistakes');
    }));
  }

  /** @param {HTMLElement} button starts and stops reading the text of the page aloud */
  function readAloud(button) {
    var speech = window.speechSynthesis;
    /** Counts the readings, so that what an old one still tells is not listened to. */
    var reading = 0;

    /** @param {boolean} isReading */
    function show(isReading) {
      button.textContent = isReading ? '停止朗读' : '朗读正文';
      button.setAttribute('aria-pressed', String(isReading));
    }
    function stop() {
      reading += 1;
      speech.cancel();
      each('.being-read', function (part) { part.classList.remove('being-read'); });
      show(false);
    }
    function start() {
      var voice = ownVoice();
      if (!voice) { button.hidden = true; return; }
      var spoken = voice;
      reading += 1;
      var mine = reading;
      var queue = readable().flatMap(function (part) {
        return breaths(part.textContent || '').map(function (text) { return { part: part, text: text }; });
      });
      function next() {
        if (mine !== reading) { return; }
        each('.being-read', function (part) { part.classList.remove('being-read'); });
        var piece = queue.shift();
        if (!piece) { stop(); return; }
        piece.part.classList.add('being-read');
        var words = new SpeechSynthesisUtterance(piece.text);
        words.voice = spoken;
        words.lang = spoken.lang;
        words.onend = next;
        words.onerror = function () { if (mine === reading) { stop(); } };
        speech.speak(words);
      }
      show(true);
      next();
    }
    function offer() { button.hidden = !ownVoice() || readable().length < 2; }

    button.addEventListener('click', function () {
      if (button.getAttribute('aria-pressed') === 'true') { stop(); } else { start(); }
    });
    // Some browsers know their voices only after a while.
    if (speech.addEventListener) { speech.addEventListener('voiceschanged', offer); }
    window.addEventListener('pagehide', stop);
    show(false);
    offer();
  }

  /** What has to break between words. */
  var TITLES = 'h1, h2, h3, h4, h5, h6, .site-name span, .card-title a, .node strong, .items a, .catalogue .title a, ' +
    '.toc a, .siblings a, .breadcrumb a, .breadcrumb span, caption, figcaption, th';

  /**
   * Whether a line may end between two words: not where one of them has but one character, which belongs to the
   * other (办公|厅, 四|季度), unless that one follows it (受理和|办结).
   * @param {Intl.SegmentData[]} words @param {number} at the second of them
   */
  function parts(words, at) {
    var before = words[at - 1];
    if (!before.isWordLike || !words[at].isWordLike || words[at].segment.length < 2) { return false; }
    return before.segment.length > 1 || at > 1 && !!words[at - 2].isWordLike;
  }

  /**
   * Chinese is written without spaces: titles break between words, where the browser knows them.
   * @param {HTMLElement} element
   */
  function phrase(element) {
    var segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
    // What counts something stays with its number, which the browser would part: 2026/年.
    element.querySelectorAll('.w').forEach(function (word) {
      if (!/\d/.test(word.textContent || '')) { word.replaceWith(word.textContent || ''); }
    });
    element.normalize();
    var walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    /** @type {Text[]} */
    var texts = [];
    while (walker.nextNode()) {
      var text = /** @type {Text} */ (walker.currentNode);
      if (!text.parentElement || !text.parentElement.matches('.w')) { texts.push(text); }
    }
    element.querySelectorAll('.w').forEach(function (word) {
      word.before(document.createElement('wbr'));
      word.after(document.createElement('wbr'));
    });
    texts.forEach(function (text) {
      var words = Array.from(segmenter.segment(text.data));
      var pieces = document.createDocumentFragment();
      words.forEach(function (word, at) {
        if (at > 0 && parts(words, at)) { pieces.appendChild(document.createElement('wbr')); }
        pieces.appendChild(document.createTextNode(word.segment));
      });
      text.replaceWith(pieces);
    });
    element.normalize();
    element.classList.add('phrased');
  }

  /** 404.html is shown at any address and links from the host's root, which is not where the site lies on a disk. */
  function linkLocally() {
    var home = document.querySelector('.site-name a');
    var address = home && home.getAttribute('href') || '';
    if (location.protocol !== 'file:' || address[0] !== '/') { return; }
    var top = address.slice(0, address.lastIndexOf('/') + 1);
    ['href', 'src', 'action'].forEach(function (name) {
      each('[' + name + '^="' + top + '"]', function (element) {
        element.setAttribute(name, (element.getAttribute(name) || '').slice(top.length));
      });
    });
  }

  document.addEventListener('DOMContentLoaded', function () {
    linkLocally();
    if (window.Intl && Intl.Segmenter) { each(TITLES, phrase); }
    each('.settings, [data-print], [data-copy]', function (element) { element.hidden = false; });
    each('button[data-size]', function (button) {
      button.addEventListener('click', function () {
        var chosen = button.dataset.size || 'medium';
        root.dataset.size = chosen;
        remember('size', chosen);
        showSettings();
      });
    });
    each('button[data-contrast]', function (button) {
      button.addEventListener('click', function () {
        var high = root.dataset.contrast !== 'high';
        if (high) { root.dataset.contrast = 'high'; } else { delete root.dataset.contrast; }
        remember('contrast', high ? 'high' : 'normal');
        showSettings();
      });
    });
    each('button[data-pointer]', function (button) {
      button.addEventListener('click', function () {
        var large = root.dataset.pointer !== 'large';
        if (large) { root.dataset.pointer = 'large'; } else { delete root.dataset.pointer; }
        remember('pointer', large ? 'large' : 'usual');
        showSettings();
      });
    });
    if (window.speechSynthesis && window.SpeechSynthesisUtterance) { each('button[data-read]', readAloud); }
    each('.fold > button', function (button) {
      button.addEventListener('click', function () {
        var fold = button.parentElement;
        if (fold) { button.setAttribute('aria-expanded', String(fold.classList.toggle('unfolded'))); }
      });
    });
    each('[data-print]', function (button) {
      button.addEventListener('click', function () { window.print(); });
    });
    each('[data-copy]', function (button) {
      button.addEventListener('click', function () { copy(button); });
    });
    showSettings();
  });

  // Whoever leaves for a site that is not the government's is told so first.
  document.addEventListener('click', function (event) {
    if (!(event.target instanceof Element)) { return; }
    var link = event.target.closest('a[href^="http"]');
    if (!(link instanceof HTMLAnchorElement) || link.host === location.host) { return; }
    if (/(^|\.)gov\.cn$/.test(link.hostname)) { return; }
    if (!window.confirm('您即将离开本网站，前往 ' + link.hostname + '。是否继续？')) { event.preventDefault(); }
  });
}());
