// SPDX-License-Identifier: GPL-3.0-or-later
//
// parlour-server as people meet it: coming in, talking, staying, and what there is at the command
// line.

'use strict';

const assert = require('assert');
const { spawnSync } = require('child_process');
const { randomBytes, randomUUID } = require('crypto');
const fs = require('fs');
const http = require('http');
const net = require('net');
const os = require('os');
const path = require('path');
const tls = require('tls');
const zlib = require('zlib');
const { House, PASSWORD, Person, call, check, command, get, program, refusal, run } = require('./house');

/* --- coming in -------------------------------------------------------------------------------- */

check('somebody new is welcome, and comes back by token, and by password', async (house) => {
  await house.start();
  const ada = await house.register('ada');
  assert.strictEqual(ada.welcome.me.name, 'ada');
  assert.strictEqual(ada.welcome.me.presence, 'online');
  assert.strictEqual(ada.welcome.token.length, 43);
  assert.ok(ada.welcome.server.features.includes('search'));
  assert.strictEqual(ada.welcome.server.limits.text, 8192);
  assert.strictEqual(ada.welcome.number, undefined);

  const again = await house.come({ token: ada.welcome.token });
  assert.strictEqual(again.id, ada.id);
  assert.strictEqual(again.welcome.token, undefined);
  const third = await house.come({ name: 'ADA', password: PASSWORD });
  assert.strictEqual(third.id, ada.id);
  assert.notStrictEqual(third.welcome.token, ada.welcome.token);
});

check('whoever is refused hears why', async (house) => {
  await house.start();
  await house.register('ada');
  const codes = [
    [{ name: 'ada', password: 'wrong horse' }, 'bad-credentials'],
    [{ name: 'bob', password: 'wrong horse' }, 'bad-credentials'],
    [{ token: 'nonsense' }, 'bad-credentials'],
    [{ name: 'Ada', password: PASSWORD, register: true }, 'name-taken'],
    [{ name: 'x', password: PASSWORD, register: true }, 'name-invalid'],
    [{ name: 'bob', password: 'short', register: true }, 'password-weak'],
    [{ name: 'bob', guest: true }, 'guests-refused'],
    [{ name: 'ada', password: PASSWORD, protocol: 2 }, 'protocol'],
    [{}, 'invalid'],
  ];
  for (const [auth, code] of codes)
    assert.strictEqual((await refusal(house.come(auth))).code, code, JSON.stringify(auth));
});

check('guessing is slowed down, and nothing else', async (house) => {
  await house.start();
  const ada = await house.register('ada');
  for (let i = 0; i < 5; i++)
    assert.strictEqual((await refusal(house.come({ name: 'ada', password: `guess ${i} wrong` }))).code, 'bad-credentials');
  const data = await refusal(house.come({ name: 'ada', password: PASSWORD }));
  assert.strictEqual(data.code, 'throttled');
  assert.ok(data.retryAfter > 1000);
  await house.come({ token: ada.welcome.token });
  await house.come({ name: 'bob', password: PASSWORD, register: true });
});

check('guests come where they are let in', async (house) => {
  await house.start('--guests');
  const guest = await house.come({ name: 'Passer-by', guest: true });
  assert.strictEqual(guest.welcome.me.kind, 'guest');
  assert.ok(guest.welcome.server.features.includes('guests'));
});

check('guessing at once is not guessing for free', async (house) => {
  await house.start();
  await house.register('ada');
  const guesses = await Promise.all(Array.from({ length: 20 }, (each, i) =>
    refusal(house.come({ name: 'ada', password: `guess ${i} wrong` }))));
  assert.ok(guesses.filter((each) => each.code === 'bad-credentials').length <= 5);
});

/* --- talking ------------------------------------------------------------------------------------ */

check('two people: sent, delivered, seen, over every transport', async (house) => {
  await house.start();
  const ada = await house.register('ada');
  for (const transports of [['polling'], ['websocket'], ['polling', 'websocket']]) {
    const bob = await house.come({ name: `bob ${transports.join(' ')}`, password: PASSWORD, register: true }, { transports });
    const { room } = await ada.ask('room:direct', { user: bob.id });
    const message = await ada.send(room.id, 'Tea?');
    const heard = await bob.hear('message', (each) => each.id === message.id);
    assert.deepStrictEqual(heard, message);

    await bob.ask('receipt', { room: room.id, delivered: message.seq });
    const delivered = await ada.hear('receipt', (each) => each.user === bob.id);
    assert.deepStrictEqual([delivered.delivered, delivered.seen], [message.seq, 0]);
    await bob.ask('receipt', { room: room.id, seen: message.seq });
    await ada.hear('receipt', (each) => each.user === bob.id && each.seen === message.seq);
    const { rev } = await ada.hear('receipt', (each) => each.user === bob.id && each.seen === message.seq);
    await ada.hear('revision', (each) => each.revision >= rev);
  }
});

check('twenty people in a room each hear each message once, in order', async (house) => {
  await house.start();
  const people = [];
  for (let i = 0; i < 20; i++)
    people.push(await house.register(`person ${i}`));
  const { room } = await people[0].ask('room:create', {
    name: 'All', kind: 'private', members: people.slice(1).map((each) => each.id),
  });
  const sent = await Promise.all(people.map((each, i) => each.send(room.id, `from ${i}`)));
  const last = Math.max(...sent.map((each) => each.seq));
  for (const person of people) {
    await person.hear('message', (each) => each.seq === last);
    const seqs = person.heard.filter((each) => each.event === 'message' && each.payload.kind === 'text')
      .map((each) => each.payload.seq);
    assert.strictEqual(seqs.length, 20);
    assert.deepStrictEqual(seqs, [...seqs].sort((a, b) => a - b));
  }
});

check('what was sent again is there once, and typing reaches the others only', async (house) => {
  await house.start();
  const ada = await house.register('ada');
  const bob = await house.register('bob');
  const eve = await house.register('eve');
  const { room } = await ada.ask('room:create', { name: 'Two', kind: 'private', members: [bob.id] });
  const id = randomUUID();
  const first = await ada.ask('message:send', { id, room: room.id, text: 'Once' });
  const second = await ada.ask('message:send', { id, room: room.id, text: 'Once' });
  assert.strictEqual(first.message.seq, second.message.seq);

  eve.socket.emit('typing', { room: room.id, on: true });
  ada.socket.emit('typing', { room: room.id, on: true });
  const typing = await bob.hear('typing');
  assert.deepStrictEqual(typing, { room: room.id, user: ada.id, on: true });
  assert.strictEqual(ada.count('typing'), 0);
  assert.strictEqual(bob.count('message', (each) => each.id === id), 1);
  assert.strictEqual(eve.count('message'), 0);
});

check('several devices are one person', async (house) => {
  await house.start();
  const ada = await house.register('ada');
  const bob = await house.register('bob');
  const { room } = await ada.ask('room:direct', { user: bob.id });
  const phone = await house.come({ token: bob.welcome.token });
  phone.socket.close();
  const message = await ada.send(room.id, 'Still there?');
  await bob.hear('message', (each) => each.id === message.id);
  assert.strictEqual(ada.count('presence', (each) => each.user === bob.id && each.presence === 'offline'), 0);
  await bob.ask('presence', { presence: 'busy', status: 'Writing' });
  await ada.hear('presence', (each) => each.presence === 'busy');
  await ada.hear('user', (each) => each.id === bob.id && each.status === 'Writing');
  bob.socket.close();
  await ada.hear('presence', (each) => each.user === bob.id && each.presence === 'offline');
});

