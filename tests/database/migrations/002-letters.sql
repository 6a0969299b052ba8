-- SPDX-License-Identifier: GPL-3.0-or-later
CREATE TABLE letter (
  id INTEGER PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person (id),
  text TEXT
) STRICT;
INSERT INTO person (name) VALUES ('postmaster');
