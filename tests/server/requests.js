// SPDX-License-Identifier: GPL-3.0-or-later
//
// Everything that can be asked of the server, with arguments that it would do.  What there is to
// ask comes from the server's own tables: an event or a path that has no row here is an error.
//
// A row is a list of functions (thing, own) -> arguments; `thing` has ids in a room that it is
// about, `own` what whoever asks has: a room with a message, and a person.  A row of `free` names
// nothing that somebody else might have.

'use strict';

const assert = require('assert');
const { randomUUID } = require('crypto');
const fs = require('fs');
const path = require('path');

const aimed = {
  'message:send': [
    (thing) => ({ id: randomUUID(), room: thing.room, text: 'x' }),
    (thing) => ({ id: randomUUID(), room: thing.room, text: 'x', kind: 'notice', reply: thing.message }),
    (thing, own) => ({ id: randomUUID(), room: own.room, text: 'x', reply: thing.message }),
    (thing, own) => ({ id: randomUUID(), room: own.room, text: 'x', files: [thing.file] }),
  ],
  'receipt': [
    (thing) => ({ room: thing.room, delivered: 1, seen: 1 }),
    (thing) => ({ room: thing.room }),
  ],
  'message:history': [
    (thing) => ({ room: thing.room }),
    (thing) => ({ room: thing.room, before: 3, limit: 1 }),
    (thing) => ({ room: thing.room, after: 0, limit: 200 }),
    (thing) => ({ room: thing.room, around: 1, limit: 2 }),
  ],
  'message:edit': [(thing) => ({ id: thing.message, text: 'x' })],
  'message:delete': [(thing) => ({ id: thing.message })],
  'message:react': [
    (thing) => ({ id: thing.message, emoji: '\u{1F44D}', on: true }),
    (thing) => ({ id: thing.message, emoji: '\u{1F44D}', on: false }),
  ],
  'message:search': [
    (thing) => ({ query: 'sesame', room: thing.room, limit: 10 }),
    (thing) => ({ query: 'sesame', before: thing.message }),
  ],
  'room:join': [(thing) => ({ room: thing.room })],
  'room:leave': [(thing) => ({ room: thing.room })],
  'room:update': [
    (thing) => ({ room: thing.room, name: 'Mine', topic: 'Mine' }),
    (thing) => ({ room: thing.room }),
    (thing, own) => ({ room: own.room, avatar: thing.file }),
  ],
  'room:invite': [
    (thing, own) => ({ room: thing.room, user: own.user }),
    (thing) => ({ room: thing.room, user: thing.user }),
  ],
  'room:remove': [(thing) => ({ room: thing.room, user: thing.user })],
  'room:role': [(thing) => ({ room: thing.room, user: thing.user, role: 'owner' })],
  'room:mark': [(thing) => ({ room: thing.room, muted: 1, pinned: true })],
  'room:members': [(thing) => ({ room: thing.room }), (thing) => ({ room: thing.room, after: thing.user, limit: 5 })],
  'user:update': [(thing) => ({ avatar: thing.file })],
  'session:revoke': [(thing) => ({ session: thing.session })],
  'typing': [(thing) => ({ room: thing.room, on: true })],
};

const free = {
  'sync': [() => ({ since: 0 }), () => ({ since: 1 }), () => ({ since: 1, limit: 500 })],
  'message:search': [
    () => ({ query: 'sesame' }), () => ({ query: 's', limit: 100 }),
    (thing) => ({ query: 'sesame', user: thing.user }),
  ],
  'room:create': [
    () => ({ name: 'New', topic: 'Other', kind: 'private', members: [] }),
    (thing) => ({ name: 'New', kind: 'public', members: [thing.user] }),
  ],
  'room:direct': [(thing) => ({ user: thing.user })],
  'room:directory': [
    () => ({ limit: 100 }), () => ({ query: 'sesame', limit: 100 }),
    (thing) => ({ query: '', after: thing.room, limit: 100 }),
  ],
  'user:update': [() => ({ displayName: 'Somebody' })],
  'user:search': [() => ({ query: '', limit: 50 }), () => ({ query: 'sesame' })],
  'session:list': [() => ({})],
  'presence': [() => ({ presence: 'busy', status: 'sesam' })],
  'signout': [() => ({})],
};

const get = (where, headers = {}) => ({ method: 'GET', where, headers });
const post = (where, json) => ({ method: 'POST', where, body: JSON.stringify(json) });

const aimedPaths = {
  '/files': [
    (thing) => get(`/files/${thing.file}`),
    (thing) => get(`/files/${thing.file}?w=320`),
    (thing) => get(`/files/${thing.file}`, { Range: 'bytes=0-3' }),
    (thing) => get(`/files/${thing.file}`, { 'If-None-Match': `"${thing.sha256}"` }),
    (thing) => ({ method: 'HEAD', where: `/files/${thing.file}` }),
    (thing) => ({ method: 'DELETE', where: `/files/${thing.file}` }),
    (thing) => ({ method: 'OPTIONS', where: `/files/${thing.file}` }),
  ],
  '/api': [
    (thing) => get(`/api/rooms/${thing.room}/messages`),
    (thing) => get(`/api/rooms/${thing.room}/messages?before=3&limit=1`),
    (thing) => get(`/api/rooms/${thing.room}`),
    (thing) => post(`/api/rooms/${thing.room}/messages`, { text: 'x' }),
    (thing) => post(`/api/rooms/${thing.room}/messages`, { text: 'x', id: randomUUID() }),
    (thing) => post(`/api/rooms/${thing.room}/messages`, {}),
    (thing) => ({ method: 'DELETE', where: `/api/rooms/${thing.room}/messages` }),
    (thing) => ({ method: 'OPTIONS', where: `/api/rooms/${thing.room}/messages` }),
  ],
};

const freePaths = {
  '/files': [() => get('/files'), () => get('/files/'), () => ({ method: 'POST', where: '/files', body: 'x' })],
  '/api': [() => get('/api/rooms'), () => get('/api/rooms/'), () => get('/api')],
  '/healthz': [() => get('/healthz')],
  '/metrics': [() => get('/metrics')],
};

function matches(folder, file, pattern) {
  return [...fs.readFileSync(path.join(folder, file), 'utf8').matchAll(pattern)].map((match) => match[1]);
}

/* Every event of the server whose sources are in this folder. */
function listEvents(folder) {
  const events = [
    ...matches(folder, 'server-events.c', /^ +\{ "([^"]+)", server_/gm),
    ...matches(folder, 'server-hub.c', /g_str_equal \(name, "([^"]+)"\)/g),
  ];
  assert.ok(events.includes('sync') && events.includes('typing'));
  for (const event of events)
    assert.ok(aimed[event] || free[event], `${event} is in no table of the tests`);
  return [...new Set(events)];
}

/* Every path below which it answers. */
function listPaths(folder) {
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.c'));
  const paths = files.flatMap((file) => matches(folder, file, /soup_server_add_handler\s*\(\w+,\s*"([^"]+)"/g));
  assert.ok(paths.includes('/files'));
  for (const each of paths)
    assert.ok(aimedPaths[each] || freePaths[each], `${each} is in no table of the tests`);
  return paths;
}

module.exports = { aimed, aimedPaths, free, freePaths, listEvents, listPaths };
