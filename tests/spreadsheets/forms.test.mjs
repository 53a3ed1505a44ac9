// Forms filled in and saved by other people's programs: openpyxl, SheetJS, and LibreOffice where GONGKAI_SOFFICE names it.
//
// What comes back is what was typed, and a mistake is named with its cell, whatever the program makes of styles,
// protection and the hidden sheet. tests/run installs the first two, tests/long LibreOffice.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const program = process.env.GONGKAI ?? path.join(here, '../../target/debug/gongkai');
const modules = process.env.SPREADSHEET_MODULES ?? path.join(here, '../../target/spreadsheets');
const XLSX = createRequire(path.join(modules, 'package.json'))('xlsx');

const SITE = `名称: 云溪区人民政府
网址: https://www.example.gov.cn/
标识码: "3306040012"
机构:
  - {简称: 区人力社保局, 全称: 云溪区人力资源和社会保障局, 代码: "002590761"}
`;
const PROJECT = `标题: 劳有所得
牵头单位: 区人力社保局
指标:
  - {名称: 就业, 重点任务: 稳定就业, 单位: 人, 目标: {2024: ≥9000人}}
  - {名称: 培训, 重点任务: 技能提升, 单位: 万人次, 目标: {2024: 1.6}}
  - {名称: 结案率, 重点任务: 技能提升, 单位: "%", 目标: {2024: ≥92%}}
  - {名称: 平台, 目标: {2024: 建成}}
事项:
  - {名称: 开工, 计划: 2024-03-31}
`;
const SHEET = '劳有所得';
const RIGHT = {
  F4: 4521, F5: 0.83, F6: 91.5, F7: '推进中', D10: { day: '2024-03-18' },
  B12: '人手不足', B13: '加开两班。\n延长时间。', B14: '截至6月底，就业[[就业]]。\n一、进展\n平台在建。',
};
const ANSWERS = {
  F4: '4521人', F5: '0.83万人次', F6: '91.5%', F7: '推进中', D10: '2024-03-18',
  B12: '人手不足', B13: '加开两班。\n延长时间。', B14: '截至6月底，就业[[就业]]。\n一、进展\n平台在建。',
};

let scratch;
let form;

before(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'gongkai-forms-'));
  await mkdir(path.join(scratch, 'content/民生/劳有所得'), { recursive: true });
  await writeFile(path.join(scratch, 'site.yaml'), SITE);
  await writeFile(path.join(scratch, 'content/民生/劳有所得/project.yaml'), PROJECT);
  execFileSync(program, ['--site', scratch, 'forms', 'make', '2024-Q2'], { stdio: 'pipe' });
  form = path.join(scratch, 'forms/2024-Q2/区人力社保局.xlsx');
});

after(() => rm(scratch, { recursive: true, force: true }));

/** The values by cell, and rule and cell of each finding. */
function read(file) {
  const run = spawnSync(program, ['--site', scratch, 'forms', 'read', file, '--format', 'json', '--today', '2024-07-05'], { encoding: 'utf8' });
  const lines = run.stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  const values = Object.fromEntries(lines.filter((line) => 'entry' in line).map((line) => [line.cell, line.value]));
  const findings = lines.filter((line) => 'rule' in line).map((line) => `${line.rule} ${line.sheet}!${line.cell}`);
  return { status: run.status, values, findings };
}

function withOpenpyxl(cells, to) {
  execFileSync('python3', [path.join(here, 'fill.py'), form, to], {
    input: JSON.stringify({ [SHEET]: cells }),
    env: { ...process.env, PYTHONPATH: path.join(modules, 'python') },
  });
}

function withSheetJs(cells, to) {
  const book = XLSX.readFile(form, { cellStyles: true, cellNF: true });
  for (const [cell, value] of Object.entries(cells)) {
    const typed = typeof value === 'number' ? { t: 'n', v: value } : { t: 's', v: value };
    book.Sheets[SHEET][cell] = value.day ? { t: 'd', v: new Date(`${value.day}T12:00:00Z`), z: 'yyyy-mm-dd' } : typed;
  }
  XLSX.writeFile(book, to, { cellStyles: true });
}

/** Opened and saved by LibreOffice, after openpyxl has filled it in. */
function withLibreOffice(cells, to) {
  const filled = path.join(scratch, 'filled.xlsx');
  withOpenpyxl(cells, filled);
  const profile = `-env:UserInstallation=file://${path.join(scratch, 'libreoffice')}`;
  const folder = path.dirname(to);
  execFileSync(process.env.GONGKAI_SOFFICE, [profile, '--headless', '--convert-to', 'xlsx:Calc MS Excel 2007 XML', '--outdir', folder, filled], { stdio: 'pipe' });
}

const writers = [['openpyxl', withOpenpyxl], ['SheetJS', withSheetJs]];
if (process.env.GONGKAI_SOFFICE) writers.push(['LibreOffice', withLibreOffice]);

for (const [name, fill] of writers) {
  test(`what ${name} saves comes back as it was typed`, async () => {
    const folder = path.join(scratch, name);
    await mkdir(folder);
    const file = path.join(folder, 'filled.xlsx');
    fill(RIGHT, file);
    assert.deepEqual(read(file), { status: 0, values: ANSWERS, findings: [] });
    fill({ ...RIGHT, F4: '4521', C5: '人次', C8: '另附' }, file);
    const faulty = read(file);
    assert.deepEqual(faulty.findings.sort(), [
      `form-label-changed ${SHEET}!C5`, `form-not-read ${SHEET}!C8`, `form-text-for-number ${SHEET}!F4`,
    ]);
    assert.deepEqual([faulty.status, faulty.values], [1, {}]);
  });
}
