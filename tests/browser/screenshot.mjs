// Takes the picture in the README anew: node tests/browser/screenshot.mjs (after tests/run has installed the browser).

import { fileURLToPath } from 'node:url';
import { buildDemo, launch, serve } from './support.mjs';

const demo = await buildDemo();
const server = await serve(demo.output);
const browser = await launch();
const tab = await browser.newPage({ viewport: { width: 1280, height: 1500 } });
await tab.goto(server.address(demo.pages.get('year')));
await tab.screenshot({ path: fileURLToPath(new URL('../../themes/gongkai.png', import.meta.url)) });
await browser.close();
await server.close();
await demo.remove();
