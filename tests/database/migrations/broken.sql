-- SPDX-License-Identifier: GPL-3.0-or-later
CREATE TABLE letter (id INTEGER PRIMARY KEY);
INSERT INTO nowhere VALUES (1);
