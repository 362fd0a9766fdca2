// The API's description as a page. Reads /api/openapi.json; builds elements only, never markup from text.

const turkish = /^tr\b/i.test(navigator.language || 'tr');
const WORDS = turkish
  ? { filter: 'Süz', parameters: 'Parametreler', request: 'İstek gövdesi', responses: 'Yanıtlar', required: 'zorunlu', failed: 'Belge okunamadı', none: 'Uyan uç yok', Open: 'herkes', Public: 'site anahtarı', Visitor: 'ziyaretçi', VisitorOrStaff: 'ziyaretçi ya da kullanıcı', SignedIn: 'giriş yapan', Agent: 'temsilci', Admin: 'yönetici', AdminSomewhere: 'bir sitede yönetici', Superadmin: 'süper yönetici' }
  : { filter: 'Filter', parameters: 'Parameters', request: 'Request body', responses: 'Responses', required: 'required', failed: 'The description could not be read', none: 'No endpoint matches', Open: 'everybody', Public: 'site key', Visitor: 'visitor', VisitorOrStaff: 'visitor or user', SignedIn: 'signed in', Agent: 'agent', Admin: 'admin', AdminSomewhere: 'admin of a site', Superadmin: 'superadmin' };

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {...(Node | string | null | undefined | false)} children
 */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((it) => it !== null && it !== undefined && it !== false));
  return made;
}

/**
 * An example of a schema, references followed to a depth that ends recursion.
 * @param {any} schema
 * @param {any} schemas
 * @param {number} depth
 * @returns {any}
 */
export function example(schema, schemas, depth = 0) {
  if (!schema || depth > 6) return '…';
  if (schema.$ref) return example(schemas[schema.$ref.split('/').pop()], schemas, depth + 1);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((/** @type {any} */ it) => example(it, schemas, depth + 1)));
  const either = schema.oneOf || schema.anyOf;
  if (either) return example(either.find((/** @type {any} */ it) => it.type !== 'null'), schemas, depth + 1);
  if (schema.enum) return schema.enum.join(' | ');
  const types = [schema.type].flat();
  const type = types.find((it) => it !== 'null');
  if (type === 'array') return [example(schema.items, schemas, depth + 1)];
  if (type === 'object' || schema.properties) {
    const fields = Object.entries(schema.properties || {});
    return Object.fromEntries(fields.map(([name, it]) => [name, example(it, schemas, depth + 1)]));
  }
  const optional = types.includes('null') ? ' | null' : '';
  return `${schema.format || type || '…'}${optional}`;
}

/** @param {any} content @param {any} schemas */
function body(content, schemas) {
  return Object.entries(content || {}).map(([type, { schema }]) => {
    const shown = example(schema, schemas);
    return element('div', {}, element('code', {}, type), element('pre', {}, typeof shown === 'string' ? shown : JSON.stringify(shown, null, 2)));
  });
}

/** @param {any[]} parameters */
function table(parameters) {
  const rows = parameters.map((it) =>
    element('tr', {}, element('td', {}, element('code', {}, it.name)), element('td', {}, it.in, it.required ? `, ${WORDS.required}` : ''), element('td', {}, it.description || '')));
  return element('table', {}, element('tbody', {}, ...rows));
}

/** @param {string} path @param {string} method @param {any} operation @param {any} schemas */
function show(path, method, operation, schemas) {
  const who = WORDS[/** @type {keyof WORDS} */ (operation['x-who'])] || '';
  const summary = element('summary', {}, element('span', { class: `method ${method}` }, method.toUpperCase()), element('code', {}, path), element('span', {}, operation.summary || ''), element('span', { class: 'who' }, who));
  const details = element('details', { class: 'operation', 'data-text': `${method} ${path} ${operation.summary || ''} ${operation.tags || ''}`.toLowerCase() }, summary);
  // The inside is made when somebody looks.
  details.addEventListener('toggle', () => {
    if (details.childElementCount > 1) return;
    const inside = element('div', { class: 'body' });
    if (operation.description) inside.append(element('p', {}, operation.description));
    if (operation.parameters?.length) inside.append(element('h3', {}, WORDS.parameters), table(operation.parameters));
    if (operation.requestBody) inside.append(element('h3', {}, WORDS.request), ...body(operation.requestBody.content, schemas));
    inside.append(element('h3', {}, WORDS.responses));
    for (const [status, answer] of Object.entries(operation.responses || {})) {
      inside.append(element('p', {}, element('strong', {}, status), ` ${answer.description || ''}`));
      if (status.startsWith('2')) inside.append(...body(answer.content, schemas));
    }
    details.append(inside);
  });
  return details;
}

/** @param {any} document_ */
function render(document_) {
  const main = document.getElementById('main');
  const nav = document.getElementById('tags');
  if (!main || !nav) return;
  const schemas = document_.components?.schemas || {};
  /** @type {Map<string, HTMLElement>} */
  const sections = new Map();
  for (const [path, methods] of Object.entries(document_.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags?.[0] || 'api';
      if (!sections.has(tag)) sections.set(tag, element('section', {}, element('h2', { id: tag }, tag)));
      sections.get(tag)?.append(show(path, method, operation, schemas));
    }
  }
  const tags = [...sections.keys()].sort();
  nav.append(...tags.map((tag) => element('a', { href: `#${tag}` }, tag)));
  const none = element('p', { hidden: '' }, WORDS.none);
  main.append(element('p', {}, document_.info?.description || ''), none, ...tags.map((tag) => /** @type {HTMLElement} */ (sections.get(tag))));
  filter(main, none);
}

/** @param {HTMLElement} main @param {HTMLElement} none */
function filter(main, none) {
  const input = /** @type {HTMLInputElement} */ (document.getElementById('filter'));
  input.addEventListener('input', () => {
    const wanted = input.value.trim().toLowerCase();
    let found = 0;
    for (const section of main.querySelectorAll('section')) {
      const operations = [...section.querySelectorAll('details')];
      for (const it of operations) it.hidden = !(it.dataset.text || '').includes(wanted);
      const left = operations.filter((it) => !it.hidden).length;
      section.hidden = left === 0;
      found += left;
    }
    none.hidden = found > 0;
  });
}

if (typeof document !== 'undefined') {
  document.documentElement.lang = turkish ? 'tr' : 'en';
  const label = document.getElementById('filter-label');
  if (label) label.textContent = WORDS.filter;
  fetch('/api/openapi.json')
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
    .then(render)
    .catch((error) => document.getElementById('main')?.append(`${WORDS.failed}: ${error.message}`));
}
