// SPDX-License-Identifier: GPL-3.0-or-later
//
// What nobody should send: each argument of each event missing, of another type, huge, negative,
// somebody else's.  It is refused by its name, nobody is thrown out, and nothing else happens.
// And what people do send to see what becomes of it: every text comes back as it was.

'use strict';

const assert = require('assert');
const { randomUUID } = require('crypto');
const { check, command, run } = require('./house');
const { aimed, free, listEvents } = require('./requests');

const EVENTS = listEvents(process.argv[3]);
const SETTINGS = '[limits]\nsends=1000000\nevents=1000000\n';

const ODD = [
  true, false, 0, -1, -2147483649, 4294967296, Number.MAX_SAFE_INTEGER, 1e300, -1e300, 1.5, '', 'x', 'x'.repeat(100000), '\u202e',
  [], [null], [1], [[[[]]]], {}, { room: {} },
];

async function prepare(house) {
  await house.start(...house.configure(SETTINGS));
  const ada = await house.register('ada');
  const bob = await house.register('bob');
  const { room } = await ada.ask('room:create', { name: 'Room', kind: 'private', members: [bob.id] });
  const message = await ada.send(room.id, 'Hello');
  const file = await (await house.upload(ada.welcome.token, 'x')).json();
  return { ada, bob, thing: { room: room.id, message: message.id, file: file.id, user: bob.id, session: randomUUID() } };
}

/* --- arguments --------------------------------------------------------------------------------- */

/* What an argument may be instead: of a type it can be, so that no more than its value is wrong. */
function isOfSameKind(odd, good) {
  return Array.isArray(odd) === Array.isArray(good) && typeof odd === typeof good;
}

check('arguments of the wrong type are refused by their names', async (house) => {
  const { ada, thing } = await prepare(house);
  const own = { room: thing.room, user: thing.user };
  const codes = new Set();
  for (const event of EVENTS.filter((each) => each !== 'signout' && each !== 'typing')) {
    for (const make of [...(aimed[event] || []), ...(free[event] || [])]) {
      for (const name of Object.keys(make(thing, own))) {
        for (const odd of ODD) {
          const good = make(thing, own);
          const answer = await ada.try(event, { ...good, [name]: odd });
          const words = `${event} ${name}=${JSON.stringify(odd).slice(0, 100)} ${JSON.stringify(answer).slice(0, 300)}`;
          assert.strictEqual(typeof answer.ok, 'boolean', words);
          if (!answer.ok) {
            assert.ok(['invalid', 'too-long', 'not-found', 'forbidden', 'gone', 'conflict'].includes(answer.error.code), words);
            codes.add(answer.error.code);
          }
          if (!isOfSameKind(odd, good[name])) {
            assert.strictEqual(answer.ok, false, words);
            assert.deepStrictEqual([answer.error.code, answer.error.field], ['invalid', name], words);
          }
        }
      }
    }
  }
  assert.ok(codes.has('too-long') && codes.has('not-found'));
  assert.ok(ada.socket.connected);
});

check('arguments that are missing are refused by their names, or not needed', async (house) => {
  const { ada, thing } = await prepare(house);
  const own = { room: thing.room, user: thing.user };
  const needed = {};
  for (const event of EVENTS.filter((each) => each !== 'signout' && each !== 'typing')) {
    needed[event] = new Set();
    for (const make of [...(aimed[event] || []), ...(free[event] || [])]) {
      for (const name of Object.keys(make(thing, own))) {
        for (const nothing of [undefined, null]) {
          const answer = await ada.try(event, { ...make(thing, own), [name]: nothing });
          if (!answer.ok && answer.error.code === 'invalid') {
            assert.strictEqual(answer.error.field, name, `${event} ${JSON.stringify(answer)}`);
            needed[event].add(name);
          }
        }
      }
    }
  }
  const names = Object.fromEntries(Object.entries(needed).map(([event, each]) => [event, [...each].join(' ')]));
  assert.deepStrictEqual(names, {
    'message:send': 'id room text', 'receipt': 'room', 'sync': 'since', 'message:history': 'room', 'message:edit': 'id text',
    'message:delete': 'id', 'message:react': 'id emoji on', 'message:search': 'query', 'room:create': 'name kind',
    'room:direct': 'user', 'room:join': 'room', 'room:leave': 'room', 'room:update': 'room', 'room:invite': 'room user',
    'room:remove': 'room user', 'room:role': 'room user role', 'room:mark': 'room', 'room:directory': '', 'room:members': 'room',
    'user:update': '', 'user:search': 'query', 'session:list': '', 'session:revoke': 'session', 'presence': 'presence',
  });
});

check('arguments that are no object are none', async (house) => {
  const { ada, bob, thing } = await prepare(house);
  for (const event of EVENTS.filter((each) => each !== 'signout')) {
    for (const args of [null, 7, 'x', [], [thing.room], true]) {
      if (event === 'typing')
        ada.socket.emit(event, args);
      else
        assert.deepStrictEqual((await bob.try(event, args)).error, (await bob.try(event, {})).error, event);
    }
  }
  for (const event of ['no such event', '', 'Sync', '__proto__', 'x'.repeat(100000)])
    await ada.refused(event, {}, 'unknown-event');
  await ada.ask('session:list', {});
  assert.strictEqual(bob.count('typing'), 0);
});

/* --- texts --------------------------------------------------------------------------------------- */

