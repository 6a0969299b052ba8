-- SPDX-License-Identifier: GPL-3.0-or-later
-- How much space somebody's files take.

CREATE INDEX file_by_owner ON file (owner, size);
