// All HTTP of the widget. No cookies.

export class ApiError extends Error {
  /** @param {number} status 0: not reached @param {any} [problem] */
  constructor(status, problem) {
    super(problem?.detail || '');
    this.status = status;
    this.code = String(problem?.code || '');
    /** @type {{ field: string, detail: string }[]} */
    this.errors = problem?.errors || [];
  }
}

/** @param {File} file */
function withFile(file) {
  const form = new FormData();
  form.append('file', file, file.name);
  return form;
}

/** @type {(server: string, key: string) => import('./types.js').Api} */
export function createApi(server, key) {
  let token = '';
  let language = 'tr';

  const headers = () => {
    /** @type {Record<string, string>} */
    const all = { 'x-api-key': key, 'accept-language': `${language}, en;q=0.5` };
    if (token) all.authorization = `Bearer ${token}`;
    return all;
  };

  /** @param {string} method @param {string} path @param {any} [body] a form, or for JSON @param {AbortSignal} [signal] */
  async function call(method, path, body, signal) {
    const all = headers();
    const form = body instanceof FormData;
    if (body && !form) all['content-type'] = 'application/json';
    const options = { method, headers: all, signal, credentials: /** @type {const} */ ('omit'), body: form ? body : body && JSON.stringify(body) };
    const reply = await fetch(server + path, options).catch(() => {
      throw new ApiError(0);
    });
    const json = reply.status === 204 ? null : await reply.json().catch(() => null);
    if (!reply.ok) throw new ApiError(reply.status, json);
    return json;
  }

  return {
    setToken: (value) => {
      token = value;
    },
    setLanguage: (value) => {
      language = value;
    },
    url: (path) => new URL(path, `${server}/`).href,
    session: (body) => call('POST', '/api/widget/session', body),
    updateVisitor: (body) => call('PUT', '/api/widget/visitor', body),
    messages: (before) => call('GET', `/api/widget/messages?before=${before}&limit=50`),
    upload: (file, signal) => call('POST', '/api/files', withFile(file), signal),
    uploadToTicket: (token, file, signal) => call('POST', `/api/ticket-page/${encodeURIComponent(token)}/files`, withFile(file), signal),
    leaveTicket: (body) => call('POST', '/api/widget/tickets', body),
    ownTickets: () => call('GET', '/api/widget/tickets'),
    findTicket: (code) => call('POST', '/api/widget/tickets/find', { code }),
    ticket: (token) => call('GET', `/api/ticket-page/${encodeURIComponent(token)}`),
    answerTicket: (token, body) => call('POST', `/api/ticket-page/${encodeURIComponent(token)}/reply`, body),
    ticketFields: () => call('GET', '/api/widget/ticket-fields'),
    forms: () => call('GET', '/api/widget/forms'),
    submitForm: (id, body) => call('POST', `/api/forms/${id}/submissions`, body),
    rate: (id, body) => call('POST', `/api/chat/${id}/rating`, body),
    transcript: (body) => call('POST', '/api/widget/transcript', body),
    judge: (id, helpful) => call('POST', `/api/widget/answers/${id}/feedback`, { helpful }),
    feedback: (id, helpful) => call('POST', `/api/knowledge/${id}/feedback`, { helpful }),
    searchArticles: (text) => call('GET', `/api/knowledge/search?q=${encodeURIComponent(text)}&limit=8`),
    departments: () => call('GET', '/api/widget/departments'),
    hours: () => call('GET', '/api/settings/business-hours/check'),
    articles: () => call('GET', '/api/knowledge/public?limit=8'),
    article: (slug) => call('GET', `/api/knowledge/public/${encodeURIComponent(slug)}`),
  };
}
