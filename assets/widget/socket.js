// The live connection. Wraps the official Socket.IO client and adds what it leaves out: coming back after the server
// closed the connection, resuming after the last event seen, and acknowledgements with a limit.

/** An acknowledgement that takes longer counts as lost. */
const ACK_MS = 10_000;

/**
 * @typedef {object} Options
 * @property {string} url
 * @property {() => Record<string, any>} auth asked anew at every attempt
 * @property {(event: string, data: any) => void} onEvent every event of the server
 * @property {(up: boolean) => void} onLink
 * @property {(code: string) => void} onRefused the handshake was refused; no further attempt is made by itself
 */

/** @param {Options} options */
export async function connect({ url, auth, onEvent, onLink, onRefused }) {
  const { io } = await import('../vendor/socket.io.esm.min.js');
  const socket = io(url, {
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    auth: (/** @type {(data: any) => void} */ give) => give(auth()),
    reconnectionDelay: 500,
    reconnectionDelayMax: 8000,
    forceNew: true,
  });
  let closed = false;

  /** @param {number} least ms @param {number} most ms */
  function again(least, most) {
    setTimeout(() => closed || socket.connect(), least + Math.random() * (most - least));
  }

  socket.on('connect', () => onLink(true));
  socket.on('disconnect', (/** @type {string} */ reason) => {
    onLink(false);
    // The client does not come back by itself when it was the server that closed.
    if (reason === 'io server disconnect') again(500, 2500);
  });
  socket.on('connect_error', (/** @type {any} */ error) => {
    onLink(false);
    if (!socket.active) onRefused(error?.data?.code || '');
  });
  socket.on('server:restart', () => {
    socket.disconnect();
    onLink(false);
    again(500, 3000);
  });
  socket.onAny(onEvent);

  return {
    isUp: () => socket.connected,

    /**
     * @param {string} event
     * @param {any} data
     * @returns {Promise<any>} the acknowledgement; `{ ok: false, code: 'no_answer' }` when none came
     */
    request: (event, data) =>
      socket.timeout(ACK_MS).emitWithAck(event, data).catch(() => ({ ok: false, code: 'no_answer' })),

    /** Says something that is worthless later, such as "is typing". @param {string} event @param {any} data */
    tell(event, data) {
      if (socket.connected) socket.volatile.emit(event, data, () => {});
    },

    /** After a refusal that may pass. */
    retry: () => again(2000, 6000),
    now: () => socket.disconnect().connect(),
    close() {
      closed = true;
      socket.disconnect();
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof connect>>} Socket */
