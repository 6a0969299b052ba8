-- SPDX-License-Identifier: GPL-3.0-or-later
-- For what a file is there, and since when it is there for nothing.

CREATE INDEX user_by_avatar ON user (avatar) WHERE avatar IS NOT NULL;
CREATE INDEX room_by_avatar ON room (avatar) WHERE avatar IS NOT NULL;
CREATE INDEX file_by_age ON file (created_at);
