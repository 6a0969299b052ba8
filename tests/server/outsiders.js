// SPDX-License-Identifier: GPL-3.0-or-later
//
// A private room and a conversation of two, and those who have no business there: everything that
// can be asked is asked by each of them, and nobody reads, writes, learns, or is heard.  What is
// not theirs is answered as what is not there, to the byte.

'use strict';

const assert = require('assert');
const { createHash, randomUUID } = require('crypto');
const path = require('path');
const { PASSWORD, Person, check, command, refusal, run } = require('./house');
const { aimed, aimedPaths, free, freePaths, listEvents, listPaths } = require('./requests');

const EVENTS = listEvents(process.argv[3]);
const PATHS = listPaths(process.argv[3]);
const SETTINGS = '[people]\nguests=true\n[limits]\nsends=100000\nevents=100000\n';

/* --- what is to be kept ------------------------------------------------------------------------ */

/* Something of everything, in a room of this kind. */
async function makeThing(house, ada, bob, kind) {
  const { room } = kind === 'direct'
    ? await ada.ask('room:direct', { user: bob.id })
    : await ada.ask('room:create', { name: 'Sesame Seeds', topic: 'Of sesame', kind, members: [bob.id] });
  const bytes = `sesame ${randomUUID()}`;
  const uploaded = await house.upload(ada.welcome.token, bytes, { 'Content-Type': 'text/plain', 'X-File-Name': 'sesame.txt' });
  const file = await uploaded.json();
  const { message } = await ada.ask('message:send', { id: randomUUID(), room: room.id, text: 'Open sesame', files: [file.id] });
  return {
    room: room.id, message: message.id, file: file.id, user: bob.id,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

const nothingLike = (thing) => ({
  room: randomUUID(), message: randomUUID(), file: randomUUID(), session: randomUUID(), user: thing.user,
  sha256: createHash('sha256').update(randomUUID()).digest('hex'),
});

/* Everything that happens in a room, after which an outsider knows no more than before. */
async function live(ada, bob, thing) {
  await ada.ask('message:react', { id: thing.message, emoji: '\u{1F44D}', on: true });
  const answer = await bob.ask('message:send', { id: randomUUID(), room: thing.room, text: 'More sesame', reply: thing.message });
  await bob.ask('message:edit', { id: answer.message.id, text: 'Most sesame' });
  await ada.ask('receipt', { room: thing.room, seen: answer.message.seq });
  ada.socket.emit('typing', { room: thing.room, on: true });
  await bob.hear('typing', (each) => each.room === thing.room);
  await ada.ask('room:mark', { room: thing.room, pinned: true });
  await ada.ask('presence', { presence: 'away', status: 'Eating sesame' });
  await ada.ask('message:delete', { id: thing.message });
  await bob.hear('message:changed', (each) => each.id === thing.message && each.deletedAt);
}

/* The room as its members have it. */
async function look(ada, thing) {
  const { rooms } = await ada.ask('sync', { since: 0 });
  const { messages } = await ada.ask('message:history', { room: thing.room, limit: 200 });
  const { members } = await ada.ask('room:members', { room: thing.room });
  return { room: rooms.find((each) => each.id === thing.room), messages, members };
}

/* --- those outside ------------------------------------------------------------------------------- */

/* A room of their own, for what needs one. */
async function settle(person) {
  const { room } = await person.ask('room:create', { name: 'Own', kind: 'private' });
  const message = await person.send(room.id, 'Mine');
  return { room: room.id, message: message.id, user: person.id };
}

async function gather(house, ada, things) {
  const eve = await house.register('eve');
  const mallory = await house.register('mallory');
  const guest = await house.come({ name: 'Passer-by', guest: true });
  const room = things[0].room;
  await ada.ask('room:invite', { room, user: mallory.id });
  await mallory.hear('member', (each) => each.user === mallory.id);
  await mallory.ask('message:history', { room });
  mallory.socket.emit('typing', { room, on: true });
  await ada.ask('room:remove', { room, user: mallory.id });
  await mallory.hear('room:removed');
  return [
    { who: 'a stranger', person: eve },
    { who: 'somebody who was removed', person: mallory, removedFrom: room },
    { who: 'a guest', person: guest },
  ];
}

/* Whether something of the room is said, other than what was said to begin with. */
function findSecret(text, things, asked = '') {
  const words = things.flatMap((thing) => [thing.room, thing.message, thing.file, thing.sha256]);
  return ['sesame', ...words].find((word) => text.toLowerCase().includes(word) && !asked.includes(word));
}

/* An answer as bytes, with what was sent taken out of it. */
function blank(text, thing) {
  return ['room', 'message', 'file', 'session', 'sha256'].reduce((rest, name) => rest.replaceAll(thing[name] || 'none', name), text);
}

/* The same arguments, aimed at the thing and at nothing. */
function aim(make, thing, nothing, own) {
  const one = make(thing, own);
  const other = make(nothing, own);
  if (one.id && one.id !== thing.message)
    other.id = one.id;
  return [one, other];
}

async function tell(person, event, args) {
  if (event === 'typing') {
    person.socket.emit(event, args);
    return '';
  }
  const before = person.acks;
  await person.try(event, args);
  assert.strictEqual(person.acks, before + 1);
  return person.ack;
}

/* What has been removed is known to whoever was there. */
function forgetRemoved(text, room) {
  return text.replaceAll(`{"kind":"room","id":"${room}","room":"${room}"}`, '');
}

check('every event of an outsider is answered as if there were no such room', async (house) => {
  await house.start(...house.configure(SETTINGS));
  const ada = await house.register('ada');
  const bob = await house.register('bob');
  const phone = await house.come({ name: 'ada', password: PASSWORD });
  const things = [await makeThing(house, ada, bob, 'private'), await makeThing(house, ada, bob, 'direct')];
  things.forEach((thing) => { thing.session = phone.welcome.session; });
  const outsiders = await gather(house, ada, things);
  const before = await Promise.all(things.map((thing) => look(ada, thing)));
  const owns = await Promise.all(outsiders.map(({ person }) => settle(person)));
  ada.heard = [];
  bob.heard = [];
  outsiders.forEach(({ person }) => { person.heard = []; });

  for (const [index, { who, person, removedFrom }] of outsiders.entries()) {
    for (const thing of things) {
      const nothing = nothingLike(thing);
      for (const event of EVENTS) {
        for (const make of aimed[event] || []) {
          const [one, other] = aim(make, thing, nothing, owns[index]);
          const answer = await tell(person, event, one);
          assert.strictEqual(blank(answer, thing), blank(await tell(person, event, other), nothing), `${who}: ${event} ${JSON.stringify(one)}`);
          assert.ok(!answer.includes('"ok":true') || event === 'message:search', `${who}: ${event} ${answer}`);
          assert.strictEqual(findSecret(answer, things, JSON.stringify(one)), undefined, `${who}: ${event} ${answer}`);
        }
      }
    }
    for (const event of EVENTS.filter((each) => each !== 'signout' && each !== 'room:direct')) {
      for (const make of free[event] || []) {
        /* Bob is no secret; but who is together with him hears of him. */
        const args = make({ ...things[0], user: owns[index].user }, owns[index]);
        const answer = forgetRemoved(await tell(person, event, args), removedFrom);
        assert.strictEqual(findSecret(answer, things, JSON.stringify(args)), undefined, `${who}: ${event} ${answer}`);
      }
    }
  }

  /* Nobody has noticed anything, and nothing has been noticed. */
  const after = await Promise.all(things.map((thing) => look(ada, thing)));
  assert.deepStrictEqual(after, before);
  await ada.send(things[0].room, 'The last of the sesame');
  await bob.hear('message', (each) => each.text === 'The last of the sesame');
  const ids = outsiders.map(({ person }) => person.id);
  for (const member of [ada, bob])
    assert.deepStrictEqual(member.heard.filter((each) => ids.some((id) => JSON.stringify(each).includes(id))), []);

  for (const thing of things)
    await live(ada, bob, thing);
  for (const { who, person, removedFrom } of outsiders) {
    await person.ask('session:list', {});
    assert.strictEqual(findSecret(JSON.stringify(person.heard), things), undefined, `${who}: ${JSON.stringify(person.heard)}`);
    assert.strictEqual(person.count('presence', (each) => !ids.includes(each.user)), 0, who);
    for (const make of free.sync) {
      const answer = forgetRemoved(await tell(person, 'sync', make()), removedFrom);
      assert.strictEqual(findSecret(answer, things), undefined, `${who}: ${answer}`);
    }
  }
});

check('what an outsider is refused, a member is not', async (house) => {
  await house.start(...house.configure(SETTINGS));
  const ada = await house.register('ada');
  const bob = await house.register('bob');
  const { id: user } = await house.register('eve');
  for (const event of EVENTS) {
    for (const make of aimed[event] || []) {
      const thing = await makeThing(house, ada, bob, 'private');
      if (event === 'session:revoke')
        thing.session = (await house.come({ name: 'ada', password: PASSWORD })).welcome.session;
      const args = make(thing, { room: thing.room, user });
      await tell(ada, event, args);
      if (event === 'typing')
        await bob.hear('typing', (each) => each.room === thing.room);
      else
        assert.ok(ada.ack.includes('"ok":true'), `${event} ${JSON.stringify(args)} ${ada.ack}`);
    }
  }
});

/* --- by HTTP --------------------------------------------------------------------------------------- */

/* All of an answer but when it was given. */
async function request(house, { method, where, headers, body }, token) {
  const bearer = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const response = await fetch(house.url + where, { method, body, headers: { ...headers, ...bearer } });
  const kept = [...response.headers].filter(([name]) => name !== 'date');
  return { status: response.status, text: JSON.stringify([response.status, response.statusText, kept, await response.text()]) };
}

check('every path is answered to an outsider as if there were nothing', async (house) => {
  await house.start(...house.configure(SETTINGS));
  const ada = await house.register('ada');
  const bob = await house.register('bob');
  const things = [await makeThing(house, ada, bob, 'private'), await makeThing(house, ada, bob, 'direct')];
  const [eve, mallory, guest] = (await gather(house, ada, things)).map(({ person }) => person);
  const gone = await house.come({ name: 'bob', password: PASSWORD });
  await gone.ask('signout', {});
  const robot = command(house, ['bot', 'add', 'robot']).out.trim();
  const former = command(house, ['bot', 'add', 'former']).out.trim();
  const user = (await ada.ask('user:search', { query: 'former' })).users[0].id;
  await ada.ask('room:invite', { room: things[0].room, user });
  await ada.ask('room:remove', { room: things[0].room, user });
  const before = await Promise.all(things.map((thing) => look(ada, thing)));

  const tokens = {
    'a stranger': eve.welcome.token,
    'somebody who was removed': mallory.welcome.token,
    'a guest': guest.welcome.token,
    'a bot': robot,
    'a bot that was removed': former,
    'somebody who has signed out': gone.welcome.token,
    'somebody with a token of nobody': 'nonsense',
    'nobody': undefined,
  };
  for (const [who, token] of Object.entries(tokens)) {
    const known = ![gone.welcome.token, 'nonsense', undefined].includes(token);
    for (const where of PATHS) {
      for (const thing of things) {
        const nothing = nothingLike(thing);
        for (const make of aimedPaths[where] || []) {
          const [one, other] = [make(thing), make(nothing)];
          const answer = await request(house, one, token);
          const answerToOther = await request(house, other, token);
          const words = `${who}: ${one.method} ${one.where} ${answer.text}`;
          assert.strictEqual(blank(answer.text, thing), blank(answerToOther.text, nothing), words);
          assert.ok(answer.status >= 400 || one.method === 'OPTIONS', words);
          if (!known)
            assert.ok([401, 404, 400].includes(answer.status) || one.method === 'OPTIONS', words);
          assert.strictEqual(findSecret(answer.text, things, JSON.stringify(one)), undefined, words);
        }
      }
      for (const make of freePaths[where] || []) {
        const answer = await request(house, make(things[0]), token);
        assert.strictEqual(findSecret(answer.text, things), undefined, `${who}: ${where} ${answer.text}`);
      }
    }
  }
  assert.deepStrictEqual(await Promise.all(things.map((thing) => look(ada, thing))), before);

  /* What they were refused is there for those to whom it belongs. */
  const fetched = await request(house, aimedPaths['/files'][0](things[0]), bob.welcome.token);
  assert.strictEqual(fetched.status, 200);
  await ada.ask('room:invite', { room: things[0].room, user });
  assert.strictEqual((await request(house, aimedPaths['/api'][0](things[0]), former)).status, 200);
  assert.strictEqual((await request(house, aimedPaths['/api'][3](things[0]), former)).status, 201);
});

/* --- without having come in ------------------------------------------------------------------------- */

/* An Engine.IO session by hand: sends packets without having been let in; gives what comes back. */
async function say(house, packets) {
  const where = `${house.url}/socket.io/?EIO=4&transport=polling`;
  const { sid } = JSON.parse((await (await fetch(where)).text()).slice(1));
  const session = `${where}&sid=${sid}`;
  const posted = await fetch(session, { method: 'POST', body: packets.join('\u001e') });
  const heard = await (await fetch(session)).text();
  return `${posted.status} ${heard}`;
}

check('who has not been let in is not heard', async (house) => {
  await house.start(...house.configure(SETTINGS));
  const ada = await house.register('ada');
  const bob = await house.register('bob');
  const gone = await house.come({ name: 'bob', password: PASSWORD });
  await gone.ask('signout', {});
  const things = [await makeThing(house, ada, bob, 'private')];
  const before = await look(ada, things[0]);
  for (const auth of [{}, { token: '' }, { token: null }, { token: gone.welcome.token }, { token: [bob.welcome.token] }, { name: 'bob' },
    { name: 'bob', password: '' }, { name: 'bob', guest: true }, { name: 'bob', password: PASSWORD, register: true }]) {
    const data = await refusal(house.come(auth));
    assert.strictEqual(findSecret(JSON.stringify(data), things), undefined);
  }
  for (const event of EVENTS) {
    for (const make of [...(aimed[event] || []), ...(free[event] || [])]) {
      const packet = `420${JSON.stringify([event, make(things[0], { ...things[0] })])}`;
      const heard = await say(house, [packet]);
      assert.ok(!heard.includes('"ok":true') && !heard.includes('43'), `${packet} ${heard}`);
      assert.strictEqual(findSecret(heard, things), undefined, `${packet} ${heard}`);
    }
  }
  /* Behind a refused CONNECT, and in a namespace that there is not. */
  for (const connect of ['40{}', `40{"protocol":1,"token":"${gone.welcome.token}"}`, '40/admin,{}', `40/admin,{"protocol":1,"token":"${bob.welcome.token}"}`]) {
    const heard = await say(house, [connect, '421["sync",{"since":0}]', '42/admin,1["sync",{"since":0}]']);
    assert.strictEqual(findSecret(heard, things), undefined, `${connect} ${heard}`);
    assert.ok(!heard.includes('"ok":true'), `${connect} ${heard}`);
  }
  assert.deepStrictEqual(await look(ada, things[0]), before);
});

run();
