// Providers, their usage and their prices as the screens need them. Pure.

/** @typedef {{ requests: number, failures: number, estimated: number, tokens_in: number, tokens_out: number, cost: number, mean_ms: number | null }} Sums */
/** @typedef {Sums & { key: string, name: string | null, model: string | null }} Slice */
/** @typedef {{ provider: string, model: string, input: number, output: number }} Price */
/** @typedef {{ id: string, name: string, models: string[] }} Priced */

/** The kinds in the order in which they are offered. */
export const KINDS = /** @type {const} */ (['openai', 'anthropic', 'google', 'azure', 'ollama']);
export const PURPOSES = /** @type {const} */ (['answer', 'suggestion', 'summary', 'classify']);

/** Where a kind is when no address is named. */
export const ADDRESSES = { ollama: 'http://127.0.0.1:11434', openai: 'https://api.openai.com', anthropic: 'https://api.anthropic.com', google: 'https://generativelanguage.googleapis.com', azure: 'https://kurum.openai.azure.com' };

/** The list with one item moved. @template T @param {T[]} list @param {number} at @param {-1 | 1} by @returns {T[]} */
export function shifted(list, at, by) {
  const to = at + by;
  if (to < 0 || to >= list.length) return list;
  const next = [...list];
  [next[at], next[to]] = [next[to], next[at]];
  return next;
}

/** The order with those that it does not name at its end, and without those that are gone. @param {string[]} order @param {string[]} known */
export const wholeOrder = (order, known) => [...order.filter((it) => known.includes(it)), ...known.filter((it) => !order.includes(it))];

/** One name per line, each once. @param {string} text */
export const linesOf = (text) => [...new Set(text.split(/[\n,]+/).map((it) => it.trim()).filter(Boolean))];

/** About how many Turkish words so many tokens are, in tens. @param {number} tokens */
export const wordsOfTokens = (tokens) => Math.max(10, Math.round(tokens / 2.2 / 10) * 10);

/** Days from `from` to `to`, both included, as `2026-01-15`. @param {string} from @param {string} to @returns {string[]} */
export function daysOf(from, to) {
  const out = [];
  for (let at = new Date(`${from}T00:00:00Z`); out.length < 400; at = new Date(at.getTime() + 86_400_000)) {
    const day = at.toISOString().slice(0, 10);
    if (day > to) break;
    out.push(day);
  }
  return out;
}

/** The day so many days before. @param {string} day @param {number} n */
export const daysBefore = (day, n) => new Date(Date.parse(`${day}T00:00:00Z`) - n * 86_400_000).toISOString().slice(0, 10);

/** What is shown of a slice. @typedef {'cost' | 'requests' | 'tokens'} Measure @param {Slice | undefined} it @param {Measure} what */
export const valueOf = (it, what) => (!it ? 0 : what === 'tokens' ? it.tokens_in + it.tokens_out : it[what]);

/** A round number that is not less, for the top of a scale. @param {number} value */
export function ceiling(value) {
  if (!(value > 0)) return 1;
  const step = 10 ** Math.floor(Math.log10(value));
  const times = [1, 2, 2.5, 5, 10].find((it) => it * step >= value * 0.999999) ?? 10;
  return Number((times * step).toPrecision(6));
}

/** A bar for every day: its share of the scale. @param {string[]} days @param {Slice[]} slices @param {Measure} what */
export function bars(days, slices, what) {
  const of = new Map(slices.map((it) => [it.key, valueOf(it, what)]));
  const values = days.map((day) => of.get(day) ?? 0);
  const top = ceiling(Math.max(0, ...values));
  return { top, bars: days.map((day, at) => ({ day, value: values[at], share: values[at] / top })) };
}

/** How much of a limit is spent. @param {number} spent @param {number | null} limit @returns {'none' | 'fine' | 'near' | 'spent'} */
export function stateOf(spent, limit) {
  if (limit === null) return 'none';
  if (spent >= limit) return 'spent';
  return spent >= limit * 0.8 ? 'near' : 'fine';
}

/** A row for every model that can be asked, with its price where one is set. @param {Priced[]} providers @param {Price[]} prices */
export const priceRows = (providers, prices) => providers.flatMap((it) => it.models.map((model) => {
  const price = prices.find((one) => one.provider === it.id && one.model === model);
  return { provider: it.id, name: it.name, model, input: price?.input ?? null, output: price?.output ?? null };
}));

/**
 * The prices with one of them changed. A row without any amount is none.
 * @param {Price[]} prices @param {{ provider: string, model: string }} row @param {{ input?: number | null, output?: number | null }} change @returns {Price[]}
 */
export function priced(prices, row, change) {
  const is = (/** @type {Price} */ it) => it.provider === row.provider && it.model === row.model;
  const before = prices.find(is);
  const next = { input: before?.input ?? null, output: before?.output ?? null, ...change };
  const rest = prices.filter((it) => !is(it));
  if (next.input === null && next.output === null) return rest;
  return [...rest, { provider: row.provider, model: row.model, input: next.input ?? 0, output: next.output ?? 0 }];
}

/** An amount as it was typed, with a comma or a point; `null` for nothing, `NaN` for nonsense. @param {string} text */
export function amountOf(text) {
  const plain = text.trim().replace(/\s/g, '').replace(',', '.');
  return plain === '' ? null : /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
}
