-- SPDX-License-Identifier: GPL-3.0-or-later
-- What this computer remembers of one account.  Times are milliseconds since 1970 UTC; words are
-- the numbers of the program's enumerations.  A row carries the server's revision of it (rev): what
-- is older never overwrites what is newer.

CREATE TABLE account (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  server TEXT,                      -- the id of the server whose all this is, once it has said it
  me TEXT,                          -- my id, once the server has said it
  revision INTEGER NOT NULL DEFAULT 0 -- all up to there is in here
) STRICT;
INSERT INTO account (one) VALUES (1);

CREATE TABLE user (
  id TEXT PRIMARY KEY,
  name TEXT,
  handle TEXT,
  avatar TEXT,
  kind INTEGER NOT NULL,
  status TEXT,
  last_seen INTEGER NOT NULL,
  rev INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One that is spoken of before it is introduced has rev 0 and no name.
CREATE TABLE room (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind INTEGER NOT NULL DEFAULT 1,
  name TEXT,
  topic TEXT,
  avatar TEXT,
  created_by TEXT,
  created_at INTEGER NOT NULL DEFAULT 0,
  last_seq INTEGER NOT NULL DEFAULT 0,
  n_members INTEGER NOT NULL DEFAULT 0,
  rev INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE member (
  room INTEGER NOT NULL REFERENCES room (number) ON DELETE CASCADE,
  user TEXT NOT NULL,
  role INTEGER NOT NULL DEFAULT 0,
  joined_at INTEGER NOT NULL DEFAULT 0,
  from_seq INTEGER NOT NULL DEFAULT 1,
  delivered INTEGER NOT NULL DEFAULT 0,
  seen INTEGER NOT NULL DEFAULT 0,
  muted INTEGER NOT NULL DEFAULT 0,
  pinned INTEGER NOT NULL DEFAULT 0,
  rev INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (room, user),
  CHECK (seen <= delivered)
) STRICT, WITHOUT ROWID;

CREATE TABLE message (
  number INTEGER PRIMARY KEY, -- in the order of time
  id TEXT NOT NULL UNIQUE,
  room INTEGER NOT NULL REFERENCES room (number) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  user TEXT NOT NULL,
  at INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  text TEXT,
  incident INTEGER NOT NULL,
  incident_user TEXT,
  incident_text TEXT,
  reply_id TEXT,
  reply_user TEXT,
  reply_text TEXT,
  edited_at INTEGER NOT NULL,
  deleted_at INTEGER NOT NULL,
  extras BLOB,             -- mentions, files and reactions, if there are any
  counts INTEGER NOT NULL, -- whether it can be unread: not mine, not deleted, no incident
  rev INTEGER NOT NULL,
  UNIQUE (room, seq)
) STRICT;
CREATE INDEX message_without_count ON message (room, seq) WHERE counts = 0;
CREATE INDEX message_by_user ON message (user);

-- What I want of the server and it has not confirmed, in the order in which I wanted it: messages,
-- and changes of messages.  Rooms are ids here and below: what I wrote outlives the room.
CREATE TABLE outbox (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind INTEGER NOT NULL,
  room TEXT NOT NULL,
  message TEXT,               -- the id of the one that is changed; NULL of a new one
  text TEXT,
  emoji TEXT,
  is_on INTEGER NOT NULL,
  reply TEXT,
  reply_user TEXT,
  reply_text TEXT,
  files BLOB,
  at INTEGER NOT NULL,
  error TEXT,                 -- why the server refused it; NULL while it waits
  attempts INTEGER NOT NULL   -- 0 as long as it cannot have left
) STRICT;
CREATE INDEX outbox_by_room ON outbox (room, number);

CREATE TABLE draft (
  room TEXT PRIMARY KEY,
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Where a room was left: a message's place, and how far it was scrolled out.
CREATE TABLE position (
  room TEXT PRIMARY KEY,
  seq INTEGER NOT NULL,
  offset INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How far I have seen rooms, known to the server or not yet.
CREATE TABLE sight (
  room TEXT PRIMARY KEY,
  seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Words of messages, and their rooms; the texts themselves are in the messages.
CREATE VIRTUAL TABLE message_words USING fts5 (
  text,
  room,
  content = 'message',
  content_rowid = 'number',
  tokenize = "unicode61 remove_diacritics 2",
  prefix = '1 2 3'
);
CREATE TRIGGER message_added AFTER INSERT ON message WHEN new.text IS NOT NULL BEGIN
  INSERT INTO message_words (rowid, text, room) VALUES (new.number, new.text, new.room);
END;
CREATE TRIGGER message_changed AFTER UPDATE OF text ON message WHEN old.text IS NOT new.text BEGIN
  INSERT INTO message_words (message_words, rowid, text, room)
    SELECT 'delete', old.number, old.text, old.room WHERE old.text IS NOT NULL;
  INSERT INTO message_words (rowid, text, room)
    SELECT new.number, new.text, new.room WHERE new.text IS NOT NULL;
END;
CREATE TRIGGER message_removed AFTER DELETE ON message WHEN old.text IS NOT NULL BEGIN
  INSERT INTO message_words (message_words, rowid, text, room)
    VALUES ('delete', old.number, old.text, old.room);
END;