check('who comes back hears who is there', async (house) => {
  await house.start();
  const ada = await house.register('ada');
  const bob = await house.register('bob');
  const eve = await house.register('eve');
  const cat = await house.register('cat');
  await ada.ask('room:direct', { user: bob.id });
  await ada.ask('room:direct', { user: cat.id });
  await bob.ask('presence', { presence: 'away' });
  await ada.hear('presence', (each) => each.user === bob.id && each.presence === 'away');
  cat.socket.close();
  await ada.hear('presence', (each) => each.user === cat.id && each.presence === 'offline');
  ada.socket.close();
  await bob.hear('presence', (each) => each.user === ada.id && each.presence === 'offline');
  const again = await house.come({ token: ada.welcome.token });
  await again.hear('presence', (each) => each.user === bob.id && each.presence === 'away');
  assert.strictEqual(again.count('presence', (each) => [cat.id, eve.id].includes(each.user)), 0);
});

check('what somebody says of themselves comes with where they are', async (house) => {
  await house.start();
  const ada = await house.register('ada');
  const bob = await house.register('bob');
  await ada.ask('room:direct', { user: bob.id });
  await bob.ask('presence', { presence: 'away', status: 'Lunch' });
  await ada.hear('user', (each) => each.id === bob.id && each.status === 'Lunch');
  await bob.ask('presence', { presence: 'busy' });
  await ada.hear('presence', (each) => each.presence === 'busy' && each.status === 'Lunch');
  bob.socket.close();
  await ada.hear('presence', (each) => each.presence === 'offline' && each.status === 'Lunch');
  await house.come({ token: bob.welcome.token });
  await ada.hear('presence', (each) => each.presence === 'online' && each.status === 'Lunch');
});

check('a stranger is found by name, but not when they are there', async (house) => {
  await house.start();
  const ada = await house.register('ada');
  const bob = await house.register('bob');
  const eve = await house.register('eve');
  await ada.ask('room:direct', { user: bob.id });
  await ada.ask('presence', { presence: 'busy', status: 'At work' });
  const find = async (person) => (await person.ask('user:search', { query: 'ad' })).users[0];
  for (const person of [ada, bob]) {
    const { presence, status, lastSeen } = await find(person);
    assert.deepStrictEqual([presence, status, lastSeen > 0], ['busy', 'At work', true]);
  }
  const { id, presence, status, lastSeen } = await find(eve);
  assert.deepStrictEqual([id, presence, status, lastSeen], [ada.id, 'offline', null, 0]);
});

check('an address makes so many accounts in an hour', async (house) => {
  await house.start(...house.configure('[people]\nguests=true\n[limits]\nregistrations=2\n'));
  const ada = await house.register('ada');
  await house.come({ name: 'guest', guest: true });
  for (const auth of [{ name: 'bob', password: PASSWORD, register: true }, { name: 'other', guest: true }]) {
    const { code, retryAfter } = await refusal(house.come(auth));
    assert.strictEqual(code, 'throttled');
    assert.ok(retryAfter > 1000 * 1000 && retryAfter <= 1800 * 1000, retryAfter);
  }
  await house.come({ token: ada.welcome.token });
  await house.come({ name: 'ada', password: PASSWORD });
});

check('a device that is signed out is out at once', async (house) => {
  await house.start();
  const ada = await house.register('ada');
  const phone = await house.come({ name: 'ada', password: PASSWORD });
  const gone = new Promise((resolve) => phone.socket.on('disconnect', resolve));
  await ada.ask('session:revoke', { session: phone.welcome.session });
  await gone;
  assert.strictEqual((await refusal(house.come({ token: phone.welcome.token }))).code, 'bad-credentials');
  await ada.ask('signout', {});
});

check('a new password signs the other devices out', async (house) => {
  await house.start();
  const ada = await house.register('ada');
  const phone = await house.come({ token: ada.welcome.token });
  const laptop = await house.come({ name: 'ada', password: PASSWORD });
  const gone = new Promise((resolve) => ada.socket.on('disconnect', resolve));
  const passwords = { old: PASSWORD, new: 'battery staple' };
  await laptop.refused('user:update', { password: { ...passwords, old: 'wrong horse' } }, 'bad-credentials');
  for (let i = 0; i < 6; i++)
    await laptop.refused('user:update', { password: { old: PASSWORD, new: 'short' } }, 'password-weak');
  await laptop.refused('user:update', { password: 'x' }, 'invalid');
  await laptop.ask('user:update', { password: passwords, displayName: 'Ada' });
  await gone;
  assert.strictEqual((await refusal(house.come({ token: phone.welcome.token || ada.welcome.token }))).code, 'bad-credentials');
  assert.strictEqual((await refusal(house.come({ name: 'ada', password: PASSWORD }))).code, 'bad-credentials');
  const again = await house.come({ name: 'ada', password: 'battery staple' });
  assert.strictEqual(again.welcome.me.displayName, 'Ada');
});

check('too much at once is refused with a time', async (house) => {
  await house.start();
  const ada = await house.register('ada');
  const { room } = await ada.ask('room:create', { name: 'Loud', kind: 'private' });
  const answers = await Promise.all(Array.from({ length: 40 }, (each, i) =>
    ada.try('message:send', { id: randomUUID(), room: room.id, text: `${i}` })));
  const refused = answers.filter((each) => !each.ok);
  assert.ok(refused.length >= 15 && refused.length <= 25, `${refused.length} refused`);
  assert.ok(refused.every((each) => each.error.code === 'throttled' && each.error.retryAfter > 0));
});

check('nonsense is refused and nobody is thrown out', async (house) => {
  await house.start();
  const ada = await house.register('ada');
  const nonsense = [undefined, null, 7, 'x', [], [[]], {}, { room: {} }, { room: 'x'.repeat(1000) }, { room: -1 }, { id: null }];
  const events = ['message:send', 'message:history', 'room:create', 'sync', 'receipt', 'presence', 'session:revoke', 'no such event'];
  for (const event of events) {
    for (const payload of nonsense) {
      const answer = await ada.try(event, payload);
      if (!answer.ok && answer.error.code === 'throttled')
        await new Promise((resolve) => setTimeout(resolve, answer.error.retryAfter));
      else if (event !== 'receipt')
        assert.strictEqual(answer.ok, false, `${event} ${JSON.stringify(payload)}`);
    }
  }
  assert.ok(ada.socket.connected);
});

/* --- staying -------------------------------------------------------------------------------------- */

check('everything is there after a crash, and nothing twice', async (house) => {
  await house.start();
  let ada = await house.register('ada');
  const { room } = await ada.ask('room:create', { name: 'Kept', kind: 'private' });
  const message = await ada.send(room.id, 'Remember');
  await house.stop('SIGKILL');

  await house.start();
  ada = await house.come({ token: ada.welcome.token });
  const again = await ada.ask('message:send', { id: message.id, room: room.id, text: 'Remember' });
  assert.deepStrictEqual(again.message, message);
  const { messages } = await ada.ask('message:history', { room: room.id });
  assert.deepStrictEqual(messages.map((each) => each.seq), [1, 2]);
  const sync = await ada.ask('sync', { since: 0 });
  assert.strictEqual(sync.rooms[0].lastMessage.id, message.id);
});

