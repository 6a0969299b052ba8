// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench-service.js FOLDER
//
// What the service is measured by: the same events, the same schema and the same promise (what is
// acknowledged is on the disk) with socket.io and better-sqlite3, as one writes that: statements
// prepared once, a transaction for each message, objects made of what is known already, each
// message encoded once for a room.  It serves FOLDER/parlour.db, which is there.
'use strict';

const { createHash } = require('node:crypto');
const path = require('node:path');
const { Server } = require('socket.io');
const Database = require('better-sqlite3');

const MAX_FOUND = 50;

const db = new Database(path.join(process.argv[2], 'parlour.db'), { fileMustExist: true });
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.pragma('foreign_keys = ON');

const MESSAGE = `SELECT m.number, m.id, r.id AS room, m.seq, u.id AS user, m.at, m.kind, m.text, m.system,
  m.mentions, m.edited_at AS editedAt, m.deleted_at AS deletedAt, m.rev, o.id AS replyId,
  ou.id AS replyUser, m.excerpt FROM message m JOIN room r ON r.number = m.room
  JOIN user u ON u.number = m.user LEFT JOIN message o ON o.number = m.reply
  LEFT JOIN user ou ON ou.number = o.user`;

const sql = {
  session: db.prepare(`SELECT s.id, s.user AS number, u.id AS user FROM session s
    JOIN user u ON u.number = s.user WHERE s.token_hash = ?`),
  rooms: db.prepare('SELECT r.number, r.id FROM member m JOIN room r ON r.number = m.room WHERE m.user = ?'),
  enter: db.prepare(`SELECT r.number, r.last_seq AS lastSeq, m.from_seq AS fromSeq FROM room r
    JOIN member m ON m.room = r.number AND m.user = ? WHERE r.id = ?`),
  stored: db.prepare(`${MESSAGE} WHERE m.id = ?`),
  revision: db.prepare('UPDATE server SET revision = revision + 1 RETURNING revision'),
  currentRevision: db.prepare('SELECT revision FROM server'),
  touchRoom: db.prepare('UPDATE room SET last_seq = ?, last_at = ? WHERE number = ?'),
  touchMember: db.prepare(`UPDATE member SET seen = iif (seen = @seq - 1, @seq, seen),
    delivered = iif (delivered = @seq - 1, @seq, delivered), rev = @rev
    WHERE room = @room AND user = @user`),
  insert: db.prepare(`INSERT INTO message (id, room, seq, user, at, kind, text, rev)
    VALUES (?, ?, ?, ?, ?, 'text', ?, ?)`),
  reactions: db.prepare(`SELECT r.emoji, u.id FROM reaction r JOIN user u ON u.number = r.user
    WHERE r.message = ? ORDER BY r.at, r.user`),
  files: db.prepare(`SELECT f.id, f.name, f.type, f.size, f.width, f.height FROM message_file p
    JOIN file f ON f.number = p.file WHERE p.message = ? ORDER BY p.position`),
  history: db.prepare(`${MESSAGE} WHERE m.room = ? AND m.seq BETWEEN ? AND ? ORDER BY m.seq`),
  roomList: db.prepare(`SELECT r.number, r.id, r.kind, r.name, r.topic, r.avatar, u.id AS createdBy,
    r.created_at AS createdAt, r.last_seq AS lastSeq, r.n_members AS memberCount, r.rev, m.role,
    m.joined_at AS joinedAt, m.from_seq AS fromSeq, m.delivered, m.seen, m.muted, m.pinned,
    m.rev AS memberRev FROM member m JOIN room r ON r.number = m.room
    LEFT JOIN user u ON u.number = r.created_by WHERE m.user = ?`),
  last: db.prepare(`${MESSAGE} WHERE m.room = ? ORDER BY m.seq DESC LIMIT 1`),
  user: db.prepare(`SELECT id, name, display_name AS displayName, avatar, kind, status,
    last_seen AS lastSeen, rev FROM user WHERE id = ?`),
  search: db.prepare(`${MESSAGE} JOIN message_words w ON w.rowid = m.number
    JOIN member me ON me.room = m.room AND me.user = ? AND m.seq >= me.from_seq
    WHERE message_words MATCH ? ORDER BY w.rowid DESC LIMIT ${MAX_FOUND}`),
};

function toMessage(row) {
  const reactions = {};

  for (const { emoji, id } of sql.reactions.all(row.number)) (reactions[emoji] ||= []).push(id);

  return {
    id: row.id, room: row.room, seq: row.seq, user: row.user, at: row.at, kind: row.kind, text: row.text,
    system: row.system ? JSON.parse(row.system) : undefined,
    mentions: row.mentions ? JSON.parse(row.mentions) : [],
    editedAt: row.editedAt, deletedAt: row.deletedAt, rev: row.rev,
    reply: row.replyId ? { id: row.replyId, user: row.replyUser, text: row.excerpt } : null,
    reactions, files: sql.files.all(row.number),
  };
}

