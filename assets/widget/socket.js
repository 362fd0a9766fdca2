// The live connection: what a widget needs of Socket.IO's protocol 5, over a WebSocket. Own, because the official client
// is a third of what a chat may weigh; where WebSockets fail, it takes over (polling.js).

const ACK_MS = 10_000;
const SLOWEST_MS = 8000;
/** Before the first success. */
const TRIES = 2;
const NO_ANSWER = { ok: false, code: 'no_answer' };

/** @import { Connect, Connection } from './types.js' */

/** @type {Connect} */
export function connect(options) {
  const { url, auth, onEvent, onLink, onRefused } = options;
  /** @type {Map<number, (answer: any) => void>} */
  const acks = new Map();
  /** @type {WebSocket | null} */
  let wire = null;
  /** @type {Connection | null} */
  let other = null;
  let up = false;
  let closed = false;
  let worked = false;
  let failures = 0;
  let lastId = 0;
  let patience = 0;
  let pulse = 0;
  let timer = 0;

  function open() {
    clearTimeout(timer);
    const own = new WebSocket(`${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`);
    wire = own;
    own.onmessage = ({ data }) => own === wire && take(String(data));
    own.onclose = () => own === wire && lost();
  }

  function drop() {
    clearTimeout(pulse);
    const own = wire;
    wire = null;
    own?.close();
    up = false;
    acks.forEach((answer) => answer(NO_ANSWER));
    acks.clear();
    onLink(false);
  }

  function lost() {
    drop();
    failures++;
    if (!worked && failures >= TRIES) takeOver();
    else again(Math.min(250 * 2 ** failures, SLOWEST_MS));
  }

  function takeOver() {
    import('./polling.js').then((module) => closed || (other = module.connect(options)), () => again(SLOWEST_MS));
  }

  /** Not everybody at once. @param {number} delay */
  function again(delay) {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(open, delay * (1 + Math.random() / 2));
  }

  /** Silence means that the line is dead. */
  function beat() {
    clearTimeout(pulse);
    pulse = setTimeout(lost, patience);
  }

  /** @param {string} text of Engine.IO */
  function take(text) {
    beat();
    const rest = text.slice(1);
    if (text[0] === '2') wire?.send('3');
    else if (text[0] === '4') packet(rest[0], rest.slice(1));
    else if (text[0] === '0') {
      const { pingInterval, pingTimeout } = JSON.parse(rest);
      worked = true;
      patience = pingInterval + pingTimeout;
      beat();
      wire?.send(`40${JSON.stringify(auth())}`);
    }
  }

  /** @param {string} kind @param {string} text of Socket.IO */
  function packet(kind, text) {
    const body = text.search(/[[{]/);
    const data = body < 0 ? null : JSON.parse(text.slice(body));
    if (kind === '0') {
      up = true;
      failures = 0;
      onLink(true);
    } else if (kind === '1') lost();
    else if (kind === '2') {
      onEvent(data[0], data[1]);
      if (data[0] === 'server:restart') lost();
    } else if (kind === '3') {
      const id = parseInt(text);
      acks.get(id)?.(data[0]);
      acks.delete(id);
    } else if (kind === '4') {
      drop();
      onRefused(data?.message || '');
    }
  }

  /** @param {string} event @param {any} data */
  function emit(event, data) {
    wire?.send(`42${++lastId}${JSON.stringify([event, data])}`);
    return lastId;
  }

  const wake = () => up || closed || other || !timer || open();
  addEventListener('online', wake);
  const sleep = () => up && lost();
  addEventListener('offline', sleep);
  open();

  return {
    isUp: () => (other ? other.isUp() : up),
    request(event, data) {
      if (other) return other.request(event, data);
      if (!up) return Promise.resolve(NO_ANSWER);
      return new Promise((resolve) => {
        const id = emit(event, data);
        acks.set(id, resolve);
        setTimeout(() => acks.delete(id) && resolve(NO_ANSWER), ACK_MS);
      });
    },
    tell(event, data) {
      if (other) other.tell(event, data);
      else if (up) emit(event, data);
    },
    retry: () => (other ? other.retry() : again(3000)),
    close() {
      closed = true;
      clearTimeout(timer);
      removeEventListener('online', wake);
      removeEventListener('offline', sleep);
      if (wire) drop();
      other?.close();
    },
  };
}
