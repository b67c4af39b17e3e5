// Looks at pages in Chromium: reads what to look at as JSON from standard input, writes what was seen as JSON to standard output.
import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import puppeteer from 'puppeteer-core';

const { browser: executablePath, base, pages, looks, keyboard } = JSON.parse(readFileSync(0, 'utf8'));
const ALL = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
// A page is judged whole in its first look, in the others by what colours and widths change.
const SOME = { type: 'rule', values: ['color-contrast', 'link-in-text-block', 'target-size', 'scrollable-region-focusable'] };

// Every stop of the keyboard, from the top of the page to its end: what it is, and whether a person can see it there.
async function stops(page) {
  const wanted = await page.evaluate(() => {
    const can = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]';
    const all = [...document.querySelectorAll(can)].filter((one) => one.tabIndex >= 0 && one.checkVisibility());
    // What scrolls is a stop where it has something to scroll.
    all.forEach((one, place) => { one.dataset.stop = place; });
    return all.length;
  });
  const seen = [];
  for (let n = 0; n < wanted + 10; n += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const one = document.activeElement;
      if (!one || one === document.body) return null;
      const box = one.getBoundingClientRect();
      const style = getComputedStyle(one);
      const name = `${one.localName} ${(one.textContent || one.name || '').trim().slice(0, 40)}`;
      const inView = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
      return { place: one.dataset.stop, name, inView, marked: style.outlineStyle !== 'none' && style.outlineWidth !== '0px' };
    });
    if (!stop) break;
    seen.push(stop);
  }
  return { wanted, reached: new Set(seen.map((one) => one.place)).size, first: seen[0]?.name,
    unseen: seen.filter((one) => !one.inView || !one.marked).map((one) => one.name) };
}

// Opens the first folded part of the page by keyboard alone, and follows the first link of the page.
async function skips(page) {
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const target = await page.evaluate(() => location.hash);
  const folded = await page.$('main details > summary');
  let opened = null;
  if (folded) {
    const before = await page.evaluate(() => document.querySelector('main details').open);
    await folded.focus();
    await page.keyboard.press('Enter');
    opened = await page.evaluate(() => document.querySelector('main details').open) !== before;
  }
  return { target, opened };
}

async function look(page, path, looks, keyboard) {
  const errors = [];
  const asked = [];
  const note = (one) => ['error', 'warn'].includes(one.type()) && errors.push(one.text());
  page.on('console', note);
  page.on('request', (one) => asked.push(one.url()));
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: looks[0][0] }]);
  await page.setViewport({ width: looks[0][1], height: 900 });
  const answer = await page.goto(base + path, { waitUntil: 'load' });
  page.off('console', note); // what the page itself says, before we put anything into it
  await page.evaluate(axe.source);
  const seen = [];
  for (const [place, [scheme, width]] of looks.entries()) {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.setViewport({ width, height: 900 });
    const found = await page.evaluate((rules) => axe.run({ runOnly: rules }), place ? SOME : ALL);
    seen.push({
      path, scheme, width, status: answer.status(), errors,
      elsewhere: asked.filter((one) => !one.startsWith(base)),
      overflow: await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      passes: found.passes.length,
      violations: found.violations.map((one) => `${one.id} (${one.impact}): ${one.help}. `
        + one.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.html.slice(0, 160)} `
          + [...node.any, ...node.all, ...node.none].map((why) => why.message).join('; ').slice(0, 300)).join(' | ')),
    });
    if (keyboard && scheme === 'light') {
      await page.goto(base + path);
      seen[place].stops = await stops(page);
      await page.goto(base + path);
      seen[place].skips = await skips(page);
      await page.goto(base + path);
      await page.evaluate(axe.source);
    }
  }
  return seen;
}

const browser = await puppeteer.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'], headless: true });
const seen = [];

async function all(paths, withKeyboard) {
  while (paths.length) {
    const path = paths.shift();
    const page = await browser.newPage();
    try {
      seen.push(...await look(page, path, looks, withKeyboard));
    } catch (fault) {
      seen.push({ path, fault: String(fault) });
    }
    await page.close();
  }
}

const waiting = pages.filter((one) => !keyboard.includes(one));
await Promise.all([all(waiting, false), all(waiting, false)]);
await all([...keyboard], true); // alone, because only the page in front has the keyboard
await browser.close();
process.stdout.write(JSON.stringify(seen));