check('where there is no space it says so, and keeps what it has acknowledged', async (house) => {
  await house.startInLittle(500);
  const ada = await house.register('ada');
  const { room } = await ada.ask('room:create', { name: 'Full', kind: 'private' });
  const kept = [];
  let answer = null;
  for (let text = 'x'.repeat(8000); kept.length < 19; kept.push(answer.message)) {
    answer = await ada.try('message:send', { id: randomUUID(), room: room.id, text });
    if (!answer.ok)
      break;
  }
  assert.deepStrictEqual(answer, { ok: false, error: { code: 'storage', message: 'The server could not store it' } });
  assert.match(house.errors, /failure what=database error="[^"]*the disk is full/);
  assert.strictEqual(readMetrics((await get(`${house.url}/metrics`)).body).get('parlour_failures_total'), 1);
  const { messages } = await ada.ask('message:history', { room: room.id });
  assert.ok(kept.length > 0);
  assert.deepStrictEqual(messages.slice(1), kept);
  await house.stop();

  await house.start();
  const again = await house.come({ token: ada.welcome.token });
  const after = await again.ask('message:history', { room: room.id });
  assert.deepStrictEqual(after.messages.slice(1), kept);
  await again.send(room.id, 'There is space again');
  assert.strictEqual(command(house, ['check']).code, 0);
});

check('it is not well while it cannot write, says so once, and is well again by itself', async (house) => {
  const health = async () => {
    const { status, body } = await get(`${house.url}/healthz`);
    return [status, JSON.parse(body).status, JSON.parse(body).reason];
  };
  const count = (pattern) => [...house.errors.matchAll(pattern)].length;

  await house.startInLittle(500);
  const ada = await house.register('ada');
  const { room } = await ada.ask('room:create', { name: 'Full', kind: 'private' });
  const send = (text) => ada.try('message:send', { id: randomUUID(), room: room.id, text });
  for (let i = 0; i < 19 && (await send('x'.repeat(8000))).ok; i++)
    assert.deepStrictEqual(await health(), [200, 'ok', undefined]);
  for (let i = 0; i < 5; i++) {
    assert.ok(!(await send('x'.repeat(8000))).ok);
    await ada.ask('message:history', { room: room.id });
    assert.deepStrictEqual(await health(), [503, 'failing', 'The disk is full']);
  }
  house.makeSpace();
  assert.deepStrictEqual(await health(), [200, 'ok', undefined]);
  assert.ok((await send('x')).ok);
  const closed = new Promise((resolve) => house.process.on('close', resolve));
  await house.stop();
  await closed;
  assert.deepStrictEqual([count(/ failure /g), count(/ recovered /g)], [1, 1]);
  assert.match(house.errors, / failure what=database error="[^"]*the disk is full[^"]*"\n.* recovered what=database\n/);
});

check('it ends when it is asked to, and says good-bye', async (house) => {
  await house.start();
  const ada = await house.register('ada');
  const gone = new Promise((resolve) => ada.socket.on('disconnect', resolve));
  house.process.kill('SIGTERM');
  assert.deepStrictEqual(await house.ended, { code: 0, signal: null });
  assert.ok(['transport close', 'io server disconnect'].includes(await gone));
});

check('who asks it twice to end does not hurt it', async (house) => {
  await house.start();
  await house.register('ada');
  ['SIGTERM', 'SIGTERM', 'SIGINT', 'SIGTERM'].forEach((signal) => house.process.kill(signal));
  assert.deepStrictEqual(await house.ended, { code: 0, signal: null });
});

check('it writes no log into what it opens where there is none to write', async (house) => {
  await house.run(['sh', '-c', 'exec "$0" "$@" <&- 2>&-', program], []);
  for (const fd of [0, 2])
    assert.strictEqual(fs.readlinkSync(`/proc/${house.process.pid}/fd/${fd}`), '/dev/null');
});

check('a folder has one server, and says which', async (house) => {
  await house.start();
  assert.strictEqual(fs.readFileSync(path.join(house.data, 'lock'), 'utf8'), `${house.process.pid} ${house.url}\n`);
  const other = new House();
  fs.rmSync(other.folder, { recursive: true });
  Object.assign(other, { folder: house.folder, data: house.data });
  assert.strictEqual(await other.start(), null);
  assert.strictEqual((await other.ended).code, 1);
  assert.match(other.errors, /Another server uses the folder/);
  await house.stop('SIGKILL');
  assert.notStrictEqual(await house.start(), null);
});

check('a folder that cannot be written to is an error for people', async (house) => {
  fs.mkdirSync(house.data, { mode: 0o700 });
  fs.mkdirSync(path.join(house.data, 'lock'), { mode: 0o700 });
  assert.strictEqual(await house.start(), null);
  assert.strictEqual((await house.ended).code, 1);
  assert.match(house.errors, /^parlour-server: The folder .* cannot be written to/m);
});

check('a folder that others can read is refused', async (house) => {
  fs.mkdirSync(house.data, { mode: 0o755 });
  fs.chmodSync(house.data, 0o755);
  assert.strictEqual(await house.start(), null);
  assert.strictEqual((await house.ended).code, 1);
  assert.match(house.errors, /chmod 700/);
});

check('a database of a newer version is left alone', async (house) => {
  await house.start();
  await house.register('ada');
  await house.stop();
  const file = path.join(house.data, 'parlour.db');
  const bytes = fs.readFileSync(file);
  bytes.writeUInt32BE(999, 60); // user_version in the header of the file
  fs.writeFileSync(file, bytes);
  assert.strictEqual(await house.start(), null);
  assert.match(house.errors, /newer version/);
  assert.ok(fs.readFileSync(file).equals(bytes));
});

check('it says that it is well, and how it is', async (house) => {
  await house.start();
  await house.register('ada');
  const health = await get(`${house.url}/healthz`);
  assert.strictEqual(health.status, 200);
  assert.deepStrictEqual({ ...JSON.parse(health.body), version: '' }, {
    status: 'ok', name: 'Parlour', version: '', protocol: 1, features: ['files', 'search', 'registration'],
  });
  assert.match((await get(`${house.url}/metrics`)).body, /^parlour_devices 1$/m);
  assert.strictEqual((await get(`${house.url}/healthz/x`)).status, 404);
});

/* What Prometheus would read: name -> value, each of a type that was said, none twice. */
function readMetrics(text) {
  const types = new Map();
  const figures = new Map();

  assert.ok(text.endsWith('\n'));
  for (const line of text.trimEnd().split('\n')) {
    const [, kind, name, rest] = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line) || [];
    if (kind === 'TYPE') {
      assert.ok(!types.has(name), line);
      types.set(name, rest);
    }
    if (kind)
      continue;
    const [, figure, value] = /^([a-z_]+) ([0-9.]+)$/.exec(line) || [];
    const type = types.get(figure) || types.get((figure || '').replace(/_(sum|count)$/, ''));
    assert.ok(['counter', 'gauge', 'summary'].includes(type) && !figures.has(figure), line);
    figures.set(figure, Number(value));
  }
  return figures;
}

