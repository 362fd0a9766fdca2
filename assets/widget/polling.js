// The live connection where WebSockets do not get through: the official Socket.IO client with long polling, and what
// it leaves out, coming back after the server closed the connection. Loaded only when socket.js has given up.

import { io } from '../vendor/socket.io.esm.min.js';

/** @type {import('./types.js').Connect} */
export function connect({ url, auth, onEvent, onLink, onRefused }) {
  const socket = io(url, {
    transports: ['polling', 'websocket'],
    auth: (/** @type {(data: any) => void} */ give) => give(auth()),
    reconnectionDelay: 500,
    reconnectionDelayMax: 8000,
    forceNew: true,
  });
  let closed = false;

  const again = () => setTimeout(() => closed || socket.connect(), 1000 + Math.random() * 3000);

  socket.on('connect', () => onLink(true));
  socket.on('disconnect', (/** @type {string} */ reason) => {
    onLink(false);
    if (reason === 'io server disconnect') again();
  });
  socket.on('connect_error', (/** @type {any} */ error) => {
    onLink(false);
    if (!socket.active) onRefused(error?.message || '');
  });
  socket.onAny(onEvent);

  return {
    isUp: () => socket.connected,
    request: (event, data) => (socket.connected ? socket.timeout(10_000).emitWithAck(event, data).catch(() => ({ ok: false, code: 'no_answer' })) : Promise.resolve({ ok: false, code: 'no_answer' })),
    tell(event, data) {
      if (socket.connected) socket.volatile.emit(event, data, () => {});
    },
    retry: again,
    close() {
      closed = true;
      socket.disconnect();
    },
  };
}
