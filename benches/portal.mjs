// What a portal costs: 300 members of 100 items each, fetched from folders, built, and searched.
//
//   cargo build --release
//   node benches/portal.mjs [PROGRAM] [MEMBERS] [ITEMS]
//
// One member is built by the program; the others are copies of its finished site under other names and addresses, each with a
// manifest of its own. The results are printed, not judged: where a machine has other work, times say nothing.

import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const [program = 'target/release/gongkai', memberCount = '300', itemCount = '100'] = process.argv.slice(2);
const [members, items] = [Number(memberCount), Number(itemCount)];
const root = fs.mkdtempSync(path.join(fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), 'gongkai-portal-'));
const TODAY = '2024-12-31';

/** The settings of a site of one unit. */
function settings(name, url, code, more = '') {
  return `名称: ${name}\n网址: ${url}\n标识码: "3306040012"\n行政区划: "330604"\n机构:\n  - {简称: ${name}, 全称: 云溪市${name}, 代码: "${code}"}\n${more}`;
}

/** Runs the program, and gives seconds and the most memory in MiB; memory is read every two milliseconds. */
async function measured(...words) {
  const start = process.hrtime.bigint();
  const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => (said += text));
  let peak = 0;
  const timer = setInterval(() => {
    try {
      const found = /VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${child.pid}/status`, 'utf8'));
      if (found) peak = Math.max(peak, Number(found[1]) / 1024);
    } catch { /* it has just ended */ }
  }, 2);
  const code = await new Promise((done) => child.on('close', done));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${words.join(' ')}: ${code}\n${said}`);
  return { seconds: Number(process.hrtime.bigint() - start) / 1e9, peak };
}

/** All files below a folder, by their paths. */
function files(folder, below = '') {
  return fs.readdirSync(path.join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(below, entry.name);
    return entry.isDirectory() ? files(folder, name) : [name];
  });
}

const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Writes a manifest of what lies in a folder. */
function seal(folder) {
  const lines = files(folder).filter((name) => !name.startsWith('.') && !name.startsWith('manifest.')).sort().map((name) => {
    const bytes = fs.readFileSync(path.join(folder, name));
    return JSON.stringify({ path: name, sha256: digest(bytes), size: bytes.length });
  });
  const list = `[\n${lines.join(',\n')}\n]}\n`;
  fs.writeFileSync(path.join(folder, 'manifest.json'),
    `{"generator":"gongkai 0.2.0","digest":"${digest(list)}","files":${list}`);
}

const TOPICS = ['防汛值班', '技能培训', '河道整治', '入学报名', '药品检查', '春耕备耕', '公交线路', '养老服务', '消防检查', '水费调整'];

/** The finished site of one member. */
function model() {
  const site = path.join(root, 'model');
  fs.mkdirSync(path.join(site, 'content', '通知'), { recursive: true });
  fs.writeFileSync(path.join(site, 'site.yaml'), settings('成员单位', 'https://member.example.gov.cn/', '002590761'));
  for (let at = 0; at < items; at++) {
    const [day, topic] = [String(1 + (at % 28)).padStart(2, '0'), TOPICS[at % TOPICS.length]];
    const lines = Array.from({ length: 12 }, (_, line) => `${topic}的第${at * 12 + line}项工作由各街道分片负责，每月${1 + ((at + line) % 28)}日前报送进展。`);
    fs.writeFileSync(path.join(site, 'content', '通知', `${at}.md`),
      `---\n标题: 关于做好${topic}工作的第${at + 1}号通知\n类型: 通知\n公开日期: 2024-${String(1 + (at % 12)).padStart(2, '0')}-${day}\n---\n${lines.join('\n')}\n`);
  }
  for (let at = 0; at < 3; at++) {
    const folder = path.join(site, 'content', '项目', String(at));
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'project.yaml'),
      `标题: ${TOPICS[at]}工程\n领域: 民生\n牵头单位: 成员单位\n公开粒度: 年度\n指标:\n  - {名称: 完成数, 单位: 处, 口径: 累计, 目标: {2024: 10}}\n`);
    for (let quarter = 1; quarter < 4; quarter++) {
      fs.writeFileSync(path.join(folder, `2024-Q${quarter}.md`),
        `---\n公开日期: 2024-${String(quarter * 3 + 1).padStart(2, '0')}-10\n指标: {完成数: ${quarter * 3}处}\n---\n按计划推进。\n`);
    }
  }
  execFileSync(program, ['build', '--site', site, '--today', TODAY], { stdio: 'ignore' });
  return path.join(site, 'output');
}

try {
  const made = model();
  const [data, shards] = [files(made).filter((name) => name.startsWith('data/') && name.endsWith('.json')),
    files(made).filter((name) => name.startsWith('search/'))];
  let list = '成员:\n';
  for (let at = 0; at < members; at++) {
    const folder = path.join(root, 'members', String(at));
    const own = (text) => text.replaceAll('member.example.gov.cn', `m${at}.example.gov.cn`).replaceAll('002590761', String(100000000 + at));
    for (const name of data) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), own(fs.readFileSync(path.join(made, name), 'utf8')));
    }
    fs.mkdirSync(path.join(folder, 'search'), { recursive: true });
    for (const name of shards) fs.copyFileSync(path.join(made, name), path.join(folder, name));
    seal(folder);
    list += `  - {名称: 第${at}单位, 地址: ${folder}}\n`;
  }
  const portal = path.join(root, 'portal');
  fs.mkdirSync(path.join(portal, 'content'), { recursive: true });
  fs.writeFileSync(path.join(portal, 'site.yaml'), settings('门户', 'https://www.example.gov.cn/', '014207264', list));
  console.log(`${members} members, ${members * items} items and more, ${shards.length} files of each index`);
  const steps = [
    ['portal update', ['portal', 'update', '--site', portal]],
    ['portal update, nothing new', ['portal', 'update', '--site', portal]],
    ['build', ['build', '--site', portal, '--today', TODAY]],
    ['build, nothing new', ['build', '--site', portal, '--today', TODAY]],
    ['build --fresh', ['build', '--site', portal, '--today', TODAY, '--fresh']],
    ['search, in all members', ['search', '防汛值班', '--site', portal]],
    ['search, in none', ['search', '没有这个词', '--site', portal]],
  ];
  for (const [name, words] of steps) {
    const { seconds, peak } = await measured(...words);
    console.log(`${name.padEnd(28)} ${seconds.toFixed(2)} s  ${peak.toFixed(0)} MiB`);
  }
} finally {
  fs.rmSync(root, { recursive: true, force: true });
}
