// node tests/corpora/oracle.mjs FOLDER: writes beside every workbook below FOLDER what SheetJS shows of its first visible sheet, as
// NAME.cells.json: {"cells": {"A1": ["text", "number format", "kind"]}, "1904": false}, or {"fault": "…"} if it cannot read it.

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const [folder, modules] = process.argv.slice(2);
const sheetjs = createRequire(path.join(modules, 'package.json'))('xlsx');

function workbooks(under) {
  return readdirSync(under, { withFileTypes: true }).flatMap((entry) => {
    const place = path.join(under, entry.name);
    return entry.isDirectory() ? workbooks(place) : entry.name.endsWith('.xlsx') ? [place] : [];
  });
}

function shown(file) {
  const book = sheetjs.read(readFileSync(file), { cellNF: true, cellText: true, cellStyles: true, cellDates: false });
  const sheets = book.Workbook?.Sheets ?? [];
  const at = book.SheetNames.findIndex((name, at) => !sheets[at]?.Hidden && book.Sheets[name]?.['!type'] !== 'chart');
  const cells = {};
  for (const [name, cell] of Object.entries(book.Sheets[book.SheetNames[at]] ?? {})) {
    if (!name.startsWith('!') && cell.t !== 'z') cells[name] = [(cell.w ?? String(cell.v ?? '')).toWellFormed(), String(cell.z ?? '').toWellFormed(), cell.t];
  }
  return { 1904: Boolean(book.Workbook?.WBProps?.date1904), cells };
}

for (const file of workbooks(folder)) {
  let result;
  try {
    result = shown(file);
  } catch (fault) {
    result = { fault: String(fault.message).slice(0, 200) };
  }
  writeFileSync(`${file}.cells.json`, JSON.stringify(result));
}
