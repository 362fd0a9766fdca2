// A bar for every day, drawn as SVG; the table below it says the same in numbers.
import { html, useState } from '../../lib/ui.js';
import { intl, number, t } from '../../lib/i18n.js';
import { bars, daysOf } from '../../state/ai.js';
import { Segmented } from '../../ui/index.js';

const WIDTH = 720;
const HEIGHT = 160;

/** 5 Oca @param {string} it */
const dayWord = (it) => intl('DateTimeFormat', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(`${it}T00:00:00Z`));

/** @param {{ it: { from: string, to: string, currency: string, items: import('../../state/ai.js').Slice[], totals: any } }} props */
export function Chart({ it }) {
  const [what, setWhat] = useState(/** @type {import('../../state/ai.js').Measure} */ (it.totals.cost > 0 ? 'cost' : 'requests'));
  const days = daysOf(it.from, it.to);
  const { top, bars: all } = bars(days, it.items, what);
  const words = (/** @type {number} */ value) => (what === 'cost' ? `${number(value, { maximumFractionDigits: 4 })} ${it.currency}` : number(value));
  const slot = WIDTH / all.length;
  const width = Math.max(1, Math.min(28, slot * 0.72));
  const most = all.reduce((best, one) => (one.value > best.value ? one : best), all[0]);
  const label = t('aiu.chart', { what: t(`aiu.${what}`), from: dayWord(it.from), to: dayWord(it.to), most: words(most.value), day: dayWord(most.day) });
  return html`<figure class="ai-chart"><figcaption class="ai-head"><${Segmented} label=${t('aiu.shown')} value=${what} options=${['cost', 'requests', 'tokens'].map((value) => ({ value, label: t(`aiu.${value}`) }))} onValue=${setWhat} /><span class="grow"></span><span class="muted t12 num">${words(top)}</span></figcaption>
    <svg viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label=${label}><line class="ai-grid" x1="0" x2=${WIDTH} y1="0.5" y2="0.5" /><line class="ai-grid" x1="0" x2=${WIDTH} y1=${HEIGHT / 2} y2=${HEIGHT / 2} /><line class="ai-base" x1="0" x2=${WIDTH} y1=${HEIGHT - 0.5} y2=${HEIGHT - 0.5} />
      ${all.map((one, at) => one.value > 0 && html`<rect key=${one.day} class="ai-bar" x=${at * slot + (slot - width) / 2} width=${width} y=${HEIGHT - Math.max(2, one.share * HEIGHT)} height=${Math.max(2, one.share * HEIGHT)}><title>${dayWord(one.day)}: ${words(one.value)}</title></rect>`)}</svg>
    <div class="ai-axis t12 muted" aria-hidden="true"><span>${dayWord(days[0])}</span>${days.length > 2 && html`<span>${dayWord(days[Math.floor(days.length / 2)])}</span>`}<span>${dayWord(days[days.length - 1])}</span></div></figure>`;
}