check('it counts what it does, as Prometheus reads it', async (house) => {
  await house.start();
  const ada = await house.register('ada');
  const bob = await house.register('bob');
  const { room } = await ada.ask('room:direct', { user: bob.id });
  const before = readMetrics((await get(`${house.url}/metrics`)).body);
  for (let i = 0; i < 3; i++)
    await ada.send(room.id, `${i}`);
  await ada.ask('sync', { since: 0 });
  const after = readMetrics((await get(`${house.url}/metrics`)).body);
  const grown = (name) => after.get(`parlour_${name}`) - before.get(`parlour_${name}`);

  assert.deepStrictEqual(['events_total', 'messages_total', 'deliveries_total', 'refused_total', 'devices', 'connections',
    'database_transaction_seconds_count', 'database_read_seconds_count'].map(grown), [4, 3, 6, 0, 0, 0, 3, 1]);
  assert.ok(grown('database_transaction_seconds_sum') > 0 && grown('database_read_seconds_sum') > 0);
  assert.strictEqual(after.get('parlour_database_waiting'), 0);
});

check('it says how one gets in, to those who ask and to those who are in', async (house) => {
  const features = async (...options) => {
    const health = await get(`${await house.start('--name', 'Our house', ...options)}/healthz`);
    assert.strictEqual(JSON.parse(health.body).name, 'Our house');
    return JSON.parse(health.body).features;
  };

  assert.deepStrictEqual(await features('--admission', 'invite', '--guests'), ['files', 'search', 'guests', 'invites']);
  const guest = await house.come({ name: 'Visitor', guest: true });
  assert.deepStrictEqual(guest.welcome.server.features, ['files', 'search', 'guests', 'invites']);
  await house.stop();
  assert.deepStrictEqual(await features('--admission', 'closed'), ['files', 'search']);
  await house.stop();
  assert.strictEqual(await house.start('--admission', 'maybe'), null);
  assert.match(house.errors, /open, invite, closed/);
});

check('what happens is a line each, of which nobody makes two', async (house) => {
  await house.start('--name', 'Tea\nHouse');
  const ada = await house.register('ada');
  await refusal(house.come({ name: 'x\nstarted', password: 'a wrong secret' }));
  await ada.ask('signout', {});
  await house.stop();
  const lines = house.errors.trim().split('\n').map((line) => line.replace(/^.*?Message: [0-9:.]+: /, ''));
  assert.strictEqual(lines.length, 5, house.errors);
  assert.match(lines[0], /^started name="Tea\\nHouse" address=http:\/\/127.0.0.1:\d+ data=\S+$/);
  assert.match(lines[1], new RegExp(`^sign-in user=${ada.id} name=ada session=${ada.welcome.session} address=127.0.0.1$`));
  assert.strictEqual(lines[2], 'refused code=bad-credentials address=127.0.0.1');
  assert.strictEqual(lines[3], `sign-out session=${ada.welcome.session}`);
  assert.strictEqual(lines[4], 'stopped');
});

/* A certificate of its own for localhost, with its key, in one file. */
function makeCertificate(file) {
  const result = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
    '-keyout', `${file}.new`, '-out', `${file}.cert`, '-subj', '/CN=localhost', '-days', '2']);
  assert.strictEqual(result.status, 0, String(result.stderr));
  fs.appendFileSync(`${file}.new`, fs.readFileSync(`${file}.cert`));
  fs.renameSync(`${file}.new`, file);
}

function getFingerprint(url) {
  const { hostname, port } = new URL(url);

  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host: hostname, port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    }).on('error', reject);
  });
}

check('a certificate that is renewed is shown', async (house) => {
  const file = path.join(house.folder, 'server.pem');
  makeCertificate(file);
  const url = await house.start(...house.configure(`[network]\ncertificate=${file}\n`));
  assert.match(url, /^https:/);
  const before = await getFingerprint(url);
  const said = (what) => new Promise((resolve) => {
    const look = () => { if (house.errors.includes(what)) resolve(); };
    house.process.stderr.on('data', look);
  });

  const failed = said('failure certificate=');
  fs.writeFileSync(file, 'nonsense');
  await failed;
  assert.strictEqual(await getFingerprint(url), before);
  const renewed = said('certificate path=');
  makeCertificate(file);
  await renewed;
  assert.notStrictEqual(await getFingerprint(url), before);
});

check('a certificate waits for its key', async (house) => {
  const file = path.join(house.folder, 'server.pem');
  const key = path.join(house.folder, 'server.key');
  const next = path.join(house.folder, 'next.pem');
  const said = (what) => new Promise((resolve) => {
    house.process.stderr.on('data', () => { if (house.errors.includes(what)) resolve(); });
  });
  makeCertificate(file);
  makeCertificate(next);
  fs.copyFileSync(file, key);
  const options = house.configure(`[network]\ncertificate=${file}\nkey=${key}\n`);
  const url = await house.start(...options);
  const before = await getFingerprint(url);

  const refused = said('The key does not fit the certificate');
  fs.copyFileSync(next, file);
  await refused;
  assert.strictEqual(await getFingerprint(url), before);
  const renewed = said('certificate path=');
  fs.copyFileSync(next, key);
  await renewed;
  assert.notStrictEqual(await getFingerprint(url), before);
  await house.stop();

  makeCertificate(key);
  assert.strictEqual(await house.start(...options), null);
  assert.match(house.errors, /^parlour-server: The key does not fit the certificate$/m);
});

check('no secret is in what it prints', async (house) => {
  await house.start();
  const ada = await house.register('ada');
  await house.come({ token: ada.welcome.token });
  await refusal(house.come({ name: 'ada', password: 'a wrong secret' }));
  await house.stop();
  assert.ok(!house.errors.includes(PASSWORD) && !house.errors.includes('a wrong secret'));
  assert.ok(!house.errors.includes(ada.welcome.token));
});

/* --- at the command line ------------------------------------------------------------------------- */

check('accounts, bots and invites are made beside a running server', async (house) => {
  await house.start(...house.configure('[server]\nname=Tea House\n[people]\nadmission=invite\n'));
  assert.strictEqual((await refusal(house.register('ada'))).code, 'invite-required');

  const invite = command(house, ['invite', '1', '7']).out.trim();
  const ada = await house.come({ name: 'ada', password: PASSWORD, register: true, invite });
  assert.strictEqual(ada.welcome.server.name, 'Tea House');
  assert.strictEqual((await refusal(house.come({ name: 'eve', password: PASSWORD, register: true, invite }))).code, 'invite-required');

  assert.strictEqual(command(house, ['user', 'add', 'bob'], `${PASSWORD}\n`).code, 0);
  const bob = await house.come({ name: 'bob', password: PASSWORD });
  assert.strictEqual(command(house, ['user', 'password', 'bob'], 'another horse\n').code, 0);
  assert.strictEqual((await refusal(house.come({ token: bob.welcome.token }))).code, 'bad-credentials');
  await house.come({ name: 'bob', password: 'another horse' });
  const token = command(house, ['bot', 'add', 'robot']).out.trim();
  const robot = await house.come({ token });
  assert.strictEqual(robot.welcome.me.kind, 'bot');
  assert.match(command(house, ['user', 'list']).out, /^ada\tperson\tada\t.*\nbob\tperson.*\nrobot\tbot/);

  assert.match(command(house, ['user', 'add', 'bob'], `${PASSWORD}\n`).errors, /Somebody has this name/);
  assert.match(command(house, ['user', 'add', 'eve'], 'short\n').errors, /8 characters/);
  assert.strictEqual(command(house, ['nonsense']).code, 1);
});

