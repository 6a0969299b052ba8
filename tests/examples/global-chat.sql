-- SPDX-License-Identifier: GPL-3.0-or-later
-- Users, and the messages that each of them has.
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL; -- a power cut may take the last messages, a crash does not
PRAGMA foreign_keys = ON;

CREATE TABLE IF NOT EXISTS users (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS chats (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users,
  message TEXT NOT NULL CHECK (json_valid (message))
) STRICT;

CREATE INDEX IF NOT EXISTS chats_of_user ON chats (user_id, id);
