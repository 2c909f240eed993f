// Pages of the program in headless Chromium: axe-core (WCAG 2.1 A and AA), the keyboard, a narrow
// screen, no request to anywhere. Usage: node sprawdz.mjs page.html …
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
let faults = 0;
const fault = (page, text) => { faults += 1; console.log(`${page}: ${text}`); };

for (const file of process.argv.slice(2)) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) fault(file, `asks for ${request.url()}`);
  });
  page.on('pageerror', (error) => fault(file, `script: ${error.message}`));
  await page.goto(pathToFileURL(file).href);
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    for (const media of ['screen', 'print']) {
      await page.emulateMedia({ media });
      await page.evaluate(axe);
      const { violations } = await page.evaluate((only) => axe.run({ runOnly: only }), tags);
      for (const { id, impact, help, nodes } of violations) {
        const first = nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | ');
        fault(file, `${width} px, ${media}: ${impact} ${id}: ${help} (${nodes.length}): ${first}`);
      }
    }
    await page.emulateMedia({ media: 'screen' });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) fault(file, `${width} px: the page is ${wide} px too wide`);
  }
  // Whatever scrolls must be reachable by keyboard, whatever is focused must be seen.
  await page.setViewportSize({ width: 390, height: 900 });
  const stuck = await page.evaluate(() => [...document.querySelectorAll('*')].filter((one) => {
    const style = getComputedStyle(one);
    const scrolls = /auto|scroll/.test(style.overflowX) && one.scrollWidth > one.clientWidth + 1;
    return scrolls && one.tabIndex < 0 && !one.querySelector('a,button,input,[tabindex="0"]');
  }).length);
  if (stuck) fault(file, `390 px: ${stuck} scrolling parts that the keyboard does not reach`);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.keyboard.press('Tab');
  const first = await page.evaluate(() => {
    const box = document.activeElement?.getBoundingClientRect();
    return { name: document.activeElement?.textContent?.trim() ?? '', x: box?.x ?? -1, y: box?.y ?? -1 };
  });
  if (first.x < 0 || first.y < 0) fault(file, `first focus is not seen: ${first.name}`);
  // Every drawing has a text, every table a caption, every image role a name.
  const silent = await page.evaluate(() => [...document.querySelectorAll('svg')].filter(
    (one) => !one.closest('[aria-hidden="true"]')
      && !one.querySelector('title')?.textContent?.trim() && !one.getAttribute('aria-label'),
  ).length);
  if (silent) fault(file, `${silent} drawings without a text`);
  const bare = await page.evaluate(() => document.querySelectorAll('table:not(:has(caption))').length);
  if (bare) fault(file, `${bare} tables without a caption`);
  await page.close();
}
await browser.close();
console.log(faults ? `${faults} faults` : `nothing to mend in ${process.argv.length - 2} pages`);
process.exit(faults ? 1 : 0);
