// A subset of Markdown: headings, lists, code, quotes, tables, bold, italics, strike-through and links. Pure.
// Raw HTML stays text, because no HTML is ever parsed here. Images of articles are shown; those of other places become
// links: nothing loads unasked.

const SAFE_LINK = /^(https?:|mailto:|tel:|\/(?!\/)|#)/i;
/** Images of articles, which our own server keeps. */
const OWN_IMAGE = /^\/api\/knowledge\/images\/[\da-f-]{36}$/;
const RULE = /^ {0,3}([-*_])( *\1){2,} *$/;
const ITEM = /^(\s*)([-*+]|(\d{1,9})[.)])\s+(.*)$/;
const FENCE = /^ {0,3}(```+|~~~+)/;

const INLINE = new RegExp(
  [
    /(?<ticks>`+)(?<code>[^`]|[^`][^]*?[^`])\k<ticks>(?!`)/,
    /(?<image>!)?\[(?<label>[^\]\n]*)\]\(\s*<?(?<href>[^\s)>]+)>?(?:\s+"[^"]*")?\s*\)/,
    /\*\*(?=\S)(?<bold>[^]*?\S)\*\*/,
    /~~(?=\S)(?<strike>[^]*?\S)~~/,
    /\*(?=\S)(?<em>[^*]*?[^*\s])\*/,
    /(?<![\p{L}\p{N}_])_(?=\S)(?<under>[^_]*?[^_\s])_(?![\p{L}\p{N}_])/,
    /(?<url>https?:\/\/[^\s<>()]*[^\s<>().,;:!?'"*_])/,
    /\\(?<escaped>[\\`*_{}[\]()#+.!~>|-])/,
    /(?<newline>\n)/,
  ]
    .map((part) => part.source)
    .join('|'),
  'u',
);

/** @param {string} line */
function kindOf(line) {
  if (/^#{1,6}\s/.test(line)) return 'heading';
  if (RULE.test(line)) return 'rule';
  if (ITEM.test(line)) return 'list';
  if (/^ {0,3}>/.test(line)) return 'quote';
  return /^\s*\|/.test(line) ? 'table' : 'text';
}

/**
 * Splits the source into blocks, so that a growing answer only redraws its last one.
 * @param {string} source
 * @returns {string[]}
 */
export function blocks(source) {
  /** @type {string[]} */
  const out = [];
  /** @type {string[]} */
  let lines = [];
  let fence = '';
  let kind = '';
  const end = () => {
    if (lines.length) out.push(lines.join('\n'));
    lines = [];
    kind = '';
  };
  for (const line of source.replace(/\r\n?/g, '\n').split('\n')) {
    const mark = FENCE.exec(line)?.[1];
    if (fence) {
      lines.push(line);
      if (mark?.startsWith(fence)) {
        fence = '';
        end();
      }
      continue;
    }
    const here = kindOf(line);
    const belongs = here === kind || (kind === 'list' && /^\s{2,}|^\S/.test(line) && here === 'text') || (kind === 'quote' && here === 'text');
    if (mark || !line.trim() || !belongs || here === 'heading' || here === 'rule') end();
    if (mark) fence = mark;
    if (!line.trim() && !mark) continue;
    kind ||= mark ? 'code' : here;
    lines.push(line);
  }
  end();
  return out;
}

/** @param {string} row */
const cells = (row) => row.trim().replace(/^\||\|$/g, '').split('|').map((cell) => cell.trim());

/**
 * Reads Markdown with whatever makes elements: the widget's nodes, the desk's trees.
 * @param {(tag: string, props?: Record<string, any> | null, ...kids: any[]) => any} h
 * @returns {(source: string) => any} what makes an element of one block
 */
export function reader(h) {
  /** @param {string} text @returns {any[]} */
  function inline(text) {
    /** @type {any[]} */
    const out = [];
    let rest = text;
    for (let match = INLINE.exec(rest); match; match = INLINE.exec(rest)) {
      if (match.index) out.push(rest.slice(0, match.index));
      out.push(span(/** @type {Record<string, string | undefined>} */ (match.groups)));
      rest = rest.slice(match.index + match[0].length);
    }
    if (rest) out.push(rest);
    return out;
  }

  /** @param {Record<string, string | undefined>} found */
  function span(found) {
    if (found.code) return h('code', null, found.code.trim());
    if (found.image && OWN_IMAGE.test(found.href ?? '')) return picture(found);
    if (found.href) return link(found.href, inline(found.label || found.href));
    if (found.bold) return h('strong', null, inline(found.bold));
    if (found.strike) return h('s', null, inline(found.strike));
    const em = found.em || found.under;
    if (em) return h('em', null, inline(em));
    if (found.url) return link(found.url, [found.url.replace(/^https?:\/\/(www\.)?/, '')]);
    return found.newline ? h('br') : found.escaped || '';
  }

  /** From where this file came, which is our server, whoever's page it is. @param {Record<string, string | undefined>} found */
  const picture = ({ href, label }) => h('img', { src: new URL(href ?? '', import.meta.url).href, alt: label ?? '', loading: 'lazy' });

  /** @param {string} href @param {any[]} kids */
  function link(href, kids) {
    if (!SAFE_LINK.test(href)) return h('span', null, kids);
    return h('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow' }, kids);
  }

  /** @param {string} source @returns {any} */
  function block(source) {
    const code = /^ {0,3}(```+|~~~+) *([\w+#-]*)[^\n]*\n?([^]*?)(\n {0,3}\1[`~]*\s*)?$/.exec(source);
    if (code) return h('pre', { tabIndex: 0 }, h('code', code[2] ? { 'data-language': code[2].toLowerCase() } : null, code[3]));
    const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(source);
    if (heading) return h(heading[1].length < 3 ? 'h3' : 'h4', null, inline(heading[2]));
    if (RULE.test(source)) return h('hr');
    if (/^ {0,3}>/.test(source)) return h('blockquote', null, blocks(source.replace(/^ {0,3}> ?/gm, '')).map(block));
    if (ITEM.test(source.split('\n')[0])) return list(source.split('\n'));
    if (/^\s*\|/.test(source) && /\n\s*\|?\s*:?-{2,}/.test(source)) return table(source);
    return h('p', null, inline(source));
  }

  /** @param {string} source @returns {any} */
  function table(source) {
    const [head, , ...body] = source.split('\n').map(cells);
    return h(
      'div',
      { class: 'md-scroll', tabIndex: 0 },
      h('table', null,
        h('thead', null, h('tr', null, head.map((cell) => h('th', null, inline(cell))))),
        h('tbody', null, body.map((row) => h('tr', null, row.map((cell) => h('td', null, inline(cell)))))),
      ),
    );
  }

  /** @param {string[]} lines @returns {any} */
  function list(lines) {
    const first = /** @type {RegExpExecArray} */ (ITEM.exec(lines[0]));
    /** @type {{ text: string[], below: string[] }[]} */
    const items = [];
    for (const line of lines) {
      const match = ITEM.exec(line);
      const item = items[items.length - 1];
      if (match && (!item || match[1].length < first[1].length + 2)) items.push({ text: [match[4]], below: [] });
      else if (match || item.below.length) item.below.push(line);
      else item.text.push(line.trim());
    }
    const start = first[3] && first[3] !== '1' ? { start: Number(first[3]) } : null;
    const kids = items.map((item) => h('li', null, inline(item.text.join('\n')), item.below.length ? list(item.below) : null));
    return h(first[3] ? 'ol' : 'ul', start, kids);
  }

  return block;
}
