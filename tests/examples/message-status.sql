-- SPDX-License-Identifier: GPL-3.0-or-later
-- Chats, who is in them, what was said, and how far it got with each person.
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL; -- a power cut may take the last messages, a crash does not
PRAGMA foreign_keys = ON;

CREATE TABLE IF NOT EXISTS chats (
  id TEXT PRIMARY KEY,
  is_open INTEGER NOT NULL -- whoever joins is a member
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS members (
  chat_id TEXT NOT NULL REFERENCES chats,
  user_id TEXT NOT NULL,
  PRIMARY KEY (chat_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS messages (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  chat_id TEXT NOT NULL REFERENCES chats,
  user_id TEXT NOT NULL,
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  time INTEGER NOT NULL -- milliseconds since 1970
) STRICT;

CREATE INDEX IF NOT EXISTS messages_of_chat ON messages (chat_id, number);

-- One row for each message and each person who is to read it.
CREATE TABLE IF NOT EXISTS delivery (
  number INTEGER NOT NULL REFERENCES messages,
  user_id TEXT NOT NULL,
  status INTEGER NOT NULL, -- 0 sent, 1 delivered, 2 seen
  PRIMARY KEY (number, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS delivery_to_come ON delivery (user_id, number) WHERE status < 2;

-- A message as the front end gets it.  As a whole it has got as far as with the last of them.
CREATE VIEW IF NOT EXISTS message_objects AS
  SELECT id, number, chat_id, user_id,
         json_object (
           'id', id, 'chat_id', chat_id, 'userId', user_id, 'name', name, 'text', text, 'time', time,
           'status',
           (SELECT coalesce ('["sent","delivered","seen"]' ->> min (status), 'sent')
            FROM delivery WHERE delivery.number = messages.number),
           'deliveryStatus',
           (SELECT json_group_array (
                     json_object ('userId', user_id,
                                  'status', '["sent","delivered","seen"]' ->> status))
            FROM delivery WHERE delivery.number = messages.number)) AS object
  FROM messages;
