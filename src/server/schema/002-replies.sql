-- SPDX-License-Identifier: GPL-3.0-or-later
-- A message quotes what it answers as that was then; only if that is deleted the quotation goes.

ALTER TABLE message ADD COLUMN excerpt TEXT;
UPDATE message SET excerpt = (SELECT substr (o.text, 1, 140) FROM message o
                              WHERE o.number = message.reply)
  WHERE reply IS NOT NULL;
CREATE INDEX message_by_reply ON message (reply) WHERE reply IS NOT NULL;