function authorsOf(messages) {
  return [...new Set(messages.map((message) => message.user))].map((id) => sql.user.get(id));
}

function enter(person, id) {
  const room = sql.enter.get(person.number, id);

  if (!room) throw Object.assign(new Error('There is no such room'), { code: 'not-found' });
  return room;
}

const send = db.transaction((person, { id, room: roomId, text }) => {
  if (typeof id !== 'string' || typeof text !== 'string' || text.length === 0 || text.length > 8192)
    throw Object.assign(new Error('It is wrong'), { code: 'invalid' });

  const room = enter(person, roomId);
  const stored = sql.stored.get(id);
  if (stored) return { message: toMessage(stored), isNew: false };

  const at = Date.now();
  const seq = room.lastSeq + 1;
  const { revision: rev } = sql.revision.get();
  sql.touchRoom.run(seq, at, room.number);
  sql.touchMember.run({ seq, rev, room: room.number, user: person.number });
  sql.insert.run(id, room.number, seq, person.number, at, text, rev);
  const message = {
    id, room: roomId, seq, user: person.user, at, kind: 'text', text, mentions: [], editedAt: null,
    deletedAt: null, rev, reply: null, reactions: {}, files: [],
  };
  return { message, isNew: true };
}).immediate;

function sync(person) {
  const users = new Map();
  const rooms = sql.roomList.all(person.number).map((row) => {
    const last = sql.last.get(row.number);

    if (last && !users.has(last.user)) users.set(last.user, sql.user.get(last.user));
    return {
      id: row.id, kind: row.kind, name: row.name, topic: row.topic, avatar: row.avatar,
      createdBy: row.createdBy, createdAt: row.createdAt, lastSeq: row.lastSeq,
      memberCount: row.memberCount, rev: row.rev,
      me: {
        room: row.id, user: person.user, role: row.role, joinedAt: row.joinedAt, fromSeq: row.fromSeq,
        delivered: row.delivered, seen: row.seen, muted: row.muted, pinned: row.pinned !== 0,
        rev: row.memberRev,
      },
      lastMessage: last ? toMessage(last) : null,
    };
  });

  return {
    users: [...users.values()], rooms, members: [], messages: [], removed: [],
    revision: sql.currentRevision.get().revision, more: false,
  };
}

function history(person, { room: id, before, limit = 50 }) {
  const room = enter(person, id);
  const last = Math.min(before ?? Infinity, room.lastSeq + 1) - 1;
  const messages = sql.history.all(room.number, Math.max(last - limit + 1, room.fromSeq), last).map(toMessage);

  return { messages, users: authorsOf(messages), first: room.fromSeq, last: room.lastSeq };
}

function search(person, { query }) {
  const words = query.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  const expression = `text : (${words.map((word) => `"${word}"*`).join(' ')})`;
  const messages = words.length ? sql.search.all(person.number, expression).map(toMessage) : [];

  return { messages, users: authorsOf(messages), total: messages.length };
}

const io = new Server(0, { transports: ['websocket'], host: '127.0.0.1' });

io.use((socket, next) => {
  const hash = createHash('sha256').update(String(socket.handshake.auth.token)).digest();
  const session = sql.session.get(hash);

  if (!session) return next(Object.assign(new Error('Who are you?'), { data: { code: 'bad-credentials' } }));
  socket.data = session;
  next();
});

// answers HANDLE: what it gives, or why not.
function answers(socket, event, handle) {
  socket.on(event, (argument, answer) => {
    try {
      answer({ ...handle(socket.data, argument), ok: true });
    } catch (error) {
      answer({ ok: false, error: { code: error.code ?? 'failure', message: error.message } });
    }
  });
}

io.on('connection', (socket) => {
  const person = socket.data;

  socket.join(`user:${person.user}`);
  socket.join(sql.rooms.all(person.number).map(({ id }) => `room:${id}`));
  answers(socket, 'message:send', (_, argument) => {
    const { message, isNew } = send(person, argument);

    if (isNew) io.to(`room:${message.room}`).emit('message', message);
    return { message };
  });
  answers(socket, 'sync', sync);
  answers(socket, 'message:history', history);
  answers(socket, 'message:search', search);
  socket.emit('welcome', {
    me: sql.user.get(person.user), revision: sql.currentRevision.get().revision, session: person.id,
  });
});
io.httpServer.once('listening', () => {
  console.log(`http://127.0.0.1:${io.httpServer.address().port}`);
});
