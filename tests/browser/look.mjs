// Looks at a page as a strict reviewer would: nothing sticks out, axe finds nothing, and a picture is kept if wanted.

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { need } from './harness.mjs';

const axe = readFileSync(need.resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const { SHOTS } = process.env;

/** Runs in the page: what is wider than the room it has. @param {string[]} scrollers that may be scrolled sideways */
function wide(scrollers) {
  const found = [];
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth) found.push(`the page is ${scrollWidth} wide in ${innerWidth}`);
  const all = [...document.querySelectorAll('body *'), ...(document.querySelector('asisttr-widget')?.shadowRoot?.querySelectorAll('*') ?? [])];
  for (const one of all) {
    if (!(one instanceof HTMLElement) || !one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || one.clientWidth <= 1 || one.closest('.sr, .skip, [inert], svg') || one.matches(scrollers.join())) continue;
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    const name = `${one.tagName.toLowerCase()}${[...one.classList].map((it) => `.${it}`).join('')} "${(one.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 40)}"`;
    const cut = ['auto', 'scroll', 'hidden', 'clip'].includes(style.overflowX) && style.textOverflow !== 'ellipsis' && style.webkitLineClamp === 'none';
    if (cut && one.scrollWidth > one.clientWidth + 1 && !/^(INPUT|TEXTAREA|SELECT)$/.test(one.tagName)) found.push(`${name} holds ${one.scrollWidth} in ${one.clientWidth}`);
    else if (box.width && (box.right > innerWidth + 1 || box.left < -1) && style.position !== 'fixed' && !one.closest(scrollers.join())) found.push(`${name} reaches from ${Math.round(box.left)} to ${Math.round(box.right)}`);
  }
  return found.slice(0, 5);
}

/** Runs in the page. @param {{ rules: string[], within: string }} how */
async function check({ rules, within }) {
  const { violations } = await /** @type {any} */ (window).axe.run(within, { runOnly: rules, resultTypes: ['violations'] });
  return violations.map((/** @type {any} */ it) => `${it.id}: ${it.nodes.slice(0, 3).map((/** @type {any} */ node) => `${node.target.flat().join(' ')} (${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ''})`).join('; ')}`);
}

/**
 * What is wrong with what `page` shows now.
 * @param {any} page @param {string} name of the picture, below `$SHOTS`
 * @param {{ within?: string, scrollers?: string[] }} [how] `within`: where axe looks
 * @returns {Promise<string[]>}
 */
export async function look(page, name, { within = 'html', scrollers = [] } = {}) {
  await page.evaluate(() => document.fonts.ready.then(() => Promise.all(document.getAnimations().filter((it) => it.effect?.getComputedTiming().iterations !== Infinity).map((it) => it.finished.catch(() => {})))));
  // Icons come from a file of their own.
  await page.waitForFunction(() => [...document.querySelectorAll('svg use')].every((it) => !it.checkVisibility() || /** @type {SVGUseElement} */ (it).getBBox().width > 0));
  if (SHOTS) {
    mkdirSync(SHOTS, { recursive: true });
    await page.screenshot({ path: join(SHOTS, `${name}.png`) });
  }
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const found = [...(await page.evaluate(wide, ['.may-scroll', ...scrollers])), ...(await page.evaluate(check, { rules: RULES, within }))];
  return found.map((it) => `${name}: ${it}`);
}
