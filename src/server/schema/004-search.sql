-- SPDX-License-Identifier: GPL-3.0-or-later
-- Words are looked for in the rooms of the one who asks: so a search costs what these have, and
-- takes no longer for what is said in others.

DROP TRIGGER message_added;
DROP TRIGGER message_changed;
DROP TRIGGER message_removed;
DROP TABLE message_words;

CREATE VIRTUAL TABLE message_words USING fts5 (
  text,
  room,
  content = 'message',
  content_rowid = 'number',
  tokenize = "unicode61 remove_diacritics 2",
  prefix = '1 2 3'
);
INSERT INTO message_words (rowid, text, room)
  SELECT number, text, room FROM message WHERE text IS NOT NULL;

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
