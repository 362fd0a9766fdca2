// The off-the-shelf Socket.IO client against the server: connecting, talking, resuming, being refused; WebSocket and polling.
// Skipped where there is no program to test ($ASISTTR) or no client library ($NODE_MODULES).

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { PROGRAM, need, startServer, until } from '../browser/harness.mjs';

/** @type {any} */
let io;
try {
  ({ io } = need('socket.io-client'));
} catch {
  // Not installed here.
}

const HOME = 'https://www.gulveren.example';

describe('socket.io-client', { skip: !PROGRAM ? 'ASISTTR names no program' : !io && 'socket.io-client is not there' }, () => {
  /** @type {any} */
  let server;
  let apiKey = '';
  let token = '';
  /** @type {any[]} */
  const open = [];

  before(async () => {
    server = await startServer({ demo: true });
    apiKey = /data-key="([^"]+)"/.exec(await (await fetch(server.demo.page)).text())?.[1] ?? '';
    token = await signIn(server.demo.agent);
    const authorization = `Bearer ${await signIn(server.demo.admin)}`;
    const { items } = await (await fetch(`${server.address}/api/sites`, { headers: { authorization } })).json();
    const path = `${server.address}/api/sites/${items[0].id}`;
    const changed = await fetch(path, { method: 'PUT', headers: { authorization, 'content-type': 'application/json', 'if-match': `"${items[0].version}"` }, body: JSON.stringify({ origins: [HOME] }) });
    assert.equal(changed.status, 200, await changed.text());
  });

  /** @param {string} email @returns {Promise<string>} */
  async function signIn(email) {
    const reply = await fetch(`${server.address}/api/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, password: server.demo.password }) });
    return (await reply.json()).access_token;
  }

  after(async () => {
    open.forEach((it) => it.close());
    await server?.stop();
  });

  const asVisitor = (/** @type {any} */ more = {}) => ({ apiKey, sessionId: randomUUID(), page: `${HOME}/kayit`, language: 'tr', ...more });

  /** @param {string[]} transports @param {any} auth @param {any} [options] */
  function begin(transports, auth, options = {}) {
    const socket = io(server.address, { transports, auth, forceNew: true, reconnection: false, ...options });
    /** @type {[string, any][]} everything heard, in order */
    const heard = [];
    socket.onAny((/** @type {string} */ event, /** @type {any} */ data) => heard.push([event, data]));
    open.push(socket);
    return {
      socket,
      heard,
      say: (/** @type {string} */ event, /** @type {any} */ data) => socket.timeout(10_000).emitWithAck(event, data),
      hears: async (/** @type {string} */ event, fits = (/** @type {any} */ _) => true) => (await until(() => heard.find((it) => it[0] === event && fits(it[1])), `hearing ${event}`))[1],
      bodies: () => heard.filter((it) => it[0] === 'chat:message:new').map((it) => it[1].body),
    };
  }

  /** @param {string[]} transports @param {any} auth @param {any} [options] */
  async function connected(transports, auth, options) {
    const it = begin(transports, auth, options);
    const ready = await Promise.race([it.hears('ready'), new Promise((_, fail) => it.socket.once('connect_error', fail))]);
    return { ...it, ready };
  }

  /** @param {string[]} transports @param {any} auth @param {any} [options] */
  const refused = (transports, auth, options) =>
    new Promise((settle, fail) => begin(transports, auth, options).socket.once('connect_error', settle).once('ready', () => fail(new Error('it was let in'))));

  for (const transports of [['websocket'], ['polling'], ['polling', 'websocket']]) describe(transports.join(' then '), () => {
    test('a visitor and an agent talk', async () => {
      const ayse = await connected(transports, asVisitor());
      const elif = await connected(transports, { token });
      assert.equal(typeof ayse.ready.seq, 'number');
      assert.equal(ayse.ready.resumed, false);
      assert.ok(ayse.ready.visitor.id && ayse.ready.visitor.token && ayse.ready.mode.mode);
      assert.equal(elif.ready.user.name, 'Elif Karaca');

      const started = await ayse.say('chat:start', { message: 'Merhaba', client_ref: randomUUID() });
      assert.equal(started.ok, true, JSON.stringify(started));
      const { id } = started.conversation;
      await elif.hears('chat:new', (it) => it.conversation.id === id);
      await elif.hears('chat:message:new', (it) => it.conversation_id === id && it.body === 'Merhaba');

      const client_ref = randomUUID();
      const said = await ayse.say('chat:message', { conversationId: id, body: 'Bir sorum var', client_ref });
      const again = await ayse.say('chat:message', { conversationId: id, body: 'Bir sorum var', client_ref });
      assert.equal(said.ok, true);
      assert.equal(again.message.id, said.message.id, 'the same reference gives the first message back');
      const there = await elif.hears('chat:message:new', (it) => it.id === said.message.id);
      assert.equal(there.client_ref, client_ref);
      assert.equal(there.seq, said.message.seq, 'the same object as in the acknowledgement');

      await elif.say('chat:typing', { conversationId: id, isTyping: true });
      assert.deepEqual(await ayse.hears('chat:typing', (it) => it.who === 'agent'), { conversationId: id, who: 'agent', agentName: 'Elif Karaca', isTyping: true });
      const answer = await elif.say('chat:message', { conversationId: id, body: 'Dinliyorum', client_ref: randomUUID() });
      assert.equal(answer.ok, true, JSON.stringify(answer));
      await ayse.hears('chat:message:new', (it) => it.id === answer.message.id);
      await ayse.say('chat:read', { conversationId: id, upTo: answer.message.seq });
      const mark = await elif.hears('chat:status', (it) => it.conversationId === id && it.read_up_to === answer.message.seq);
      assert.equal(mark.by, 'visitor');
      assert.equal((await ayse.say('chat:close', { conversationId: id })).ok, true);
      await elif.hears('chat:closed', (it) => it.conversation.id === id);
      assert.equal(elif.bodies().filter((it) => it === 'Bir sorum var').length, 1);
      ayse.socket.close();
      elif.socket.close();
    });

    test('whoever comes back hears what was missed, once and in order', async () => {
      const elif = await connected(transports, { token });
      const first = await connected(transports, asVisitor());
      const { conversation } = await first.say('chat:start', { message: 'Kopacak' });
      await first.hears('chat:message:new', (it) => it.body === 'Kopacak');
      const seqs = first.heard.map(([, data]) => data.event_seq ?? data.seq).filter(Number.isInteger);
      first.socket.close();
      const missed = ['bir', 'iki', 'üç'];
      for (const body of missed) assert.equal((await elif.say('chat:message', { conversationId: conversation.id, body })).ok, true);
      const second = await connected(transports, asVisitor({ visitorToken: first.ready.visitor.token, after: Math.max(...seqs) }));
      assert.equal(second.ready.resumed, true);
      assert.equal(second.ready.visitor.id, first.ready.visitor.id);
      await elif.say('chat:message', { conversationId: conversation.id, body: 'canlı' });
      await second.hears('chat:message:new', (it) => it.body === 'canlı');
      assert.deepEqual(second.bodies().filter((it) => [...missed, 'canlı', 'Kopacak'].includes(it)), [...missed, 'canlı']);
      const order = second.heard.filter(([name]) => name !== 'ready').map(([, data]) => data.event_seq ?? data.seq).filter(Number.isInteger);
      assert.deepEqual(order, order.toSorted((one, other) => one - other));
      const lost = await connected(transports, asVisitor({ visitorToken: first.ready.visitor.token, after: 10 ** 9 }));
      await lost.hears('resync');
      assert.equal(lost.ready.resumed, false);
      for (const it of [elif, second, lost]) it.socket.close();
    });

    test('who may not connect is told why', async () => {
      const codes = {
        site_unknown: [{ apiKey: 'pk_nobody', sessionId: randomUUID() }],
        token_invalid: [{ token: 'not.a.token' }],
        origin_not_allowed: [asVisitor(), { extraHeaders: { origin: 'https://elsewhere.example' } }],
      };
      for (const [code, [auth, options]] of Object.entries(codes)) {
        const error = await refused(transports, auth, options);
        assert.equal(error.message, code);
      }
      const home = await connected(transports, asVisitor(), { extraHeaders: { origin: HOME } });
      home.socket.close();
    });

    test('mistakes are answered, and the connection stays', async () => {
      const ayse = await connected(transports, asVisitor());
      assert.equal((await ayse.say('no:such:event', {})).code, 'unknown_event');
      const wrong = await ayse.say('chat:message', { conversationId: 'x' });
      assert.deepEqual([wrong.ok, typeof wrong.code, typeof wrong.detail], [false, 'string', 'string']);
      assert.equal((await ayse.say('chat:start', { message: 'x'.repeat(300_000) })).code, 'frame_too_large');
      assert.equal((await ayse.say('ai:stop', { conversationId: randomUUID() })).code, 'role_forbids');
      assert.equal((await ayse.say('chat:start', { message: 'Hâlâ buradayım' })).ok, true);
      ayse.socket.close();
    });
  });

  test('a flood is stopped', async () => {
    const ayse = await connected(['websocket'], asVisitor());
    const { conversation } = await ayse.say('chat:start', { message: 'Çok yazacağım' });
    const answers = await Promise.all(Array.from({ length: 40 }, (_, at) => ayse.say('chat:message', { conversationId: conversation.id, body: `${at}` })));
    assert.ok(answers.some((it) => it.code === 'rate_limited'));
    assert.ok(answers.some((it) => it.ok));
  });

  test('the client comes back by itself when the server dies, and goes on', async () => {
    const ayse = await connected(['websocket'], asVisitor(), { reconnection: true, reconnectionDelay: 50 });
    const { conversation } = await ayse.say('chat:start', { message: 'Önce' });
    ayse.socket.auth = { ...ayse.socket.auth, visitorToken: ayse.ready.visitor.token, after: ayse.ready.seq };
    await server.kill();
    await until(() => !ayse.socket.connected, 'the line is down');
    await server.restart();
    await until(() => ayse.heard.filter((it) => it[0] === 'ready').length === 2, 'the line is up again');
    const said = await ayse.say('chat:message', { conversationId: conversation.id, body: 'Sonra' });
    assert.equal(said.ok, true, JSON.stringify(said));
  });
});
