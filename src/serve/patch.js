/* Brings a page up to date in place. What differs between the page as it was sent before and as it is sent now is
   changed in the page on show, and nothing else: what the reader did to it (opened details, typed text, the place
   scrolled to) and what the page's own script did stays. */
var gongkaiPatch = (function () {
  'use strict';
  var OWN = '/__gongkai/preview.js';
  var MOST = 1500;

  /** The children that were sent: not those added by the preview, nor what follows its script. */
  function sent(node) {
    var children = [];
    for (var child = node.firstChild; child; child = child.nextSibling) {
      if (child.nodeType === 1 && child.hasAttribute('data-gongkai')) { continue; }
      children.push(child);
      if (child.nodeName === 'SCRIPT' && child.getAttribute('src') === OWN) { break; }
    }
    return children;
  }

  /** Whether `b` may be another version of `a`. */
  function isLike(a, b) {
    return a.nodeName === b.nodeName && (a.nodeType !== 1 || a.id === b.id);
  }

  function patchAttributes(live, before, after) {
    Array.prototype.forEach.call(before.attributes, function (attribute) {
      if (!after.hasAttribute(attribute.name)) { live.removeAttribute(attribute.name); }
    });
    Array.prototype.forEach.call(after.attributes, function (attribute) {
      if (before.getAttribute(attribute.name) !== attribute.value) {
        live.setAttribute(attribute.name, attribute.value);
      }
    });
  }

  /** The longest list of pairs [i, j], rising in both, for which a[i] and b[j] are equal. */
  function common(a, b) {
    var width = b.length + 1;
    var lengths = new Uint16Array((a.length + 1) * width);
    var i; var j;
    var key = function (node) { return node.nodeType === 1 ? node.outerHTML : node.nodeName + node.nodeValue; };
    var aKeys = a.map(key); var bKeys = b.map(key);
    for (i = a.length - 1; i >= 0; i -= 1) {
      for (j = b.length - 1; j >= 0; j -= 1) {
        lengths[i * width + j] = aKeys[i] === bKeys[j]
          ? lengths[(i + 1) * width + j + 1] + 1
          : Math.max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
      }
    }
    var pairs = [];
    for (i = 0, j = 0; i < a.length && j < b.length;) {
      if (aKeys[i] === bKeys[j]) {
        pairs.push([i, j]);
        i += 1;
        j += 1;
      } else if (lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) { i += 1; } else { j += 1; }
    }
    return pairs;
  }

  /** Patches children that lie between two unchanged ones: those alike in pairs, the rest goes or comes. */
  function patchRun(parent, lives, before, after, reference) {
    var at = 0;
    after.forEach(function (node) {
      var match = at;
      while (match < before.length && !isLike(before[match], node)) { match += 1; }
      if (match < before.length) {
        for (; at < match; at += 1) { lives[at].remove(); }
        patch(lives[at], before[at], node);
        at += 1;
      } else {
        parent.insertBefore(document.importNode(node, true), lives[at] || reference);
      }
    });
    for (; at < before.length; at += 1) { lives[at].remove(); }
  }

  function patchChildren(live, before, after) {
    var lives = sent(live); var olds = sent(before); var news = sent(after);
    var fits = lives.length === olds.length && lives.every(function (node, at) { return isLike(node, olds[at]); });
    if (!fits || olds.length > MOST || news.length > MOST) {
      lives.forEach(function (node) { node.remove(); });
      news.slice().reverse().forEach(function (node) { live.prepend(document.importNode(node, true)); });
      return;
    }
    var start = 0;
    while (start < olds.length && start < news.length && olds[start].isEqualNode(news[start])) { start += 1; }
    var end = 0;
    while (end < olds.length - start && end < news.length - start
      && olds[olds.length - 1 - end].isEqualNode(news[news.length - 1 - end])) { end += 1; }
    var oldRun = olds.slice(start, olds.length - end);
    var newRun = news.slice(start, news.length - end);
    var liveRun = lives.slice(start, lives.length - end);
    var reference = lives[lives.length - end] || (lives.length ? lives[lives.length - 1].nextSibling : null);
    var i = 0; var j = 0;
    common(oldRun, newRun).concat([[oldRun.length, newRun.length]]).forEach(function (pair) {
      patchRun(live, liveRun.slice(i, pair[0]), oldRun.slice(i, pair[0]), newRun.slice(j, pair[1]), liveRun[pair[0]] || reference);
      i = pair[0] + 1;
      j = pair[1] + 1;
    });
  }

  function patch(live, before, after) {
    if (before.isEqualNode(after)) { return; }
    if (after.nodeType !== 1) {
      live.nodeValue = after.nodeValue;
      return;
    }
    patchAttributes(live, before, after);
    patchChildren(live, before, after);
  }

  return patch;
}());