check('a command that looks for data makes none', async (house) => {
  for (const words of [['check'], ['backup', path.join(house.folder, 'copy')], ['export', 'x'], ['room', 'list'], ['user', 'list'],
    ['user', 'token', 'ada'], ['user', 'password', 'ada']]) {
    const { code, errors } = command(house, words, `${PASSWORD}\n`);
    assert.strictEqual(code, 1, words.join(' '));
    assert.match(errors, /There is no database in the folder/);
  }
  assert.ok(!fs.existsSync(house.data));
  assert.strictEqual(command(house, ['invite', '1', '1']).code, 0);
});

check('a command takes and prints what was written, in every locale, or fails', async (house) => {
  const env = { ...process.env, LC_ALL: 'C' };
  const word = '  open sesame  ';
  assert.strictEqual(command(house, ['user', 'add', '\u00dcnal'], `${word}\n`, { env }).code, 0);
  assert.match(command(house, ['user', 'list'], '', { env }).out, /^\u00dcnal\t/);
  await house.start();
  const person = await house.come({ name: '\u00fcnal', password: word });
  const { room } = await person.ask('room:create', { name: 'Tea', kind: 'private' });
  await person.send(room.id, 'Gr\u00fc\u00dfe \u{1F600}');
  assert.match(command(house, ['export', room.id], '', { env }).out, /Gr\u00fc\u00dfe \u{1F600}/u);

  const full = fs.openSync('/dev/full', 'w');
  const { code, errors } = command(house, ['export', room.id], '', { stdio: ['ignore', full, 'pipe'] });
  fs.closeSync(full);
  assert.strictEqual(code, 1);
  assert.match(errors, /could not be written/);
  const bytes = spawnSync('sh', ['-c', '"$0" --data "$1" user token "$(printf "\\377\\376")"', program, house.data], { encoding: 'utf8' });
  assert.deepStrictEqual([bytes.status, bytes.stdout], [1, '']);
  assert.match(bytes.stderr, /^parlour-server: The words of a command are UTF-8$/m);
});

check('whoever has the data gets a token for anybody, one at a time', async (house) => {
  await house.start();
  const ada = await house.register('ada');
  const token = command(house, ['user', 'token', 'Ada']).out.trim();
  const again = await house.come({ token });
  assert.strictEqual(again.welcome.me.id, ada.welcome.me.id);

  const next = command(house, ['user', 'token', 'ada']).out.trim();
  assert.notStrictEqual(next, token);
  assert.strictEqual((await refusal(house.come({ token }))).code, 'bad-credentials');
  await house.come({ token: next });
  await house.come({ token: ada.welcome.token });
  assert.strictEqual((await ada.ask('session:list', {})).sessions.length, 2);

  assert.match(command(house, ['user', 'token', 'eve']).errors, /nobody of this name/);
  assert.strictEqual(command(house, ['user', 'token']).code, 1);
  await house.stop();
  assert.ok(!house.errors.includes(token) && !house.errors.includes(next));
});

check('a web page comes in only if it may', async (house) => {
  const from = (origin, transport = 'websocket') =>
    ({ transports: [transport], extraHeaders: origin ? { Origin: origin } : {} });
  const come = (origin, transport) => house.come({ name: 'ada', password: PASSWORD }, from(origin, transport));

  await house.start('--allow-origin', 'https://page.example');
  await house.register('ada');
  await come('https://page.example');
  await come(house.url);
  for (const transport of ['websocket', 'polling'])
    for (const origin of ['https://other.example', 'null', `${house.url}0`, 'https://page.example.evil'])
      await assert.rejects(come(origin, transport), origin);
});

