// Owns every HTTP request of the desk: the access token, its renewal, the site acted on, and problems as errors.
import { lang, t } from './i18n.js';

/** What went wrong, in words that can be shown. */
export class Problem extends Error {
  /** @param {number} status 0: the server was not reached @param {any} body the problem document @param {number} [wait] */
  constructor(status, body, wait) {
    super(`${body?.detail || body?.title || status}${wait && wait > 1 ? ` ${t('common.wait_seconds', { n: wait })}` : ''}`);
    this.status = status;
    /** @type {string} */
    this.code = body?.code ?? (status ? 'unknown' : 'unreachable');
    /** After how many seconds to try again, where the server says so. */
    this.wait = wait;
    /** Words per unacceptable field. @type {Record<string, string>} */
    this.fields = Object.fromEntries((body?.errors ?? []).map((/** @type {any} */ it) => [it.field, it.detail]));
    /** On 412: the thing as it is now. @type {any} */
    this.current = body?.current;
    /** @type {string | undefined} */
    this.requestId = body?.request_id;
  }
}

/** What requests carry; `session.js` sets it. */
export const credentials = {
  token: '',
  site: '',
  /** Where the event log stood when the token was given. @type {number | null} */
  seq: null,
  /** Called when the sign-in has ended. */
  ended: () => {},
  /** Called with every renewed session. @type {(session: any) => void} */
  renewed: () => {},
};

/**
 * @typedef {object} Options
 * @property {any} [body] sent as JSON
 * @property {Record<string, string | number | boolean | null | undefined>} [query] empty ones are left out
 * @property {number} [ifMatch] version the change is based on
 * @property {AbortSignal} [signal]
 * @property {boolean} [open] needs no sign-in: a 401 is an answer, not a reason to renew the token
 */

/** @param {string} method @param {string} path @param {Options} [options] @returns {Promise<any>} the answer's JSON */
export async function request(method, path, options = {}) {
  if (!options.open) await renewed();
  const token = credentials.token;
  let response = await send(method, path, options);
  if (response.status === 401 && !options.open) {
    // Another request may have renewed it meanwhile.
    if (token === credentials.token && !(await renew())) throw await problem(response);
    response = await send(method, path, options);
  }
  if (!response.ok) throw await problem(response);
  // What was only taken in (202) may have nothing to say.
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

/** @param {string} method @param {string} path @param {Options} options */
async function send(method, path, { body, query, ifMatch, signal }) {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') url.searchParams.set(name, String(value));
  }
  const headers = commonHeaders();
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (ifMatch !== undefined) headers['If-Match'] = String(ifMatch);
  try {
    return await fetch(url, { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreachable();
  }
}

function commonHeaders() {
  /** @type {Record<string, string>} */
  const headers = { Accept: 'application/json', 'Accept-Language': lang.value };
  if (credentials.token) headers.Authorization = `Bearer ${credentials.token}`;
  if (credentials.site) headers['X-Site-ID'] = credentials.site;
  return headers;
}

function unreachable() {
  const detail = lang.value === 'tr' ? 'Sunucuya ulaşılamadı. Bağlantınızı denetleyin.' : 'The server cannot be reached. Check your connection.';
  return new Problem(0, { detail });
}

/** @param {Response} response */
const problem = async (response) => new Problem(response.status, await response.json().catch(() => ({})), Number(response.headers.get('retry-after')) || undefined);

/** @type {Promise<boolean> | null} */
let renewing = null;

/** Gets a new access token with the cookie. Windows take turns: a refresh token works once. @returns {Promise<boolean>} */
export function renew() {
  renewing ??= inTurn(renewNow).finally(() => {
    renewing = null;
  });
  return renewing;
}

/** While a token is being renewed, the present one has ended as far as anybody knows: who has something to ask waits. */
const renewed = () => renewing?.catch(() => false);

/** @param {() => Promise<boolean>} work @returns {Promise<boolean>} */
const inTurn = (work) => (navigator.locks ? navigator.locks.request('asisttr.renew', work) : work());

async function renewNow() {
  const response = await send('POST', '/api/auth/refresh', {});
  if (response.ok) {
    credentials.renewed(await response.json());
    return true;
  }
  if (response.status === 401) {
    credentials.ended();
    return false;
  }
  throw await problem(response);
}

/** @param {string} path @param {Options['query']} [query] @param {AbortSignal} [signal] */
export const get = (path, query, signal) => request('GET', path, { query, signal });
/** Saves what `path` gives as a file, under the name that the server says. @param {string} path @param {Options['query']} query */
export async function download(path, query) {
  await renewed();
  let response = await send('GET', path, { query });
  if (response.status === 401 && (await renew())) response = await send('GET', path, { query });
  if (!response.ok) throw await problem(response);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'asisttr';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** @param {string} path @param {any} [body] */
export const post = (path, body) => request('POST', path, { body });
/** @param {string} path @param {any} [body] @param {number} [ifMatch] */
export const put = (path, body, ifMatch) => request('PUT', path, { body, ifMatch });
/** @param {string} path */
export const remove = (path) => request('DELETE', path);

/**
 * Uploads a file, or a whole form. XMLHttpRequest, because fetch does not tell how far it is.
 * @param {File | FormData} what @param {(part: number) => void} onProgress 0 to 1 @param {AbortSignal} [signal] @param {string} [path] @returns {Promise<any>} the file as the server knows it
 */
export async function upload(what, onProgress, signal, path = '/api/files') {
  await renewed();
  const first = await uploadOnce(path, what, onProgress, signal);
  if (first.status !== 401) return settled(first);
  await renew();
  return settled(await uploadOnce(path, what, onProgress, signal));
}

/** @param {{ status: number, body: any }} answer */
function settled({ status, body }) {
  if (status >= 200 && status < 300) return body;
  throw status ? new Problem(status, body) : unreachable();
}

/** @param {string} path @param {File | FormData} what @param {(part: number) => void} onProgress @param {AbortSignal} [signal] @returns {Promise<{ status: number, body: any }>} */
function uploadOnce(path, what, onProgress, signal) {
  return new Promise((resolve) => {
    const call = new XMLHttpRequest();
    call.open('POST', path);
    for (const [name, value] of Object.entries(commonHeaders())) call.setRequestHeader(name, value);
    call.responseType = 'json';
    call.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    call.onloadend = () => resolve({ status: call.status, body: call.response });
    signal?.addEventListener('abort', () => call.abort());
    const form = what instanceof FormData ? what : new FormData();
    if (what instanceof File) form.append('file', what, what.name);
    call.send(form);
  });
}
