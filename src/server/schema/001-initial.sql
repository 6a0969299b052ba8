-- SPDX-License-Identifier: GPL-3.0-or-later
-- Everything that a server knows.  Times are milliseconds since 1970 UTC.  Whoever changes what
-- somebody may see takes the next revision and writes it into the row (rev): a client that has seen
-- everything up to a revision asks for what is above it.

CREATE TABLE server (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE user (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE, -- NFKC, case folded: what must not be there twice
  display_name TEXT NOT NULL,
  avatar TEXT,
  kind TEXT NOT NULL CHECK (kind IN ('person', 'guest', 'bot')),
  password TEXT, -- Argon2id; NULL for those who cannot sign in with one
  status TEXT,
  last_seen INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  rev INTEGER NOT NULL
) STRICT;
CREATE INDEX user_by_rev ON user (rev);

CREATE TABLE session (
  id TEXT PRIMARY KEY,
  user INTEGER NOT NULL REFERENCES user (number) ON DELETE CASCADE,
  token_hash BLOB NOT NULL UNIQUE,
  client TEXT,
  created_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_user ON session (user, used_at);

CREATE TABLE invite (
  code_hash BLOB PRIMARY KEY,
  uses_left INTEGER NOT NULL CHECK (uses_left >= 0),
  expires_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE room (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('public', 'private', 'direct')),
  direct_key TEXT UNIQUE, -- of a direct conversation: its two people, so that there is one only
  name TEXT NOT NULL,
  topic TEXT NOT NULL,
  avatar TEXT,
  created_by INTEGER REFERENCES user (number),
  created_at INTEGER NOT NULL,
  last_seq INTEGER NOT NULL DEFAULT 0,
  last_at INTEGER NOT NULL,
  n_members INTEGER NOT NULL DEFAULT 0,
  rev INTEGER NOT NULL
) STRICT;
CREATE INDEX room_by_rev ON room (rev);
CREATE INDEX public_room_by_activity ON room (last_at DESC, number DESC) WHERE kind = 'public';

CREATE TABLE member (
  room INTEGER NOT NULL REFERENCES room (number) ON DELETE CASCADE,
  user INTEGER NOT NULL REFERENCES user (number) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('owner', 'moderator', 'member')),
  joined_at INTEGER NOT NULL,
  from_seq INTEGER NOT NULL,  -- what is before it this member does not see
  delivered INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  muted INTEGER,
  pinned INTEGER NOT NULL DEFAULT 0,
  rev INTEGER NOT NULL,
  added_rev INTEGER NOT NULL,          -- with which it became a member
  mark_rev INTEGER NOT NULL DEFAULT 0, -- of muted and pinned, which are the member's alone
  PRIMARY KEY (room, user),
  CHECK (seen <= delivered)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_by_user ON member (user, room);
CREATE INDEX member_by_rev ON member (room, rev);

-- What somebody has ceased to see.
CREATE TABLE removal (
  rev INTEGER NOT NULL,
  viewer INTEGER REFERENCES user (number) ON DELETE CASCADE, -- NULL: everybody in the room
  room INTEGER NOT NULL REFERENCES room (number) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('room', 'member')),
  id TEXT NOT NULL
) STRICT;
CREATE INDEX removal_by_rev ON removal (rev);

CREATE TABLE message (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  room INTEGER NOT NULL REFERENCES room (number) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  user INTEGER NOT NULL REFERENCES user (number),
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('text', 'notice', 'system')),
  text TEXT,
  system TEXT,  -- JSON
  reply INTEGER REFERENCES message (number),
  mentions TEXT, -- JSON: ids
  edited_at INTEGER,
  deleted_at INTEGER,
  rev INTEGER NOT NULL,
  UNIQUE (room, seq)
) STRICT;
CREATE INDEX message_by_rev ON message (room, rev);

CREATE TABLE reaction (
  message INTEGER NOT NULL REFERENCES message (number) ON DELETE CASCADE,
  emoji TEXT NOT NULL,
  user INTEGER NOT NULL REFERENCES user (number) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  PRIMARY KEY (message, emoji, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE file (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  owner INTEGER NOT NULL REFERENCES user (number),
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  width INTEGER,
  height INTEGER,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX file_by_content ON file (sha256);

CREATE TABLE message_file (
  message INTEGER NOT NULL REFERENCES message (number) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  file INTEGER NOT NULL REFERENCES file (number),
  PRIMARY KEY (message, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_file_by_file ON message_file (file);

-- Words of messages; the texts themselves are in the messages.
CREATE VIRTUAL TABLE message_words USING fts5 (
  text,
  content = 'message',
  content_rowid = 'number',
  tokenize = "unicode61 remove_diacritics 2",
  prefix = '1 2 3'
);
CREATE TRIGGER message_added AFTER INSERT ON message WHEN new.text IS NOT NULL BEGIN
  INSERT INTO message_words (rowid, text) VALUES (new.number, new.text);
END;
CREATE TRIGGER message_changed AFTER UPDATE OF text ON message WHEN old.text IS NOT new.text BEGIN
  INSERT INTO message_words (message_words, rowid, text)
    SELECT 'delete', old.number, old.text WHERE old.text IS NOT NULL;
  INSERT INTO message_words (rowid, text) SELECT new.number, new.text WHERE new.text IS NOT NULL;
END;
CREATE TRIGGER message_removed AFTER DELETE ON message WHEN old.text IS NOT NULL BEGIN
  INSERT INTO message_words (message_words, rowid, text) VALUES ('delete', old.number, old.text);
END;