// What a server answers to somebody who calls it so; the status only.
function statusAs(house, host, method, where) {
  return new Promise((resolve, reject) => {
    const headers = host === undefined ? {} : { Host: host };
    const request = http.request(house.url + where, { method, headers, setHost: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject);
    request.end(method === 'POST' ? '{}' : undefined);
  });
}

const ROUTES = [['GET', '/healthz'], ['GET', '/metrics'], ['GET', '/api/rooms'], ['POST', '/api/rooms/x/messages'],
  ['POST', '/files'], ['GET', '/files/x'], ['GET', '/socket.io/?EIO=4&transport=polling']];

// Whether somebody who calls a server so comes in, as a page from there and by each route, or nowhere.
async function isKnownAs(house, host) {
  const { port } = new URL(house.url);
  const known = new Set();

  for (const origin of [{ Origin: `http://${host}:${port}` }, {}])
    known.add(await house.come({ name: 'ada', password: PASSWORD }, {
      extraHeaders: { Host: `${host}:${port}`, ...origin },
    }).then(() => true, () => false));
  for (const [method, where] of ROUTES)
    known.add(await statusAs(house, `${host}:${port}`, method, where) !== 403);
  assert.strictEqual(known.size, 1, host);
  return known.has(true);
}

check('a server of this computer alone goes by no name that a web page may have', async (house) => {
  await house.start();
  await house.register('ada');
  for (const host of ['127.0.0.1', 'localhost', 'LocalHost', '[::1]', '192.0.2.7'])
    assert.ok(await isKnownAs(house, host), host);
  for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', 'x'])
    assert.ok(!await isKnownAs(house, host), host);
  assert.strictEqual(await statusAs(house, '', 'GET', '/healthz'), 403);
});

check('a server that others reach goes by any name, and one that has names by these', async (house) => {
  await house.start('--address', '*');
  await house.register('ada');
  assert.ok(await isKnownAs(house, 'chat.example.org'));
  await house.stop();

  for (const address of ['127.0.0.1', '*']) {
    await house.start(...house.configure('[network]\nhosts=chat.example.org;b.example'), '--address', address);
    for (const host of ['Chat.example.org', 'b.example', 'localhost', '127.0.0.1'])
      assert.ok(await isKnownAs(house, host), host);
    assert.ok(!await isKnownAs(house, 'evil.example'));
    await house.stop();
  }
  await house.start(...house.configure('[network]\nhosts=*'));
  assert.ok(await isKnownAs(house, 'evil.example'));
});

// Which status programs get that come to the socket beside a server's data.
function askBeside(folder) {
  return new Promise((resolve, reject) => {
    http.get({ socketPath: `${folder}/socket`, path: '/healthz' }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
}

check('those who come through a proxy have the addresses that it says', async (house) => {
  const through = (said) => ({ extraHeaders: { 'X-Forwarded-For': said } });
  const guess = async (said) => (await refusal(house.come({ name: 'ada', password: 'a wrong secret' }, through(said)))).code;

  await house.start(...house.configure('[network]\naddress-header=X-Forwarded-For\n[limits]\nsign-ins=1\n'));
  await house.register('ada');
  assert.strictEqual(await guess('192.0.2.1'), 'bad-credentials');
  assert.strictEqual(await guess('192.0.2.2, 192.0.2.1'), 'throttled');
  assert.strictEqual(await guess('192.0.2.1, 192.0.2.2'), 'bad-credentials');
  await house.come({ name: 'ada', password: PASSWORD });
  assert.match(house.errors, /sign-in .* address=127\.0\.0\.1$/m);
  await house.stop();

  await house.start(...house.configure('[limits]\nsign-ins=1\n'));
  assert.strictEqual(await guess('192.0.2.1'), 'bad-credentials');
  assert.strictEqual(await guess('192.0.2.2'), 'throttled');
});

check('who may look into the folder of the data comes in there', async (house) => {
  const socketPath = path.join(house.data, 'socket');

  await house.start('--data', path.relative('', house.data));
  assert.strictEqual(await askBeside(house.data), 200);
  assert.strictEqual(fs.statSync(socketPath).mode & 0o077, 0);
  await house.stop('SIGKILL');
  assert.ok(fs.existsSync(socketPath));
  await house.start();
  assert.strictEqual(await askBeside(house.data), 200);
  await house.stop();
  assert.ok(!fs.existsSync(socketPath));
});

check('a second server leaves the socket of the first alone', async (house) => {
  await house.start();
  const { process, ended } = house;
  assert.strictEqual(await house.start(), null);
  assert.strictEqual(await askBeside(house.data), 200);
  Object.assign(house, { process, ended });
});

check('the socket is where the folder is, by whatever way that is said', async (house) => {
  fs.mkdirSync(path.join(house.folder, 'far/away'), { recursive: true });
  fs.symlinkSync('far/away', path.join(house.folder, 'link'));
  for (const way of ['link/data', 'link/../data']) {
    await house.start('--data', `${path.relative('', house.folder)}/${way}`);
    assert.strictEqual(await askBeside(`${house.folder}/${way}`), 200, house.errors);
    await house.stop();
  }
  assert.deepStrictEqual(fs.readdirSync(path.join(house.folder, 'far')).sort(), ['away', 'data']);
});

check('who comes in beside the data shares no address with strangers', async (house) => {
  await house.start(...house.configure('[limits]\nregistrations=1\n'));
  const beside = () => ({ agent: new http.Agent({ socketPath: path.join(house.data, 'socket') }) });
  const guess = (options) => refusal(house.come({ name: 'ada', password: 'a wrong secret' }, options));

  await house.register('ada');
  assert.strictEqual((await refusal(house.register('bob'))).code, 'throttled');
  for (const code of ['bad-credentials', 'bad-credentials', 'bad-credentials', 'bad-credentials', 'bad-credentials', 'throttled'])
    assert.strictEqual((await guess({})).code, code);
  for (const transport of ['polling', 'websocket'])
    await house.come({ name: 'ada', password: PASSWORD }, { ...beside(), transports: [transport] });
  await house.come({ name: 'bob', password: PASSWORD, register: true }, beside());
  assert.match(house.errors, /sign-in user=\S+ name=bob session=\S+ address=local$/m);

  for (const code of ['bad-credentials', 'bad-credentials', 'bad-credentials', 'bad-credentials', 'bad-credentials', 'throttled'])
    assert.strictEqual((await guess(beside())).code, code);
});

check('a bot speaks by HTTP, and everybody in the room hears it at once', async (house) => {
  await house.start('--allow-origin', 'https://page.example');
  const ada = await house.register('ada');
  const token = command(house, ['bot', 'add', 'robot']).out.trim();
  const robot = (await ada.ask('user:search', { query: 'robot' })).users[0];
  const { room } = await ada.ask('room:create', { name: 'Builds', kind: 'private', members: [robot.id] });
  const messages = `/api/rooms/${room.id}/messages`;
  const bearer = { Authorization: `Bearer ${token}`, Origin: 'https://page.example' };

  const posted = await call(house, 'POST', messages, bearer, { text: 'It is green' });
  assert.strictEqual(posted.status, 201);
  assert.strictEqual(posted.headers['access-control-allow-origin'], 'https://page.example');
  const heard = await ada.hear('message', (each) => each.id === posted.json.message.id);
  assert.deepStrictEqual(heard, posted.json.message);
  const again = await call(house, 'POST', messages, bearer, { text: 'It is red', id: heard.id });
  assert.strictEqual(again.json.message.text, 'It is green');

  assert.strictEqual((await call(house, 'GET', '/api/rooms', bearer)).json.rooms[0].id, room.id);
  const history = await call(house, 'GET', `${messages}?limit=1`, bearer);
  assert.deepStrictEqual(history.json.messages, [heard]);
  const { users } = (await call(house, 'GET', messages, bearer)).json;
  assert.deepStrictEqual(users.map((each) => [each.name, each.presence]).sort(), [['ada', 'online'], ['robot', 'offline']]);

  const wrong = { Authorization: 'Bearer nonsense' };
  assert.strictEqual((await call(house, 'POST', messages, wrong, { text: 'x' })).status, 401);
  assert.strictEqual((await call(house, 'POST', messages, {}, { text: 'x' })).status, 401);
  assert.strictEqual((await call(house, 'GET', '/api/rooms', { Authorization: `Bearer ${ada.welcome.token}` })).status, 403);
  assert.strictEqual((await call(house, 'POST', messages, bearer, 'nonsense')).status, 400);
  assert.strictEqual((await call(house, 'POST', messages, bearer, { text: 7 })).json.error.field, 'text');
  assert.strictEqual((await call(house, 'POST', messages, bearer, { text: 'x'.repeat(200000) })).status, 413);
  assert.strictEqual((await call(house, 'POST', '/api/rooms/nowhere/messages', bearer, { text: 'x' })).status, 404);
  assert.strictEqual((await call(house, 'GET', `${messages}?limit=x`, bearer)).status, 400);
  assert.strictEqual((await call(house, 'GET', '/api/nonsense', bearer)).status, 404);
});

// A PNG that says how large it is, with so many rows of one colour.
function makePng(width, height, rows = height) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(body.length + 8);
    frame.writeUInt32BE(data.length, 0);
    body.copy(frame, 4);
    frame.writeUInt32BE(crc32(body), body.length + 4);
    return frame;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head),
    chunk('IDAT', zlib.deflateSync(Buffer.alloc((width * 3 + 1) * rows))), chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++)
      crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

check('a picture comes as small as it is asked for', async (house) => {
  if (!fs.existsSync(path.join(path.dirname(process.argv[2]), 'parlour-scale-picture')))
    return;
  await house.start();
  const ada = await house.register('ada');
  const eve = await house.register('eve');
  const upload = async (body, type = 'image/png') =>
    (await house.upload(ada.welcome.token, body, { 'Content-Type': type })).json();
  const get = async (id, width, person = ada, headers = {}) => {
    const answer = await fetch(`${house.url}/files/${id}?w=${width}`, {
      headers: { Authorization: `Bearer ${person.welcome.token}`, ...headers },
    });
    return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
  };

  const picture = makePng(2000, 1000);
  const { id } = await upload(picture);
  const both = await Promise.all([get(id, 300), get(id, 320)]);
  for (const { answer, bytes } of both) {
    assert.strictEqual(answer.headers.get('content-type'), 'image/jpeg');
    assert.deepStrictEqual([...bytes.subarray(0, 2)], [0xff, 0xd8]);
    const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
    assert.deepStrictEqual([bytes.readUInt16BE(frame + 7), bytes.readUInt16BE(frame + 5)], [320, 160]);
  }
  const tag = both[0].answer.headers.get('etag');
  assert.strictEqual((await get(id, 320, ada, { 'If-None-Match': tag })).answer.status, 304);
  assert.strictEqual((await get(id, 640, ada, { 'If-None-Match': tag })).answer.status, 200);
  assert.strictEqual((await get(id, 320, eve)).answer.status, 404);

  const { bytes } = await get(id, 5000);
  assert.strictEqual(bytes.readUInt16BE(bytes.indexOf(Buffer.from([0xff, 0xc0])) + 7), 1280);
  for (const width of [0, -1, 'x', '', '99999999999999'])
    assert.ok((await get(id, width)).bytes.equals(picture), width);

  // What is small enough, no picture or a bomb comes as it is.
  for (const [body, type] of [
    [makePng(100, 100), 'image/png'], [randomBytes(5000), 'image/png'], [picture, 'image/svg+xml'],
    [makePng(20000, 20000, 10), 'image/png'],
    [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/png'],
  ]) {
    const file = await upload(body, type);
    for (let i = 0; i < 2; i++)
      assert.ok((await get(file.id, 320)).bytes.equals(body), `${type} ${body.length}`);
  }
});

check('files take so much space, and no more', async (house) => {
  await house.start(...house.configure('[limits]\nfile=300000\nstorage=500000\n'));
  const ada = await house.register('ada');
  const bob = await house.register('bob');
  const upload = async (person, body) => {
    const answer = await house.upload(person.welcome.token, body, { 'Content-Type': 'text/plain' });
    return [answer.status, (await answer.json()).error?.code];
  };
  const bytes = randomBytes(200000);

  const both = await Promise.all([upload(ada, bytes), upload(ada, randomBytes(200000))]);
  assert.deepStrictEqual(both, [[201, undefined], [201, undefined]]);
  assert.deepStrictEqual(await upload(ada, bytes), [413, 'storage']);
  assert.deepStrictEqual(await upload(ada, randomBytes(100000)), [201, undefined]);
  assert.deepStrictEqual(await upload(ada, Buffer.from('x')), [413, 'storage']);
  assert.deepStrictEqual(await upload(bob, bytes), [201, undefined]);

  // So much does one that does not say beforehand how much it is.
  const stream = (n) => new Blob([randomBytes(n)]).stream();
  assert.deepStrictEqual((await upload(ada, stream(250000)))[0], 413);
  assert.deepStrictEqual(await upload(bob, stream(20000)), [201, undefined]);

  // What is on its way counts.
  const many = await Promise.all(Array.from({ length: 4 }, () => upload(bob, randomBytes(140000))));
  assert.strictEqual(many.filter(([status]) => status === 201).length, 2);
});

check('a file reaches those who may have it, and nobody else', async (house) => {
  await house.start(...house.configure('[limits]\nfile=300000\n'));
  const ada = await house.register('ada');
  const bob = await house.register('bob');
  const eve = await house.register('eve');
  const { room } = await ada.ask('room:create', { name: 'Pictures', kind: 'private', members: [bob.id] });
  const bytes = randomBytes(250000);
  const upload = (person, body, headers = {}) => house.upload(person.welcome.token, body,
    { 'Content-Type': 'image/png', 'X-File-Name': '%2Fetc%2Fpa%C3%9Fwort.png', ...headers });
  const fetchFile = (person, id, headers = {}) => fetch(`${house.url}/files/${id}`, {
    headers: { Authorization: `Bearer ${person.welcome.token}`, ...headers },
  });

  const uploaded = await upload(ada, bytes);
  assert.strictEqual(uploaded.status, 201);
  const file = await uploaded.json();
  assert.deepStrictEqual({ ...file, id: '' }, { id: '', name: 'pa\u00dfwort.png', type: 'image/png', size: 250000 });
  assert.strictEqual((await fetchFile(bob, file.id)).status, 404);
  const { message } = await ada.ask('message:send', { id: randomUUID(), room: room.id, text: '', files: [file.id] });
  assert.deepStrictEqual(message.files, [file]);

  const got = await fetchFile(bob, file.id);
  assert.strictEqual(got.status, 200);
  assert.ok(Buffer.from(await got.arrayBuffer()).equals(bytes));
  assert.strictEqual(got.headers.get('content-disposition'), "inline; filename*=UTF-8''pa%C3%9Fwort.png");
  assert.strictEqual(got.headers.get('x-content-type-options'), 'nosniff');
  const part = await fetchFile(bob, file.id, { Range: 'bytes=100-199' });
  assert.strictEqual(part.status, 206);
  assert.ok(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(100, 200)));
  assert.strictEqual((await fetchFile(bob, file.id, { 'If-None-Match': got.headers.get('etag') })).status, 304);

  assert.strictEqual((await fetchFile(eve, file.id)).status, 404);
  assert.strictEqual((await fetch(`${house.url}/files/${file.id}`)).status, 401);
  assert.strictEqual((await fetchFile(bob, '..%2Fparlour.db')).status, 400);
  await eve.refused('message:send', { id: randomUUID(), room: (await eve.ask('room:direct', { user: ada.id })).room.id, text: '', files: [file.id] }, 'invalid');

  const trick = await (await upload(ada, 'x', { 'X-File-Name': 'cat%E2%80%AEgnp.exe' })).json();
  assert.strictEqual(trick.name, 'cat   gnp.exe');

  const page = await upload(ada, '<script>', { 'Content-Type': 'text/html' });
  const saved = await fetchFile(ada, (await page.json()).id);
  assert.match(saved.headers.get('content-disposition'), /^attachment/);
  assert.strictEqual(saved.headers.get('content-type'), 'application/octet-stream');

  assert.strictEqual((await upload(ada, randomBytes(300001))).status, 413);
  assert.strictEqual((await upload(ada, new ReadableStream({
    start(controller) {
      for (let i = 0; i < 40; i++)
        controller.enqueue(randomBytes(10000));
      controller.close();
    },
  })).catch(() => ({ status: 413 }))).status, 413);
  assert.strictEqual((await upload({ welcome: { token: 'nonsense' } }, bytes)).status, 401);
  assert.strictEqual((await upload(ada, Buffer.alloc(0))).status, 201);
  const left = fs.readdirSync(path.join(house.data, 'files')).filter((name) => name.startsWith('unfinished'));
  assert.deepStrictEqual(left, []);
});

check('what was not finished when it crashed is cleared away', async (house) => {
  const files = path.join(house.data, 'files');
  fs.mkdirSync(files, { recursive: true, mode: 0o700 });
  fs.chmodSync(house.data, 0o700);
  fs.writeFileSync(path.join(files, 'unfinished-abcdef'), 'half');
  await house.start();
  assert.deepStrictEqual(fs.readdirSync(files), []);
});

check('too many files at once are refused', async (house) => {
  await house.start();
  const ada = await house.register('ada');
  const answers = await Promise.all(Array.from({ length: 40 }, (each, i) => fetch(`${house.url}/files`, {
    method: 'POST', body: `${i}`, headers: { Authorization: `Bearer ${ada.welcome.token}` },
  })));
  const refused = answers.filter((each) => each.status === 429).length;
  assert.ok(refused >= 15 && refused <= 25, `${refused} refused`);
});

check('a backup is taken from a running server, and a room is exported', async (house) => {
  await house.start();
  const ada = await house.register('ada');
  const { room } = await ada.ask('room:create', { name: 'Kept', kind: 'private' });
  const message = await ada.send(room.id, 'Remember \u{1F600}');
  const copy = path.join(house.folder, 'copy');
  fs.mkdirSync(copy, { mode: 0o700 });

  assert.deepStrictEqual(command(house, ['backup', path.join(copy, 'parlour.db')]), { code: 0, out: '', errors: '' });
  assert.strictEqual(command(house, ['backup', path.join(copy, 'parlour.db')]).code, 1);
  assert.strictEqual(fs.statSync(path.join(copy, 'parlour.db')).mode & 0o777, 0o600);
  assert.strictEqual(command(house, ['check']).out, 'The database is sound.\n');
  const lines = command({ data: copy }, ['export', room.id]).out.trim().split('\n').map((line) => JSON.parse(line));
  assert.deepStrictEqual(lines[1], message);
  assert.match(command(house, ['export', 'nowhere']).errors, /no such room/);
});

check('the settings that come with it are known, with the values that hold anyway', async (house) => {
  const sample = fs.readFileSync(process.argv[3], 'utf8');
  const all = sample.replace(/^#(?=[a-z-]+=)/gm, '').replace(/^(certificate|key|data|port)=.*$/gm, '');
  assert.notStrictEqual(await house.start(...house.configure(all)), null, house.errors);
  const ada = await house.register('ada');
  assert.strictEqual(ada.welcome.server.limits.text, 8192);
});

check('a setting that is misspelt is an error', async (house) => {
  for (const [text, error] of [
    ['[server]\nnam=x\n', /no setting nam in \[server\]/],
    ['[people]\nadmission=everybody\n', /admission is one of: open, invite, closed/],
    ['[network]\nport=70000\n', /port is a number from 0 to 65535/],
    ['[limits]\nsends=0\n', /sends is a number from 1 to/],
    ['[limits]\nfile=0\n', /file is a number from 1 to/],
    ['[limits]\nstorage=-1\n', /storage is a number from 0 to/],
    ['[limits]\nname=500\n', /name is a number from 2 to 128/],
    ['[network]\nkey=server.key\n', /a key without a certificate/],
    ['nonsense', /server.conf/],
  ]) {
    assert.strictEqual(await house.start(...house.configure(text)), null);
    assert.strictEqual((await house.ended).code, 2);
    assert.match(house.errors, error);
  }
});

check('a port that there is not is an error, as is a certificate', async (house) => {
  assert.strictEqual(await house.start('--port', '-5'), null);
  assert.deepStrictEqual([(await house.ended).code, house.errors], [2, 'parlour-server: There is no such port\n']);
  assert.strictEqual(await house.start(...house.configure('[network]\ncertificate=~/no such certificate.pem\n')), null);
  assert.strictEqual((await house.ended).code, 1);
  assert.ok(house.errors.includes(path.join(os.homedir(), 'no such certificate.pem')), house.errors);
});

check('limits are as they are set', async (house) => {
  await house.start(...house.configure('[limits]\nname=5\nreactions=1\nfiles-per-message=1\nframe=20000\nsign-ins=2\ntext=20000\n'));
  assert.strictEqual((await refusal(house.register('six of'))).code, 'name-invalid');
  const ada = await house.register('ada');
  const { room } = await ada.ask('room:create', { name: 'Tea', kind: 'private' });
  await ada.refused('room:update', { room: room.id, name: 'Coffee' }, 'too-long');
  const { id } = await ada.send(room.id, 'x'.repeat(15000));
  await ada.ask('message:react', { id, emoji: '\u{1F44D}', on: true });
  await ada.refused('message:react', { id, emoji: '\u{1F44E}', on: true }, 'too-long');
  await ada.refused('message:send', { id: randomUUID(), room: room.id, text: '', files: ['a', 'b'] }, 'too-long');
  for (let i = 0; i < 2; i++)
    assert.strictEqual((await refusal(house.come({ name: 'ada', password: 'a wrong secret' }))).code, 'bad-credentials');
  assert.strictEqual((await refusal(house.come({ name: 'ada', password: PASSWORD }))).code, 'throttled');
  ada.socket.emit('message:send', { id: randomUUID(), room: room.id, text: 'x'.repeat(20000) });
  await new Promise((resolve) => ada.socket.on('disconnect', resolve));
});

/* Sends the head and body of a request, and hangs up before there can be an answer. */
function hangUp(house, text, after) {
  const { hostname, port } = new URL(house.url);

  return new Promise((resolve) => {
    const socket = net.connect(port, hostname, () => {
      socket.write(text, () => setTimeout(() => socket.destroy(), after));
    });
    socket.on('error', () => {}).on('close', resolve);
  });
}

check('who hangs up before the answer hurts nobody', async (house) => {
  await house.start();
  const ada = await house.register('ada');
  const token = command(house, ['bot', 'add', 'robot']).out.trim();
  const heads = [
    ['POST /api/rooms/x/messages', token, '{"text":"x"}'],
    ['GET /api/rooms', token, ''],
    ['GET /files/x', ada.welcome.token, ''],
    ['POST /files', ada.welcome.token, 'x'],
    ['POST /files', 'nonsense', 'x'],
  ];
  for (let after = 0; after < 8; after++) {
    await Promise.all(heads.map(([head, bearer, body]) => hangUp(house, `${head} HTTP/1.1\r\nHost: x\r\n` +
      `Authorization: Bearer ${bearer}\r\nContent-Length: ${body.length + (after % 2)}\r\n\r\n${body}`, after)));
    const late = new Person(house.url, { name: `late ${after}`, password: PASSWORD, register: true }, {});
    late.socket.on('connect_error', () => {});
    await new Promise((resolve) => setTimeout(resolve, 10 * after));
    late.socket.close();
  }
  ada.socket.close();
  for (let devices = null; devices !== '0';)
    devices = /^parlour_devices (\d+)$/m.exec((await get(`${house.url}/metrics`)).body)[1];
  const again = await house.come({ token: ada.welcome.token });
  assert.strictEqual(again.id, ada.id);
});

check('it ends in the middle of work', async (house) => {
  await house.start();
  const ada = await house.register('ada');
  const { room } = await ada.ask('room:create', { name: 'Busy', kind: 'private' });
  for (let i = 0; i < 15; i++)
    ada.socket.emit('message:send', { id: randomUUID(), room: room.id, text: `${i}` });
  const guess = new Person(house.url, { name: 'ada', password: PASSWORD }, {});
  guess.socket.on('connect_error', () => {});
  const upload = hangUp(house, `POST /files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ada.welcome.token}\r\nContent-Length: 9\r\n\r\nhalf`, 5000);
  await ada.ask('session:list', {});
  house.process.kill('SIGTERM');
  assert.deepStrictEqual(await house.ended, { code: 0, signal: null });
  guess.socket.close();
  await upload;
  assert.strictEqual(command(house, ['check']).code, 0);
});

run();
