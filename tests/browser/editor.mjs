// Writes a query in the editor as a person would; says as JSON what stood there after each step.
import { readFileSync } from 'node:fs';
import puppeteer from 'puppeteer-core';

const { browser: executablePath, address } = JSON.parse(readFileSync(0, 'utf8'));
const browser = await puppeteer.launch({ executablePath, args: ['--no-sandbox'] });
const page = await browser.newPage();
const errors = [];
const asked = [];
page.on('console', (one) => ['error', 'warn'].includes(one.type()) && errors.push(one.text()));
page.on('pageerror', (one) => errors.push(String(one)));
page.on('request', (one) => asked.push(one.url()));
await page.goto(address, { waitUntil: 'load' });

const state = () => page.evaluate(() => ({
  value: document.getElementById('query').value,
  options: [...document.querySelectorAll('#completions li')].map((one) => one.firstChild.textContent),
  open: !document.getElementById('completions').hidden,
  colours: [...document.querySelectorAll('.code pre span')].map((one) => [one.className, one.textContent]),
  same: document.querySelector('.code pre').textContent === `${document.getElementById('query').value}\n`,
}));
const settled = () => new Promise((done) => { setTimeout(done, 400); });

const steps = {};
await page.$eval('#query', (one) => { one.value = ''; one.focus(); });
await page.keyboard.type('SELECT ?thing { ?thing a osce:Rel');
await settled();
steps.typed = await state();
await page.keyboard.press('Enter');
steps.taken = await state();
await page.keyboard.type(' ; ?th');
await settled();
steps.variable = await state();
await page.keyboard.press('Escape');
steps.escaped = await state();
await page.keyboard.type('x "<img src=x onerror=alert(1)>" } # done');
await settled();
steps.hostile = { ...await state(), images: await page.evaluate(() => document.querySelectorAll('.code img').length) };
await page.$eval('#query', (one) => { one.value = 'SELECT ?s { ?s ?p ?o } LIMIT 1'; one.focus(); });
await page.keyboard.down('Control');
await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press('Enter')]);
steps.asked = { rows: await page.$$eval('tbody tr', (all) => all.length), editor: await page.$$eval('.code', (all) => all.length) };
await browser.close();
console.log(JSON.stringify({ steps, errors, elsewhere: asked.filter((one) => !one.startsWith(new URL(address).origin)) }));
