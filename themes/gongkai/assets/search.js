/* Search: reads the files of the index below search/ and shows what they hold of the words looked for.

   A classic script, because a page opened from a disk may load nothing else; so are the files of the index, which call
   gongkaiSearch with their name and content. Nothing is sent anywhere. The program goes the same way step by step
   (`gongkai search`), so that both find the same in the same order. */
(function () {
  'use strict';

  /**
   * @typedef {{version: number, pages: number, chars: string, fold: string, blocks: string, texts: string, names: string,
   *   text_names: string, grams: string, gram_names: string, common: string, facet_names: string, fold_name: string,
   *   filters: {units: string[], columns: string[], kinds: string[], validities: string[]}}} Head
   * @typedef {{address: string, title: string, number: string, docNumber: string, date: string, facets: number[]}} PageHead
   * @typedef {{anchor: string} | {file: string, name: string, part: string}} Place
   * @typedef {{head: PageHead, isFirst: boolean, passages: {text: string, place: Place}[]}} Block
   * @typedef {{before: number, around: string[], blocks: number[]}} Run characters before and behind a pair, and its blocks
   * @typedef {{blocks: number[], titles: number[], runs: Run[]}} Entry
   * @typedef {{rank: number[], gram: [number, number], length: number, starts: number[]}} Listed
   * @typedef {{words: Word[], pages: number[], titles: number[], isNumber: boolean}} Way
   * @typedef {{head: PageHead, text: string, place: Place}} Line
   * @typedef {[boolean, string][]} Marked
   * @typedef {{page: PageHead, rank: number, title: Marked, line: Marked, place: Place}} Hit
   * @typedef {{words: string[][], whole: string[] | null, number: string[] | null, isCut: boolean}} Query
   * @typedef {{filters: (number | null)[], byDate: boolean, count: number}} Wanted
   * @typedef {{total: number, isExact: boolean, hits: Hit[], nearest: PageHead[], pages: number[]}} Results
   * @typedef {(name: string, address: string) => Promise<any>} Load
   * @typedef {{name: string, index: string, pages: string}} Member
   * @typedef {{version: number, name: string, slots: number, per_file: number, width: number, names: string,
   *   members: Member[]}} MembersHead
   * @typedef {{member: Member, index: Index, search: Search, wanted: Wanted, results: Results}} Answer
   * @typedef {{member: Member, index: Index, hit: Hit}} Owned
   * @typedef {{count: number, isExact: boolean}} Count
   */

  const VERSION = 2;
  const NAMES = 2048;
  const FACETS = 16384;
  const DIGEST = 5;
  const LONGEST_WORD = 500;
  const MOST_WORDS = 12;
  const LONGER_PLACE = 100000;
  const FIRST = 1 << 17;
  // If so many pages were read in vain at once, another list of each word is fetched, so often at most.
  const TOO_MANY = 2;
  const TURNS = 4;
  const [NUMBER, TITLE, TEXT] = [0, 1, 2];

  // ---- How the index is written ----

  /** Reads numbers and texts as the index writes them. */
  class Reader {
    /** @param {string} text  @param {string} chars the characters by their places */
    constructor(text, chars = '') {
      this.text = text;
      this.chars = chars;
      this.at = 0;
    }

    /** @returns {number} the value of the next digit */
    digit() {
      const code = this.text.charCodeAt(this.at++);
      return code > 92 ? code - 36 : code - 35;
    }

    /** @returns {number} the next number */
    number() {
      let number = 0;
      for (;;) {
        const digit = this.digit();
        if (!(digit >= 0)) throw new Error('damaged');
        if (digit < 60) return number * 60 + digit;
        number = number * 31 + digit - 60;
      }
    }

    /** @returns {string} the next text, its end passed */
    string() {
      const { text, chars } = this;
      let string = '';
      for (;;) {
        const code = text.charCodeAt(this.at);
        if (code === 32) {
          this.at++;
          return string;
        }
        if (code > 126) {
          string += text[this.at++];
          continue;
        }
        if (!(code > 34)) throw new Error('damaged');
        const first = this.digit();
        string += chars[first < 46 ? first : 46 + (first - 46) * 91 + this.digit()];
      }
    }

    /** Passes over texts. @param {number} count */
    skip(count) {
      for (; count > 0; count--) this.at = this.text.indexOf(' ', this.at) + 1 || Infinity;
    }

    /** @param {number} count @param {boolean} isWanted @returns {number[]} so many rising numbers, if they are wanted */
    list(count, isWanted) {
      const { text } = this;
      const list = [];
      if (!isWanted) {
        // The last digit of a number is below 60.
        while (count > 0 && this.at < text.length) if (text.charCodeAt(this.at++) < 96) count--;
      }
      for (let next = 0; count > 0; count--) {
        const number = next + this.number();
        next = number + 1;
        list.push(number);
      }
      return list;
    }

    /** @returns {number[]} all numbers to the end */
    numbers() {
      const numbers = [];
      while (this.at < this.text.length) numbers.push(this.number());
      return numbers;
    }
  }

  // ---- Folding ----

  const TYPED = /[0-9A-Za-z０-９Ａ-Ｚａ-ｚ\u00c0-\u024f\u0370-\u052f]/;
  const SIGN = /[\u00d7\u00f7\u2000-\u20cf\u2190-\u245f\u2500-\u2bff\u3000-\u3020\u3030-\u303f\ue000-\uf8ff\ufe10-\ufe6f\uff00-\uff0f\uff1a-\uff20\uff5b-\uff65]/;

  /** @param {string} c @returns {boolean} whether a folded character says something alone */
  const isSaid = (c) => /[0-9a-z]/.test(c) || (c >= '\u00c0' && !SIGN.test(c));

  /** What counts as the same character. A blank is `' '`, and what is not seen `'\0'`. */
  class Folding {
    /** @param {string} pairs each character and what it folds to */
    constructor(pairs) {
      /** @type {Map<string, string>} */
      this.table = new Map([['\t', ' '], ['\n', ' '], ['\r', ' ']]);
      this.learn(pairs);
    }

    /** @param {string} pairs */
    learn(pairs) {
      const chars = Array.from(pairs);
      for (let at = 0; at + 1 < chars.length; at += 2) this.table.set(chars[at], chars[at + 1]);
    }

    /** @param {string} c */
    of(c) {
      return this.table.get(c) || c;
    }

    /**
     * @param {string} text
     * @returns {{chars: string[], from: number[]}} the folded characters, each with the number of its own in the text
     */
    fold(text) {
      /** @type {string[]} */
      const chars = [];
      /** @type {number[]} */
      const from = [];
      let beforeBlank = '';
      let last = '';
      let at = 0;
      for (const c of text) {
        const to = this.of(c);
        if (to === ' ') {
          beforeBlank = beforeBlank || last;
        } else if (to !== '\0') {
          if (beforeBlank && (TYPED.test(beforeBlank) || TYPED.test(c))) {
            chars.push(' ');
            from.push(at - 1);
          }
          beforeBlank = '';
          chars.push(to);
          from.push(at);
          last = c;
        }
        at++;
      }
      return { chars, from };
    }

    /** @param {string} text @returns {string[]} an index or document number with one `/` for all that parts it */
    number(text) {
      /** @type {string[]} */
      const number = [];
      for (const c of text) {
        const to = this.of(c);
        if (to === '\0') continue;
        if (to < '\u0080' && !/[0-9a-z]/.test(to)) {
          if (number.length && number[number.length - 1] !== '/') number.push('/');
        } else {
          number.push(to);
        }
      }
      if (number[number.length - 1] === '/') number.pop();
      return number;
    }

    /**
     * What any text matches that holds a folded word; some others do too.
     * @param {string[]} word @returns {RegExp}
     */
    pattern(word) {
      const code = (/** @type {string} */ c) => `\\u{${(c.codePointAt(0) || 0).toString(16)}}`;
      /** @type {Map<string, string>} */
      const sames = new Map(word.map((c) => [c, code(c)]));
      let unseen = '';
      for (const [c, to] of this.table) {
        if (to === ' ' || to === '\0') unseen += code(c);
        else if (sames.has(to)) sames.set(to, sames.get(to) + code(c));
      }
      const gap = `[ ${unseen}]*`;
      return new RegExp(word.map((c) => (c === ' ' ? '' : `[${sames.get(c)}]`)).join(gap), 'u');
    }
  }

  // ---- The query ----

  /** @param {string} text @param {Folding} folding @returns {string[]} the words as typed */
  function split(text, folding) {
    const chars = Array.from(text);
    const isBlank = (/** @type {string | undefined} */ c) => c === undefined || folding.of(c) === ' ';
    const words = [];
    let at = 0;
    while (at < chars.length) {
      if (isBlank(chars[at])) {
        at++;
        continue;
      }
      let end = -1;
      if ('"“”「『'.includes(chars[at])) {
        end = chars.findIndex((c, to) => to > at && '"“”」』'.includes(c) && isBlank(chars[to + 1]));
      }
      if (end > at) {
        words.push(chars.slice(at + 1, end).join(''));
        at = end + 1;
        continue;
      }
      end = chars.findIndex((c, to) => to >= at && isBlank(c));
      if (end < 0) end = chars.length;
      words.push(chars.slice(at, end).join(''));
      at = end;
    }
    return words;
  }

  /** @param {string} text @param {Folding} folding @returns {Query} */
  function parse(text, folding) {
    /** @type {Query} */
    const query = { words: [], whole: null, number: null, isCut: false };
    for (const typed of split(text, folding)) {
      const word = folding.fold(typed).chars;
      const known = word.join('');
      if (!word.some(isSaid) || query.words.some((other) => other.join('') === known)) continue;
      if (query.words.length === MOST_WORDS) {
        query.isCut = true;
        break;
      }
      query.isCut = query.isCut || word.length > LONGEST_WORD;
      query.words.push(word.slice(0, LONGEST_WORD));
    }
    if (query.words.length > 1 && query.words.some((word) => word.length === 1)) {
      const whole = folding.fold(text).chars;
      if (whole.length <= LONGEST_WORD) query.whole = whole;
    }
    const number = folding.number(text);
    if (number.length >= 4 && number.length <= 100 && number.some((c) => c >= '0' && c <= '9')) query.number = number;
    return query;
  }

  // ---- Pairs of characters ----

  /** @param {string} c @returns {number} a character as half of a pair */
  function key(c) {
    const code = c.codePointAt(0) || 0;
    return code > 0xffff ? 0xe000 + (code % 6400) : code;
  }

  /** @param {number} base @param {string[]} run @returns {[number, number]} places of the pair that stands for a run */
  function hashed(base, run) {
    let hash = 0x811c9dc5;
    for (const c of run) hash = Math.imul(hash ^ key(c), 0x01000193);
    hash ^= hash >>> 15;
    return [LONGER_PLACE + base + ((hash >>> 16) & 0x3ff), (hash & 0xffff) + 1];
  }

  /** @param {number[]} a @param {number[]} b @returns {number[]} what stands in both sorted lists */
  function common(a, b) {
    const both = [];
    let at = 0;
    for (const number of a) {
      while (at < b.length && b[at] < number) at++;
      if (b[at] === number) both.push(number);
    }
    return both;
  }

  /** @param {number[]} sorted @param {number} value @returns {number} how many are below */
  function below(sorted, value) {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** @param {number[]} a @param {number[]} b @returns {number} which of two lists of equal length comes first */
  function order(a, b) {
    const at = a.findIndex((value, which) => value !== b[which]);
    return at < 0 ? 0 : a[at] - b[at];
  }

  const has = (/** @type {number[]} */ sorted, /** @type {number} */ value) => sorted[below(sorted, value)] === value;

  // ---- The index ----

  /** An index being read; each file is read once. */
  class Index {
    /** @param {Head} head @param {Load} load */
    constructor(head, load) {
      if (head.version !== VERSION) throw new Error('version');
      this.head = head;
      this.load = load;
      this.folding = new Folding(head.fold);
      this.pageStarts = sums(head.blocks);
      this.textStarts = sums(head.texts);
      this.gramStarts = new Reader(head.grams).numbers();
      this.common = readCommon(head.common);
      /** @type {Map<string, Promise<any>>} */
      this.contents = new Map();
      /** @type {Map<number, Block>} */
      this.blocks = new Map();
    }

    /**
     * @param {string} kind @param {number} number @param {string} names @param {number} at which of the digests in `names`
     * @param {(content: string) => any} [read] what is made of it, once
     */
    content(kind, number, names, at, read = (content) => content) {
      const name = kind + number;
      let content = this.contents.get(name);
      if (!content) {
        const digest = names.slice(at * DIGEST, (at + 1) * DIGEST);
        content = this.load(name, `search/${name}-${digest}.js`).then(read);
        this.contents.set(name, content);
      }
      return content;
    }

    /** Learns rare characters if a text has one that neither the site nor the table knows. @param {string} text */
    async prepare(text) {
      const isKnown = (/** @type {string} */ c) => this.head.chars.includes(c) || this.folding.table.has(c);
      if (!Array.from(text).every(isKnown)) this.folding.learn(await this.content('s', 0, this.head.fold_name, 0));
    }

    /** @param {number} page @returns {[number, number]} its blocks, the end not included */
    blocksOf(page) {
      return [this.pageStarts[page], this.pageStarts[page + 1]];
    }

    /** @param {number} block */
    pageOf(block) {
      return below(this.pageStarts, block + 1) - 1;
    }

    /**
     * The places by which a run of characters is listed; null: it is not; undefined: one of them stands nowhere.
     * @param {string[]} run @returns {[number, number] | null | undefined}
     */
    gramOf(run) {
      if (run.length > 2) {
        const ascii = run.filter((c) => c < '\u0080' && c !== ' ').length;
        return ascii + 1 >= run.length ? hashed(0, run) : null;
      }
      const place = (/** @type {string} */ c) => this.head.chars.indexOf(String.fromCharCode(key(c)));
      const first = place(run[0]);
      const second = run.length < 2 ? -1 : place(run[1]);
      return first < 0 || (run.length > 1 && second < 0) ? undefined : [first, second + 1];
    }

    /** @param {[number, number]} gram @returns {Promise<Entry>} where a pair stands */
    async entry(gram) {
      const starts = this.gramStarts;
      let [low, high] = [0, starts.length / 2];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (order([starts[2 * middle], starts[2 * middle + 1]], gram) > 0) high = middle;
        else low = middle + 1;
      }
      if (low === 0) return { blocks: [], titles: [], runs: [] };
      return findGram(await this.content('g', low - 1, this.head.gram_names, low - 1), gram, this.head.chars);
    }

    /** @param {number} number @returns {Promise<Block>} */
    async block(number) {
      const file = below(this.textStarts, number + 1) - 1;
      const directory = Math.floor(file / NAMES);
      const names = directory < this.head.names.length / DIGEST
        ? await this.content('n', directory, this.head.names, directory) : this.head.text_names;
      const content = await this.content('t', file, names, file % NAMES);
      const block = this.blocks.get(number) || readBlock(content, this.head.chars, number - this.textStarts[file]);
      this.blocks.set(number, block);
      return block;
    }

    /** @returns {Promise<number[][]>} unit, column, kind, validity and year of all pages */
    async facets() {
      /** @type {number[][]} */
      const facets = [[], [], [], [], []];
      const count = Math.ceil(this.head.pages / FACETS);
      const files = Array.from({ length: count }, (_, file) => this.content('f', file, this.head.facet_names, file));
      for (const content of await Promise.all(files)) {
        content.split(' ').forEach((/** @type {string} */ text, /** @type {number} */ at) => {
          for (const value of new Reader(text).numbers()) facets[at].push(value);
        });
      }
      return facets;
    }
  }

  /** @param {string} numbers @returns {number[]} 0, and the sums of the numbers up to each */
  function sums(numbers) {
    let sum = 0;
    return [0, ...new Reader(numbers).numbers().map((number) => (sum += number))];
  }

  /** @param {string} common @returns {Map<number, number>} how frequent the most frequent pairs are */
  function readCommon(common) {
    const reader = new Reader(common);
    const pairs = new Map();
    while (reader.at < common.length) {
      let count = reader.number();
      const frequency = reader.number();
      for (let [first, second] = [0, 0]; count > 0; count--) {
        const more = reader.number();
        first += more;
        second = reader.number() + (more ? 0 : second);
        pairs.set(first * FIRST + second, frequency);
      }
    }
    return pairs;
  }

  /** @param {string} content @param {[number, number]} wanted @param {string} chars @returns {Entry} */
  function findGram(content, wanted, chars) {
    const reader = new Reader(content);
    let [first, second] = [0, 0];
    while (reader.at < content.length) {
      const more = reader.number();
      first += more;
      second = reader.number() + (more ? 0 : second);
      const isWanted = first === wanted[0] && second === wanted[1];
      if (first > wanted[0]) break;
      const count = reader.number();
      const titles = reader.number();
      /** @type {Entry} */
      const entry = { blocks: reader.list(count, isWanted), titles: reader.list(titles >> 1, isWanted), runs: [] };
      for (let runs = titles & 1 ? reader.number() : 0; runs > 0; runs--) {
        const shape = reader.number();
        const around = Array.from({ length: (shape >> 3) + (shape & 7) }, () => chars[reader.number()]);
        entry.runs.push({ before: shape >> 3, around, blocks: reader.list(reader.number(), isWanted) });
      }
      // The blocks of a run are not repeated for what stands in it.
      if (isWanted) return { ...entry, blocks: together([entry.blocks, ...entry.runs.map((run) => run.blocks)]) };
    }
    return { blocks: [], titles: [], runs: [] };
  }

  /** @param {number[][]} lists @returns {number[]} what stands in any of them, in rising order */
  function together(lists) {
    if (lists.length < 2) return lists[0] || [];
    const all = Uint32Array.from(lists.flat()).sort();
    return Array.from(all.filter((number, at) => !at || number !== all[at - 1]));
  }

  /** @param {Run} longer @param {Run} run @returns {boolean} whether a run around the same pair is the other one or holds it */
  function holds(longer, run) {
    const more = longer.before - run.before;
    return more >= 0 && longer.around.length - more >= run.around.length
      && run.around.every((c, at) => longer.around[at + more] === c);
  }

  /** @param {string} content @param {string} chars @param {number} wanted which of its blocks @returns {Block} */
  function readBlock(content, chars, wanted) {
    const reader = new Reader(content, chars);
    /** @type {PageHead} */
    let head = { address: '', title: '', number: '', docNumber: '', date: '', facets: [] };
    for (let at = 0; ; at++) {
      const state = reader.number();
      if (state) {
        const [address, title, number, docNumber, date] = [0, 0, 0, 0, 0].map(() => reader.string());
        head = { address, title, number, docNumber, date, facets: [0, 0, 0, 0].map(() => reader.number()) };
      }
      /** @type {Place} */
      let place = { anchor: '' };
      const passages = [];
      for (let count = reader.number(); count > 0; count--) {
        const change = reader.number();
        if (at < wanted) {
          reader.skip(change === 2 ? 4 : change + 1);
          continue;
        }
        if (change === 1) place = { anchor: reader.string() };
        if (change === 2) place = { file: reader.string(), name: reader.string(), part: reader.string() };
        passages.push({ text: reader.string(), place });
      }
      if (at === wanted) return { head, isFirst: state === 1, passages };
    }
  }

  // ---- Finding ----

  /** A word and the blocks in which it may stand. */
  class Word {
    /** @param {Index} index @param {string[]} chars folded */
    constructor(index, chars) {
      this.index = index;
      this.chars = chars;
      this.text = chars.join('');
      this.pattern = index.folding.pattern(chars);
      /** @type {Listed[]} by what it can be looked up further, the rarest first */
      this.rest = [];
      /** @type {Set<number>} the pairs of characters of which all is known, by their places in the word */
      this.covered = new Set();
      /** @type {number[]} */
      this.blocks = [];
      /** @type {number[]} */
      this.titles = [];
      this.isExact = true;
    }

    /** Looks it up by its rarest pairs. @param {number} first how many of them */
    async open(first) {
      const { index, chars } = this;
      if (chars.length === 1) {
        const gram = index.gramOf(chars);
        if (!gram) return;
        this.titles = (await index.entry(gram)).titles;
        this.blocks = this.titles.map((page) => index.blocksOf(page)[0]);
        return;
      }
      const listed = this.listed();
      if (!listed) return;
      this.rest = listed;
      this.isExact = false;
      const grams = listed.splice(0, first);
      const entries = await Promise.all(grams.map(({ gram }) => index.entry(gram)));
      if (entries.length) ({ blocks: this.blocks, titles: this.titles } = entries[0]);
      entries.forEach((entry, at) => this.learn(grams[at], entry));
    }

    /** @returns {Listed[] | null} all by which it can be looked up, the rarest first; null: a character stands nowhere */
    listed() {
      const { index, chars } = this;
      /** @type {Map<string, Listed>} */
      const grams = new Map();
      for (let length = 2; length <= 4; length++) {
        for (let at = 0; at + length <= chars.length; at++) {
          const gram = index.gramOf(chars.slice(at, at + length));
          if (gram === undefined) return null;
          if (gram === null) continue;
          const name = gram.join();
          const told = length === 2 ? (gram[0] + 1) * gram[1] : length === 3 ? 1000000 : 4000000;
          const known = grams.get(name) || { rank: [index.common.get(gram[0] * FIRST + gram[1]) || 0, -told, ...gram], gram, length, starts: [] };
          known.starts.push(at);
          grams.set(name, known);
        }
      }
      return Array.from(grams.values()).sort((a, b) => order(a.rank, b.rank));
    }

    /** Takes up what a list says. @param {Listed} listed @param {Entry} entry */
    learn({ length, starts }, { blocks, titles, runs }) {
      const { chars } = this;
      this.blocks = common(this.blocks, blocks);
      this.titles = common(this.titles, titles);
      const cover = (/** @type {number} */ from, /** @type {number} */ to) => {
        for (let pair = from; pair < to - 1; pair++) this.covered.add(pair);
      };
      for (const start of starts) {
        cover(start, start + length);
        if (length > 2) continue;
        this.isExact = this.isExact || chars.length === 2;
        for (const run of runs) {
          const from = start - run.before;
          const to = from + 2 + run.around.length;
          const isThere = from >= 0 && to <= chars.length
            && run.around.every((c, at) => c === String.fromCharCode(key(chars[from + at + (at < run.before ? 0 : 2)])));
          if (!isThere) continue;
          const longer = runs.filter((other) => holds(other, run));
          this.blocks = common(this.blocks, together(longer.map((other) => other.blocks)));
          cover(from, to);
          this.isExact = this.isExact || to - from === chars.length;
        }
      }
    }

    /** Looks it up by one more pair, unless none would tell anything. */
    async narrow() {
      const isNew = (/** @type {Listed} */ { starts, length }) =>
        starts.some((start) => Array.from({ length: length - 1 }).some((_, at) => !this.covered.has(start + at)));
      const at = this.isExact ? -1 : this.rest.findIndex(isNew);
      if (at < 0) return;
      const listed = this.rest[at];
      this.rest.splice(0, at + 1);
      this.learn(listed, await this.index.entry(listed.gram));
    }

    /** @param {string} text @returns {boolean} whether it stands in a text */
    isIn(text) {
      return this.pattern.test(text) && this.index.folding.fold(text).chars.join('').includes(this.text);
    }
  }

  /** One search with its lists at hand. */
  class Search {
    /** @param {Index} index @param {Query} query */
    constructor(index, query) {
      this.index = index;
      this.query = query;
      /** @type {Way[]} */
      this.ways = [];
      /** @type {number[]} */
      this.numbered = [];
      /** @type {number[]} the pages that may be results, in rising order */
      this.pages = [];
      /** @type {Map<number, boolean>} pages whose text was read, and whether they are results */
      this.read = new Map();
      this.turns = 0;
    }

    /** Reads the lists. */
    async prepare() {
      const { words, whole, number } = this.query;
      const none = /** @type {Promise<number[]>} */ (Promise.resolve([]));
      const ways = [this.way(words, false)];
      if (whole) ways.push(this.way([whole], false));
      if (number) ways.push(this.way([number], true));
      const [numbered, ...all] = await Promise.all([number ? this.exactNumbers(number) : none, ...ways]);
      this.numbered = numbered;
      this.ways = all;
      this.lineUp();
    }

    /** Works out the pages from the blocks of the words. */
    lineUp() {
      const pages = new Set(this.numbered);
      for (const way of this.ways) {
        const pagesOf = (/** @type {Word} */ word) => {
          const { pageStarts } = this.index;
          const pages = [];
          let end = 0;
          for (const block of word.blocks) {
            if (block < end) continue;
            const page = this.index.pageOf(block);
            end = pageStarts[page + 1];
            pages.push(page);
          }
          return pages;
        };
        way.pages = way.words.map(pagesOf).reduce(common);
        way.titles = way.isNumber ? [] : way.words.map((word) => word.titles).reduce(common);
        way.pages.forEach((page) => pages.add(page));
      }
      const [way] = this.ways;
      this.pages = pages.size === way.pages.length ? way.pages : Array.from(pages).sort((a, b) => a - b);
    }

    /** @param {string[]} number @returns {Promise<number[]>} the pages that have exactly this number */
    async exactNumbers(number) {
      const { titles: pages } = await this.index.entry(hashed(0x400, number));
      const wanted = number.join('');
      const isEqual = (/** @type {string} */ text) => this.index.folding.number(text).join('') === wanted;
      const heads = await Promise.all(pages.map((page) => this.index.block(this.index.blocksOf(page)[0])));
      return pages.filter((_, at) => isEqual(heads[at].head.number) || isEqual(heads[at].head.docNumber));
    }

    /** @param {string[][]} words @param {boolean} isNumber @returns {Promise<Way>} */
    async way(words, isNumber) {
      const first = words.length === 1 ? 3 : words.length === 2 ? 2 : 1;
      const found = words.map((chars) => new Word(this.index, chars));
      await Promise.all(found.map((word) => word.open(first)));
      return { words: found, pages: [], titles: [], isNumber };
    }

    /** Fetches more lists, so that fewer pages are read in vain. */
    async narrow() {
      if (this.turns === TURNS) return;
      this.turns++;
      await Promise.all(this.ways.flatMap((way) => way.words.map((word) => word.narrow())));
      this.lineUp();
    }

    /** @param {Wanted} wanted @returns {Promise<Results>} */
    async results(wanted) {
      const isFiltered = wanted.filters.some((filter) => filter !== null);
      const facets = isFiltered ? await this.index.facets() : [];
      const fits = (/** @type {number} */ page) => wanted.filters.every((filter, at) => filter === null || facets[at][page] === filter);
      const fitting = () => (isFiltered ? this.pages.filter(fits) : this.pages);
      let pages = fitting();
      /** @type {Hit[]} */
      const hits = [];
      const seen = this.read;
      for (const tier of wanted.byDate ? [TEXT] : [NUMBER, TITLE, TEXT]) {
        const mayBe = (/** @type {number} */ page) => (tier === NUMBER ? has(this.numbered, page)
          : tier === TEXT || this.ways.some((way) => has(way.titles, page)));
        // Those that come with the texts.
        const later = new Set();
        for (;;) {
          // So many at once as are still wanted: they come together, and none in vain.
          /** @type {number[]} */
          const next = [];
          for (let at = pages.length - 1; at >= 0 && next.length < wanted.count - hits.length; at--) {
            if (!seen.has(pages[at]) && !later.has(pages[at]) && mayBe(pages[at])) next.push(pages[at]);
          }
          if (!next.length) break;
          let wrong = 0;
          const verified = await Promise.all(next.map((page) => this.verify(page)));
          verified.forEach((hit, at) => {
            if (hit && hit.rank > tier) {
              later.add(next[at]);
              return;
            }
            seen.set(next[at], hit !== null);
            if (hit) hits.push(hit);
            else wrong++;
          });
          if (wrong >= TOO_MANY) {
            await this.narrow();
            pages = fitting();
          }
        }
      }
      const total = pages.filter((page) => seen.get(page) !== false).length;
      const isExact = total === hits.length || this.isCertain();
      return { total, isExact, hits, nearest: total ? [] : await this.nearest(), pages };
    }

    /** Whether the lists tell all: one word that is listed itself. */
    isCertain() {
      if (this.ways.length !== 1 || this.ways[0].words.length !== 1) return false;
      const { chars, isExact } = this.ways[0].words[0];
      return isExact && chars.every((c) => (c.codePointAt(0) || 0) < 0xd800);
    }

    /** @param {number} page @returns {Promise<Hit | null>} what is shown of a page, if it is a result */
    async verify(page) {
      const { folding } = this.index;
      const [start, end] = this.index.blocksOf(page);
      let rank = has(this.numbered, page) ? NUMBER : -1;
      /** @type {Line | null} */
      let line = null;
      for (const way of this.ways) {
        if (!has(way.pages, page)) continue;
        const found = await this.verifyWay(way, start, end);
        if (!found) continue;
        rank = rank < 0 ? found.rank : Math.min(rank, found.rank);
        line = line || found.line;
      }
      if (rank < 0) return null;
      line = line || await this.firstLine(start);
      const words = this.ways.flatMap((way) => way.words.map((word) => word.chars));
      return {
        page: line.head,
        rank,
        title: mark(line.head.title, words, folding, false),
        line: mark(line.text, words, folding, true),
        place: line.place,
      };
    }

    /** @param {number} number @returns {Promise<Line>} what is shown where no word stands in a passage */
    async firstLine(number) {
      const { head, passages } = await this.index.block(number);
      return { head, ...(passages[0] || { text: '', place: { anchor: '' } }) };
    }

    /** @param {Way} way @param {number} start @param {number} end */
    async verifyWay(way, start, end) {
      let rank = way.isNumber ? TEXT : TITLE;
      /** @type {Line | null} */
      let line = null;
      for (const word of way.words) {
        let isFound = false;
        for (let at = below(word.blocks, start); at < word.blocks.length && word.blocks[at] < end; at++) {
          const block = await this.index.block(word.blocks[at]);
          // A number without its signs is one only where numbers stand.
          const inTitle = !way.isNumber && block.isFirst && word.isIn(block.head.title);
          if (!inTitle) rank = TEXT;
          const passage = !way.isNumber && word.chars.length > 1
            ? block.passages.find(({ text }) => word.isIn(text)) : undefined;
          if (passage && !line) line = { head: block.head, ...passage };
          if (inTitle || passage || this.isInHead(block, word, way.isNumber)) {
            isFound = true;
            break;
          }
        }
        if (!isFound) return null;
      }
      return { rank, line };
    }

    /** @param {Block} block @param {Word} word @param {boolean} isNumber */
    isInHead(block, word, isNumber) {
      if (!block.isFirst || word.chars.length < 2) return false;
      const { head } = block;
      const { folding, head: { filters } } = this.index;
      if (isNumber) return [head.number, head.docNumber].some((number) => folding.number(number).join('').includes(word.text));
      const names = [filters.units[head.facets[0] - 1], filters.columns[head.facets[1] - 1]];
      return [head.number, head.docNumber, ...names].some((text) => text && word.isIn(text));
    }

    /** @returns {Promise<PageHead[]>} the pages whose titles have the most pairs of the query */
    async nearest() {
      /** @type {Map<string, [number, number]>} */
      const grams = new Map();
      for (const word of this.query.words) {
        for (let at = 0; at + 1 < word.length; at++) {
          const pair = word.slice(at, at + 2);
          // Digits in common make no title near: every year has them.
          const gram = pair.every((c) => c >= '0' && c <= '9') ? null : this.index.gramOf(pair);
          if (gram && grams.size < 12) grams.set(gram.join(), gram);
        }
      }
      /** @type {Map<number, number>} */
      const counts = new Map();
      for (const { titles } of await Promise.all(Array.from(grams.values(), (gram) => this.index.entry(gram)))) {
        for (const page of titles) counts.set(page, (counts.get(page) || 0) + 1);
      }
      const pages = Array.from(counts).sort((a, b) => b[1] - a[1] || b[0] - a[0]).slice(0, 5);
      const blocks = await Promise.all(pages.map(([page]) => this.index.block(this.index.blocksOf(page)[0])));
      return blocks.map((block) => block.head);
    }
  }

  /**
   * A text with the words marked; a line of it around the first of them, if `isLine`.
   * @param {string} text @param {string[][]} words @param {Folding} folding @param {boolean} isLine @returns {Marked}
   */
  function mark(text, words, folding, isLine) {
    const chars = Array.from(text);
    const folded = folding.fold(text);
    const marks = chars.map(() => false);
    for (const word of words) {
      for (let at = 0; at + word.length <= folded.chars.length; at++) {
        if (word[0] === folded.chars[at] && word.every((c, i) => folded.chars[at + i] === c)) {
          marks.fill(true, folded.from[at], folded.from[at + word.length - 1] + 1);
        }
      }
    }
    const first = Math.max(0, marks.indexOf(true));
    const start = !isLine || chars.length <= 100 ? 0 : Math.max(0, first - 30);
    const end = isLine ? Math.min(chars.length, start + 100) : chars.length;
    /** @type {Marked} */
    const pieces = start > 0 ? [[false, '…']] : [];
    let isOpen = false;
    for (let at = start; at < end; at++) {
      const last = pieces[pieces.length - 1];
      if (isOpen && last[0] === marks[at]) last[1] += chars[at];
      else pieces.push([marks[at], chars[at]]);
      isOpen = true;
    }
    if (end < chars.length) pieces.push([false, '…']);
    return pieces;
  }

  /**
   * Finds what somebody typed. `select` sees the search before its results are made, and says what is wanted.
   * @param {Index} index @param {string} text @param {Wanted} wanted
   * @returns {Promise<{query: Query, results: Results, search: Search}>}
   */
  async function find(index, text, wanted) {
    await index.prepare(text);
    const query = parse(text, index.folding);
    const search = new Search(index, query);
    if (!query.words.length) {
      return { query, search, results: { total: 0, isExact: true, hits: [], nearest: [], pages: [] } };
    }
    await search.prepare();
    return { query, search, results: await search.results(wanted) };
  }

  // ---- A portal and its members ----

  const AT_ONCE = 10;
  const BITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_';

  /** @param {string[]} word @returns {number[]} the pairs that stand in an index if a word does */
  function pairsOf(word) {
    if (word.length === 1) return [(key(word[0]) << 16) >>> 0];
    const pairs = [];
    for (let length = 2; length <= 4; length++) {
      for (let at = 0; at + length <= word.length; at++) {
        const run = word.slice(at, at + length);
        const ascii = run.filter((c) => c < '\u0080' && c !== ' ').length;
        if (length === 2) {
          pairs.push(((key(run[0]) << 16) | key(run[1])) >>> 0);
        } else if (ascii + 1 >= length) {
          const [first, second] = hashed(0, run);
          pairs.push((((0xd800 + first - LONGER_PLACE) << 16) | (second - 1)) >>> 0);
        }
      }
    }
    return pairs;
  }

  /** @param {number} pair @param {number} slots a power of two @returns {number} the slot of a pair */
  function slotOf(pair, slots) {
    let hash = Math.imul(pair ^ (pair >>> 16), 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    hash ^= hash >>> 16;
    return hash & (slots - 1);
  }

  /** The members of a portal, and the table that says which of them may have a pair of characters. */
  class Members {
    /** @param {MembersHead} head @param {Load} load */
    constructor(head, load) {
      if (head.version !== VERSION) throw new Error('version');
      this.head = head;
      this.load = load;
      /** @type {Map<number, Promise<string>>} */
      this.files = new Map();
    }

    /** @param {number} pair @returns {Promise<number[]>} a bit for each member, six in a number */
    async slot(pair) {
      const { slots, per_file: perFile, width, names } = this.head;
      const slot = slotOf(pair, slots);
      const number = Math.floor(slot / perFile);
      let file = this.files.get(number);
      if (!file) {
        const name = `m${number}`;
        file = this.load(name, `search/${name}-${names.slice(number * DIGEST, (number + 1) * DIGEST)}.js`);
        this.files.set(number, file);
      }
      const place = (slot % perFile) * width;
      return Array.from((await file).slice(place, place + width), (digit) => BITS.indexOf(digit));
    }

    /** @param {Query} query @returns {Promise<Member[]>} the members that may have what is looked for */
    async candidates({ words, whole, number }) {
      const ways = [words, ...(whole ? [[whole]] : []), ...(number ? [[number]] : [])];
      const asked = new Array(this.head.width).fill(0);
      for (const way of ways) {
        const slots = await Promise.all(way.flatMap(pairsOf).map((pair) => this.slot(pair)));
        asked.forEach((bits, at) => (asked[at] = bits | slots.reduce((all, slot) => all & slot[at], 63)));
      }
      return this.head.members.filter((_, at) => asked[Math.floor(at / 6)] & (1 << at % 6));
    }
  }

  /**
   * Runs tasks, so many at once, and gives what comes of them in their order.
   * @template T, R @param {T[]} tasks @param {number} most @param {(task: T) => Promise<R>} run @returns {Promise<R[]>}
   */
  async function inTurns(tasks, most, run) {
    /** @type {R[]} */
    const results = new Array(tasks.length);
    let next = 0;
    const worker = async () => {
      while (next < tasks.length) {
        const at = next++;
        results[at] = await run(tasks[at]);
      }
    };
    await Promise.all(Array.from({ length: Math.min(most, tasks.length) }, worker));
    return results;
  }

  /**
   * Finds what somebody typed in a site and, if it is a portal, in its members.
   * @param {Index} own @param {Members | null} members @param {string} text
   * @param {(index: Index, member: Member) => Wanted | null} wantedOf what is wanted of an index; null: nothing
   * @param {(member: Member) => Promise<Index>} open
   * @returns {Promise<{query: Query, answers: Answer[], unasked: string[]}>}
   */
  async function findJoint(own, members, text, wantedOf, open) {
    await own.prepare(text);
    const query = parse(text, own.folding);
    const portal = { name: members ? members.head.name : '', index: '', pages: '' };
    const asked = members && query.words.length ? await members.candidates(query) : [];
    /** @type {string[]} */
    const unasked = [];
    const ask = async (/** @type {Member} */ member) => {
      try {
        const index = member === portal ? own : await open(member);
        const wanted = wantedOf(index, member);
        return wanted && { member, index, wanted, ...(await find(index, text, wanted)) };
      } catch (error) {
        if (member === portal) throw error;
        unasked.push(member.name);
        return null;
      }
    };
    const answers = await inTurns([portal, ...asked], AT_ONCE, ask);
    return { query, answers: answers.flatMap((answer) => (answer ? [answer] : [])), unasked };
  }

  /** @param {Answer[]} answers @param {boolean} byDate @param {number} count @returns {Owned[]} the first of all hits */
  function joined(answers, byDate, count) {
    const hits = answers.flatMap(({ member, index, results }) => results.hits.map((hit) => ({ member, index, hit })));
    const newer = (/** @type {Owned} */ a, /** @type {Owned} */ b) =>
      (a.hit.page.date < b.hit.page.date ? 1 : a.hit.page.date > b.hit.page.date ? -1 : 0);
    return hits.sort((a, b) => (byDate ? 0 : a.hit.rank - b.hit.rank) || newer(a, b)).slice(0, count);
  }

  // ---- Loading ----

  /** @type {Map<HTMLOrSVGScriptElement | null, [string, (content: any) => void]>} */
  const waiting = new Map();

  /** What each file of the index calls; members of a portal have files of the same name. @param {string} name @param {any} content */
  function receive(name, content) {
    const script = document.currentScript;
    const [wanted, done] = waiting.get(script) || ['', () => {}];
    if (wanted !== name) return;
    waiting.delete(script);
    done(content);
  }

  /** @type {Load} */
  function load(name, address) {
    return new Promise((done, failed) => {
      const script = document.createElement('script');
      waiting.set(script, [name, done]);
      script.src = address;
      script.addEventListener('error', () => failed(new Error(address)));
      script.addEventListener('load', () => {
        script.remove();
        if (waiting.has(script)) failed(new Error(address));
      });
      document.head.append(script);
    });
  }

  /** @type {any} */ (globalThis).gongkaiSearch = Object.assign(receive, { Index, Members, find, findJoint, joined });

  // ---- The search page ----

  const PAGE = 10;
  const FILTERS = /** @type {const} */ (['unit', 'column', 'kind', 'validity', 'year']);

  /** @param {string} id @returns {any} */
  const byId = (id) => document.getElementById(id);

  /**
   * An element with attributes and children.
   * @param {string} name @param {Record<string, string>} attributes @param {(Node | string)[]} children
   */
  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  /** @param {Marked} marked */
  const shown = (marked) => marked.map(([isMarked, text]) => (isMarked ? element('mark', {}, text) : text));

  /** The address of this page with some of its parameters changed; an empty one is left out. @param {Record<string, string>} changes */
  function addressWith(changes) {
    const parameters = new URLSearchParams(location.search);
    for (const [key, value] of Object.entries(changes)) {
      if (value) parameters.set(key, value);
      else parameters.delete(key);
    }
    return `search.html?${parameters}`;
  }

  /** @param {Place} place @param {Folding} folding @param {string} pages where the pages of its site are */
  function fileNote(place, folding, pages) {
    if (!('file' in place)) return [];
    const part = folding.fold(place.part).chars.length ? `，${place.part}` : '';
    return [element('p', { class: 'hit-file' }, '附件：', element('a', { href: pages + place.file }, place.name), part)];
  }

  /** @param {Owned} owned */
  function hitElement({ hit, index, member }) {
    const { page, place } = hit;
    const { units, columns, kinds, validities } = index.head.filters;
    const [unit, column, kind, validity] = [units, columns, kinds, validities].map((names, at) => names[page.facets[at] - 1] || '');
    const anchor = hit.rank === TEXT && 'anchor' in place && place.anchor ? `#${encodeURIComponent(place.anchor)}` : '';
    const facts = [member.name, page.number && `索引号 ${page.number}`, page.docNumber, unit, column, kind].filter(Boolean)
      .map((fact) => element('span', {}, fact));
    if (page.date) facts.push(element('time', { datetime: page.date }, page.date));
    const standing = validity && validity !== '有效' ? [element('strong', { class: 'mark' }, `已${validity.replace(/^已/, '')}`)] : [];
    return element('li', { class: 'hit' },
      element('h2', {}, ...standing, element('a', { href: member.pages + page.address + anchor }, ...shown(hit.title))),
      ...(hit.line.length ? [element('p', { class: 'hit-line' }, ...shown(hit.line))] : []),
      ...fileNote(place, index.folding, member.pages),
      element('p', { class: 'hit-facts' }, ...facts));
  }

  /** @param {number} total @param {number} current */
  function showPaging(total, current) {
    const last = Math.ceil(total / PAGE);
    const paging = byId('search-paging');
    paging.hidden = last < 2;
    const numbers = Array.from({ length: last }, (_, at) => at + 1).filter((page) => Math.abs(page - current) < 3);
    const link = (/** @type {number} */ page, /** @type {string} */ text, /** @type {Record<string, string>} */ more) =>
      element('li', {}, element('a', { href: addressWith({ page: page > 1 ? String(page) : '' }), ...more }, text));
    paging.querySelector('ul').replaceChildren(
      ...(current > 1 ? [link(current - 1, '上一页', { rel: 'prev' })] : []),
      ...numbers.map((page) => link(page, String(page), {
        'aria-label': `第 ${page} 页`, ...(page === current ? { 'aria-current': 'page' } : {}),
      })),
      ...(current < last ? [link(current + 1, '下一页', { rel: 'next' })] : []));
  }

  /** The name of a value of a filter. @param {Index} index @param {number} at which filter @param {number} value */
  function nameOf(index, at, value) {
    const { units, columns, kinds, validities } = index.head.filters;
    return [units, columns, kinds, validities][at]?.[value - 1] || String(value);
  }

  /** @param {string} name @param {Map<string, Count>} counts */
  function showFilter(name, counts) {
    const chosen = new URLSearchParams(location.search).get(name) || '';
    if (chosen && !counts.has(chosen)) counts.set(chosen, { count: 0, isExact: true });
    const select = byId(`search-${name}`);
    const options = Array.from(counts, ([value, { count, isExact }]) => element('option', {
      value, ...(chosen === value ? { selected: '' } : {}),
    }, `${value}（${isExact ? '' : '至多 '}${count}）`));
    select.replaceChildren(element('option', { value: '' }, '不限'), ...options);
    select.closest('p').hidden = counts.size === 0;
  }

  /**
   * Fills the filters with the names that occur among the pages found, and how often: exactly, where the text of all of
   * them was read or need not be.
   * @param {Answer[]} answers
   */
  async function showFilters(answers) {
    const all = await Promise.all(answers.map(({ index }) => index.facets()));
    FILTERS.forEach((name, at) => {
      /** @type {Map<string, Count>} */
      const counts = new Map();
      answers.forEach(({ index, search, wanted }, which) => {
        const facets = all[which];
        const isCertain = search.isCertain();
        const fits = (/** @type {number} */ page) => facets[at][page] && search.read.get(page) !== false
          && wanted.filters.every((filter, other) => other === at || filter === null || facets[other][page] === filter);
        const pages = search.pages.filter(fits);
        pages.sort((a, b) => facets[at][a] - facets[at][b]).forEach((page) => {
          const named = nameOf(index, at, facets[at][page]);
          const { count, isExact } = counts.get(named) || { count: 0, isExact: true };
          counts.set(named, { count: count + 1, isExact: isExact && (isCertain || search.read.has(page)) });
        });
      });
      showFilter(name, name === 'year' ? new Map(Array.from(counts).sort(([a], [b]) => Number(b) - Number(a))) : counts);
    });
    if (byId('search-member')) {
      const found = answers.filter(({ results }) => results.total);
      showFilter('member', new Map(found.map(({ member, results: { total, isExact } }) => [member.name, { count: total, isExact }])));
    }
    const options = byId('search-options');
    const chosen = new URLSearchParams(location.search);
    // On a phone the results would stand below the screen.
    if (options) options.open = [...FILTERS, 'member', 'sort'].some((name) => chosen.get(name)) || matchMedia('(min-width: 45em)').matches;
    byId('search-filters').hidden = false;
  }

  /** @param {URLSearchParams} parameters @param {Index} index @returns {Wanted} */
  function wantedOf(parameters, index) {
    const { units, columns, kinds, validities } = index.head.filters;
    const filters = FILTERS.map((name, at) => {
      const value = parameters.get(name);
      if (!value) return null;
      // What is not in the list is on no page.
      return name === 'year' ? Number(value) || -1 : [units, columns, kinds, validities][at].indexOf(value) + 1 || -1;
    });
    const page = Math.min(1000, Math.max(1, Math.floor(Number(parameters.get('page'))) || 1));
    return { filters, byDate: parameters.get('sort') === 'date', count: page * PAGE };
  }

  /** @param {string} text */
  function say(text) {
    byId('search-status').textContent = text;
  }

  /** @param {Query} query @param {number} total @param {boolean} isExact @param {string} typed @param {string[]} unasked */
  function summary(query, total, isExact, typed, unasked) {
    const cut = query.isCut ? '检索词太长，只用了前面的部分。' : '';
    const single = query.words.some((word) => word.length === 1) ? '单独一个字，只在标题里找。' : '';
    if (!query.words.length) return '请输入要查找的文字：词语、标题、索引号或文号。';
    const parameters = new URLSearchParams(location.search);
    const isFiltered = [...FILTERS, 'member'].some((name) => parameters.get(name));
    const named = (/^["“”「『].*["“”」』]$/.test(typed) ? typed : `“${typed}”`) + (isFiltered ? '（已筛选）' : '');
    const left = unasked.length ? `没有查到的成员：${unasked.join('、')}。` : '';
    const advice = isFiltered ? '可以去掉筛选再查。' : '可以少输几个字，或者用空格把词分开。';
    if (!total) return `${cut}没有找到${named}。${single || advice}${left}`;
    return `${cut}${named}：${isExact ? '共' : '至多'} ${total} 条。${single}${left}`;
  }

  /** Shows what the address asks for. */
  async function showPage() {
    const parameters = new URLSearchParams(location.search);
    const typed = (parameters.get('q') || '').trim();
    byId('search-app').hidden = false;
    document.querySelectorAll('form[role=search] input[name=q]').forEach((input) => {
      /** @type {HTMLInputElement} */ (input).value = typed;
    });
    if (!typed) {
      say('请输入要查找的文字：词语、标题、索引号或文号。');
      return;
    }
    const short = typed.length > 40 ? `${typed.slice(0, 40)}…` : typed;
    document.title = `${short}_${document.title}`;
    say('正在检索……');
    const index = new Index(await load('index', 'search/index.js'), load);
    const list = byId('search-app').dataset.members;
    const members = list ? new Members(await load('members', list), load) : null;
    const open = async (/** @type {Member} */ member) => {
      /** @type {Load} */
      const below = (name, address) => load(name, member.index + address);
      return new Index(await below('index', 'search/index.js'), below);
    };
    const chosen = parameters.get('member');
    const wantedFrom = (/** @type {Index} */ known, /** @type {Member} */ member) =>
      (chosen && chosen !== member.name ? null : wantedOf(parameters, known));
    const { query, answers, unasked } = await findJoint(index, members, typed, wantedFrom, open);
    const { count: asked, byDate, filters } = wantedOf(parameters, index);
    const total = answers.reduce((sum, { results }) => sum + results.total, 0);
    // A count that was not verified may have promised pages that there are not.
    const current = Math.max(1, Math.min(asked / PAGE, Math.ceil(total / PAGE)));
    const count = current * PAGE;
    const isExact = !unasked.length && answers.every(({ results }) => results.isExact);
    byId('search-results').replaceChildren(...joined(answers, byDate, count).slice(count - PAGE).map(hitElement));
    byId('search-results').start = count - PAGE + 1;
    say(summary(query, total, isExact, short, unasked));
    showPaging(total, current);
    byId('search-ways').hidden = total > 0;
    const nearest = total ? [] : answers.flatMap(({ member, results }) =>
      results.nearest.map((page) => ({ title: page.title, address: member.pages + page.address }))).slice(0, 5);
    byId('search-nearest').hidden = !nearest.length;
    byId('search-nearest').querySelector('ul').replaceChildren(...nearest.map((page) =>
      element('li', {}, element('a', { href: page.address }, page.title))));
    byId('search-q').value = typed;
    byId('search-sort').value = byDate ? 'date' : '';
    if (query.words.length && (total || chosen || filters.some((filter) => filter !== null))) {
      await showFilters(answers);
    }
  }

  if (typeof document !== 'undefined' && byId('search-app')) {
    showPage().catch(() => {
      say('检索用的文件没有取到。请刷新本页再试；也可以在信息公开目录中查找。');
      byId('search-ways').hidden = false;
    });
  }
}());