const FAMILY = '\u{1F468}\u200d\u{1F469}\u200d\u{1F467}\u200d\u{1F466}';
const TEXTS = {
  'markup': '<script>alert(1)</script> <b>&amp;</b> <img src=x onerror=y> </span></markup> %s %n ${x} {{x}}',
  'a link that says another': '[https://bank.example](javascript:alert(1)) <javascript:x>',
  'directions turned': 'cat\u202egnp.exe \u2066\u2067\u2068 \u2069 \u200f\u200e\u061c',
  'what cannot be seen': 'a\u200b\u200c\u200d\u2060\ufeffb\u00adc\u034f',
  'nothing but that': '\u200b',
  'controls': 'a\u0001\u0007\u001b[31m\u007f\u0085b\r\n\tc\u2028d\u2029e',
  'marks upon marks': `Z${'\u0351\u036b\u0343\u036a'.repeat(500)}`,
  'emoji': '\u{1F600}'.repeat(8192),
  'families': FAMILY.repeat(1170),
  'the last of Unicode': '\u{10ffff}\ufffe\uffff\ufdd0',
  'not in its normal form': 'e\u0301 \u00e9 \u212b \ufb01',
  'SQL and FTS': `'; DROP TABLE message; -- " OR 1=1 NEAR(a b) text:* ^ "unclosed`,
  'JSON': '{"ok":false,"error":{}} \\u0041 \\ "',
  'a long word': 'x'.repeat(8192),
  'quotations in quotations': '>'.repeat(8192),
};

/* One request of a bot, with JSON as it is written here. */
async function post(house, room, token, json) {
  const posted = await fetch(`${house.url}/api/rooms/${room}/messages`, {
    method: 'POST', headers: { Authorization: `Bearer ${token}` }, body: json,
  });
  return posted.json();
}

async function bringRobot(house, ada, room) {
  const token = command(house, ['bot', 'add', 'robot']).out.trim();
  const { users } = await ada.ask('user:search', { query: 'robot' });
  await ada.ask('room:invite', { room, user: users[0].id });
  return token;
}

check('every text comes back as it was', async (house) => {
  const { ada, bob, thing: { room } } = await prepare(house);
  const robot = await bringRobot(house, ada, room);
  const since = bob.welcome.revision;
  for (const [what, text] of Object.entries(TEXTS)) {
    const message = await ada.send(room, text);
    assert.strictEqual(message.text, text, what);
    assert.strictEqual((await bob.hear('message', (each) => each.id === message.id)).text, text, what);

    const answer = await bob.ask('message:send', { id: randomUUID(), room, text: 'Oh', reply: message.id });
    assert.strictEqual(answer.message.reply.text, [...text].slice(0, 140).join(''), what);
    const plain = await ada.send(room, 'Plain');
    assert.strictEqual((await ada.ask('message:edit', { id: plain.id, text })).message.text, text, what);
    const ascii = JSON.stringify({ text }).replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    assert.strictEqual((await post(house, room, robot, ascii)).message.text, text, what);
    await bob.ask('message:search', { query: [...text].slice(0, 200).join('') });
  }
  const { messages } = await bob.ask('message:history', { room, limit: 200 });
  const { messages: changed } = await bob.ask('sync', { since });
  const all = messages.map((each) => each.text);
  for (const text of Object.values(TEXTS)) {
    assert.strictEqual(all.filter((each) => each === text).length, 3);
    assert.strictEqual(changed.filter((each) => each.text === text).length, 3);
  }
});

check('the length of a text is counted in characters', async (house) => {
  const { ada, thing } = await prepare(house);
  for (const character of ['x', '\u00e9', '\u{1F600}', '\u200b', '\u202e', '"', '\u0001']) {
    const most = character.repeat(8192);
    assert.strictEqual((await ada.send(thing.room, most)).text, most);
    const error = await ada.refused('message:send', { id: randomUUID(), room: thing.room, text: most + character }, 'too-long');
    assert.strictEqual(error.field, 'text');
    await ada.refused('message:edit', { id: thing.message, text: most + character }, 'too-long');
  }
});

check('what is no character is shown as none, and cuts nothing off', async (house) => {
  const { ada, thing: { room } } = await prepare(house);
  const robot = await bringRobot(house, ada, room);
  for (const [json, text] of [
    ['"a\\u0000b"', 'a\ufffdb'], ['"\\u0000"', '\ufffd'], ['"a\\ud83db"', 'a\ufffdb'], ['"\\ude00\\ud83d"', '\ufffd\ufffd'],
  ]) {
    assert.strictEqual((await ada.send(room, JSON.parse(json))).text, text);
    assert.strictEqual((await post(house, room, robot, `{"text":${json}}`)).message.text, text, json);
  }
  assert.ok(ada.socket.connected);
});

check('a name is what it looks like', async (house) => {
  const { ada, thing } = await prepare(house);
  for (const name of ['', ' ', 'a\u202eb', 'a\u200bb', '\u2066a', 'a\u0007', 'a\nb', '\u00ad', 'x'.repeat(33), '\u3164']) {
    for (const [event, args] of [['room:create', { name, kind: 'private' }], ['room:update', { room: thing.room, name }], ['user:update', { displayName: name }]]) {
      const answer = await ada.try(event, args);
      assert.strictEqual(answer.ok, false, `${event} ${JSON.stringify(name)}`);
      assert.match(answer.error.code, /^(invalid|too-long|name-invalid)$/);
    }
  }
  for (const name of ['<b>Bold</b>', '\u{1F600}'.repeat(32), 'Caf\u00e9', '\u0645\u0631\u062d\u0628\u0627'])
    assert.strictEqual((await ada.ask('room:update', { room: thing.room, name })).room.name, name);
});

run();
