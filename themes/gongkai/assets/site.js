/* Comforts only: without this script every page is complete. Nothing is sent anywhere. */
(function () {
  'use strict';
  var root = document.documentElement;

  // A browser may refuse to remember anything, above all for files opened from a disk.
  function recall(key) {
    try { return localStorage.getItem('gongkai-' + key); } catch (e) { return null; }
  }
  function remember(key, value) {
    try { localStorage.setItem('gongkai-' + key, value); } catch (e) { /* lasts for this page only */ }
  }

  var size = recall('size');
  if (size === 'small' || size === 'large') { root.dataset.size = size; }
  if (recall('contrast') === 'high') { root.dataset.contrast = 'high'; }

  function each(selector, act) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), act);
  }

  function showSettings() {
    each('[data-size]', function (button) {
      if (button === root) { return; }
      button.setAttribute('aria-pressed', String(button.dataset.size === (root.dataset.size || 'medium')));
    });
    each('button[data-contrast]', function (button) {
      button.setAttribute('aria-pressed', String(root.dataset.contrast === 'high'));
    });
  }

  function select(element) {
    var range = document.createRange();
    range.selectNodeContents(element);
    var selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  function copy(button) {
    var source = document.getElementById(button.dataset.copy);
    var status = button.parentNode.querySelector('[role=status]');
    function done() { status.textContent = '已复制'; }
    function failed() {
      select(source);
      status.textContent = document.execCommand('copy') ? '已复制' : '已选中，请按复制键';
    }
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(source.textContent).then(done, failed);
    } else {
      failed();
    }
  }

  document.addEventListener('DOMContentLoaded', function () {
    each('.settings, [data-print], [data-copy]', function (element) { element.hidden = false; });
    each('button[data-size]', function (button) {
      button.addEventListener('click', function () {
        root.dataset.size = button.dataset.size;
        remember('size', button.dataset.size);
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
    var link = event.target.closest && event.target.closest('a[href^="http"]');
    if (!link || link.host === location.host || /(^|\.)gov\.cn$/.test(link.hostname)) { return; }
    if (!window.confirm('您即将离开本网站，前往 ' + link.hostname + '。是否继续？')) { event.preventDefault(); }
  });
}());
