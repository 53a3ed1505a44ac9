/* The preview beside a page: keeps it up to date, and shows which file it is made from and what was found. */
(function () {
  'use strict';
  // As it was sent: nothing but the page's own early script has run yet.
  var before = { head: document.head.cloneNode(true), body: document.body.cloneNode(true) };
  var isBroken = document.documentElement.hasAttribute('data-gongkai-broken');
  var isMissing = null;
  var isChinese = true;
  var words = {
    preview: ['预览', 'Preview'],
    copyPath: ['复制文件路径', 'Copy the path of this file'],
    copied: ['已复制文件路径', 'The path was copied'],
    notCopied: ['复制不了，路径是：', 'Cannot copy; the path is: '],
    errors: ['个错误', 'errors'],
    warnings: ['个警告', 'warnings'],
    findings: ['写错的地方', 'What is wrong'],
    close: ['收起', 'Close'],
    error: ['错误', 'error'],
    warning: ['警告', 'warning'],
    cure: ['办法：', 'help: '],
    more: ['还有更多没有列出；改正以上各处后会接着列出', 'There are more; they follow once these are mended'],
    here: ['本页', 'this page'],
    changed: ['刚刚更新：', 'Just changed: '],
    gone: ['这一页的文件已移走或删除，这里显示的是原来的样子', 'The file of this page has gone; this is how it was'],
    lost: ['预览已断开，正在重新连接……', 'The preview is cut off; connecting again …'],
    mended: ['都改好了', 'All is mended']
  };
  function say(key) { return words[key][isChinese ? 0 : 1]; }

  function make(name, attributes, children) {
    var element = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    (children || []).forEach(function (child) { element.append(child); });
    return element;
  }

  // Behind the body, so that it lengthens the page by its own height and covers nothing for good.
  var host = make('gongkai-preview', { 'data-gongkai': '' });
  var shadow = host.attachShadow({ mode: 'open' });
  var style = make('link', { rel: 'stylesheet', href: '/__gongkai/preview.css' });
  var panel = make('section', { 'class': 'panel', tabindex: '-1', hidden: '' });
  var bar = make('div', { 'class': 'bar', role: 'region' });
  var file = make('button', { type: 'button', 'class': 'file', hidden: '' });
  var mark = make('span', { 'class': 'mark', hidden: '' });
  var count = make('button', { type: 'button', 'class': 'count', hidden: '', 'aria-expanded': 'false' });
  var word = make('span', { 'class': 'word', role: 'status' });
  var alarm = make('span', { 'class': 'unseen', role: 'alert' });
  bar.append(file, mark, count, word, alarm);
  var root = make('div', { 'class': 'root', hidden: '' }, [panel, bar]);
  style.addEventListener('load', function () { root.hidden = false; fit(); });
  shadow.append(style, root);
  document.documentElement.append(host);

  function fit() { host.style.height = root.offsetHeight + 'px'; }

  var path = '';
  var closedFor = '';
  var shownFor = '';

  file.addEventListener('click', function () {
    function copied() { tell([say('copied')], 4000); }
    function failed() { tell([say('notCopied') + path], 0); }
    if (navigator.clipboard) { navigator.clipboard.writeText(path).then(copied, failed); } else { failed(); }
  });
  count.addEventListener('click', function () { open(panel.hidden, true); });
  shadow.addEventListener('keydown', function (event) {
    if (event.key === 'Escape' && !panel.hidden) { open(false, true); }
  });

  var forgetting = 0;
  /** Shows a word in the bar, for some milliseconds or, with 0, until the next one. */
  function tell(parts, time) {
    clearTimeout(forgetting);
    word.replaceChildren.apply(word, parts);
    if (time) { forgetting = setTimeout(function () { word.replaceChildren(); fit(); }, time); }
    fit();
  }

  /** Opens or closes the list of findings; by hand, it stays so until something else is found. */
  function open(isOpen, byHand) {
    panel.hidden = !isOpen;
    count.setAttribute('aria-expanded', String(isOpen));
    if (byHand) {
      closedFor = isOpen ? '' : shownFor;
      (isOpen ? panel : count).focus();
    }
    fit();
  }

  function width(text) {
    return Array.from(text).reduce(function (sum, c) { return sum + (c > '\u2e7f' ? 2 : 1); }, 0);
  }

  function drawPlace(place) {
    var where = place.file + (place.line ? ':' + place.line + ':' + place.column : '');
    var parts = [make('p', { 'class': 'where' }, [where])];
    if (place.line) {
      var carets = '^'.repeat(Math.max(1, width(place.marked)));
      parts.push(make('div', { 'class': 'lines' }, [
        make('div', {}, [make('span', { 'class': 'number' }, [String(place.line)]), place.before, make('mark', {}, [place.marked]), place.after]),
        make('div', { 'class': 'carets', 'aria-hidden': 'true' }, [
          make('span', { 'class': 'number ghost' }, [String(place.line)]), make('span', { 'class': 'ghost' }, [place.before]), carets
        ])
      ]));
    }
    if (place.label) { parts.push(make('p', { 'class': 'label' }, [place.label])); }
    return parts;
  }

  function drawFinding(finding) {
    var title = make('p', { 'class': 'message' }, [make('strong', {}, [say(finding.severity)]), ' ', finding.message]);
    if (finding.here) { title.append(' ', make('span', { 'class': 'tag' }, [say('here')])); }
    var item = make('li', { 'class': finding.severity }, [title]);
    finding.places.forEach(function (place) { item.append.apply(item, drawPlace(place)); });
    if (finding.help) { item.append(make('p', { 'class': 'help' }, [make('strong', {}, [say('cure')]), finding.help])); }
    return item;
  }

  function drawPanel(status) {
    var close = make('button', { type: 'button', 'class': 'close' }, [say('close')]);
    close.addEventListener('click', function () { open(false, true); });
    panel.setAttribute('aria-label', say('findings'));
    var list = make('ol', {}, status.findings.map(drawFinding));
    if (status.more) { list.append(make('li', { 'class': 'rest' }, [say('more')])); }
    panel.replaceChildren(make('header', {}, [make('h2', {}, [counts(status)]), close]), list);
    panel.scrollTop = 0;
  }

  function counts(status) {
    var parts = [];
    if (status.errors) { parts.push(status.errors + ' ' + say('errors')); }
    if (status.warnings) { parts.push(status.warnings + ' ' + say('warnings')); }
    return parts.join(isChinese ? '，' : ', ');
  }

  function show(status) {
    isChinese = status.lang === 'zh';
    bar.setAttribute('aria-label', say('preview'));
    path = status.path || '';
    file.hidden = !status.file;
    file.textContent = status.file || '';
    file.title = say('copyPath');
    file.setAttribute('aria-label', say('copyPath') + ' ' + file.textContent);
    mark.hidden = !status.mark;
    mark.textContent = status.mark || '';
    var total = status.errors + status.warnings;
    count.hidden = total === 0;
    count.className = 'count ' + (status.errors ? 'error' : 'warning');
    count.textContent = counts(status);
    // Warnings elsewhere are counted, but do not push themselves forward.
    var matters = status.errors > 0 || status.findings.some(function (finding) { return finding.here || finding.edited; });
    var key = JSON.stringify(status.findings);
    if (key !== shownFor) {
      var hadErrors = alarm.textContent !== '';
      shownFor = key;
      alarm.textContent = status.errors ? counts(status) + (status.findings[0] ? '：' + status.findings[0].message : '') : '';
      if (hadErrors && total === 0) { tell([say('mended')], 4000); }
      if (total) { drawPanel(status); }
      open(total > 0 && matters && closedFor !== key, false);
    }
    fit();
  }

  /** Says that another page than this one has changed, with a link to it. */
  function hint(edited) {
    var other = edited.find(function (change) { return change.hidden || (change.url && change.url !== here()); });
    if (!other) { return; }
    if (other.hidden) { tell([other.file + '：' + other.hidden], 0); return; }
    tell([say('changed'), make('a', { href: other.url }, [other.title || other.file])], 30000);
  }

  /** This page's address as the plan has it. */
  function here() {
    return location.pathname.replace(/\/$/, '/index.html');
  }

  function swapStyles(version) {
    document.querySelectorAll('link[rel~=stylesheet]:not([data-gongkai])').forEach(function (link) {
      var address = new URL(link.href);
      if (address.origin !== location.origin) { return; }
      address.searchParams.set('v', version);
      var next = link.cloneNode();
      next.href = address.href;
      // Both are there until the new one is loaded, so that the page is never without.
      next.setAttribute('data-gongkai', '');
      next.addEventListener('load', function () {
        link.remove();
        next.removeAttribute('data-gongkai');
      });
      next.addEventListener('error', function () { next.remove(); });
      link.after(next);
    });
  }

  function fetchPage() {
    return fetch(location.pathname + location.search, { cache: 'no-cache' }).then(function (response) {
      return response.text().then(function (text) { return { isFound: response.ok, status: response.status, text: text }; });
    });
  }

  function fetchStatus() {
    var address = '/__gongkai/status?page=' + encodeURIComponent(location.pathname);
    return fetch(address, { cache: 'no-store' }).then(function (response) { return response.json(); });
  }

  /** Puts what is new into the page; says whether anything was. */
  function renew(page) {
    if (page.isFound && (isMissing || isBroken)) {
      location.reload();
      return true;
    }
    if (!page.isFound) { return false; }
    var parsed = new DOMParser().parseFromString(page.text, 'text/html');
    var isSame = before.body.isEqualNode(parsed.body) && before.head.isEqualNode(parsed.head);
    if (isSame) { return false; }
    gongkaiPatch(document.head, before.head, parsed.head);
    gongkaiPatch(document.body, before.body, parsed.body);
    before = { head: parsed.head, body: parsed.body };
    return true;
  }

  var isAtWork = false;
  var waiting = null;

  /** Brings page and bar up to date; changes that come meanwhile are taken up afterwards. */
  function update(change) {
    if (isAtWork) {
      waiting = { version: change.version, edited: change.edited.concat(waiting ? waiting.edited : []) };
      return;
    }
    isAtWork = true;
    var ends = function (ending) {
      return change.edited.some(function (one) { return one.file.startsWith('themes/') && one.file.endsWith(ending); });
    };
    if (ends('.css')) { swapStyles(change.version); }
    Promise.all([fetchPage(), fetchStatus()]).then(function (both) {
      var page = both[0];
      var isNew = renew(page);
      if (ends('.js')) { location.reload(); }
      show(both[1]);
      if (isMissing === null) { isMissing = !page.isFound; }
      if (!page.isFound && !isMissing && page.status === 404) { tell([say('gone')], 0); } else if (!isNew) { hint(change.edited); }
    }).catch(function () {
      // The server has gone in between; its return is an event of its own.
    }).then(function () {
      isAtWork = false;
      var next = waiting;
      waiting = null;
      if (next) { update(next); }
    });
  }

  var isLost = false;
  function heard(text) {
    if (!text) {
      isLost = true;
      tell([say('lost')], 0);
      return;
    }
    if (isLost) {
      isLost = false;
      tell([], 0);
    }
    update(JSON.parse(text));
  }

  function listen() {
    if (window.SharedWorker) {
      var worker = new SharedWorker('/__gongkai/worker.js', 'gongkai');
      worker.port.onmessage = function (message) { heard(message.data); };
      window.addEventListener('pagehide', function () { worker.port.postMessage('leave'); });
      window.addEventListener('pageshow', function (event) {
        if (event.persisted) {
          worker.port.postMessage('join');
          update({ version: 0, edited: [] });
        }
      });
      return;
    }
    var source = new EventSource('/__gongkai/events');
    source.onmessage = function (event) { heard(event.data); };
    source.onerror = function () { heard(''); };
  }

  window.addEventListener('resize', fit);
  listen();
}());
