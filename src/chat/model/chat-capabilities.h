/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ChatCapabilities:
 * @CHAT_CAN_NAME_ROOMS: a room is there as soon as somebody joins its name
 * @CHAT_CAN_CREATE_ROOMS: rooms are made, public or private, renamed and left
 * @CHAT_CAN_FIND_ROOMS: there is a directory of rooms to join
 * @CHAT_CAN_TALK_ALONE: there are direct conversations, and people to find for them
 * @CHAT_CAN_INVITE: people are brought into rooms
 * @CHAT_CAN_MODERATE: people have roles, and can be put out of rooms
 * @CHAT_CAN_MARK_ROOMS: the server keeps what I have pinned and muted
 * @CHAT_CAN_EDIT: messages can be changed and taken back
 * @CHAT_CAN_REPLY: messages can answer messages
 * @CHAT_CAN_REACT: messages can be reacted to
 * @CHAT_CAN_SEE_RECEIPTS: the server tells who has got and who has seen a message
 * @CHAT_CAN_TYPE: the server passes on who types
 * @CHAT_CAN_BE_AWAY: I can say whether I am there, and what I do
 * @CHAT_CAN_LOOK_BACK: what was said before can be asked for, page by page
 * @CHAT_CAN_CATCH_UP: what has changed can be asked for
 * @CHAT_CAN_SEARCH: the server finds messages
 * @CHAT_CAN_SEND_FILES: the server keeps files
 * @CHAT_CAN_SIGN_IN: there are accounts, with names and passwords
 * @CHAT_CAN_BE_GUEST: one may come in without an account
 * @CHAT_CAN_CHANGE_PROFILE: I can change how I am called and look
 * @CHAT_CAN_MANAGE_DEVICES: the server tells where I am signed in
 *
 * What can be done with a server, so that nobody is shown what does nothing.
 */
typedef enum {
  CHAT_CAN_NAME_ROOMS = 1 << 0,
  CHAT_CAN_CREATE_ROOMS = 1 << 1,
  CHAT_CAN_FIND_ROOMS = 1 << 2,
  CHAT_CAN_TALK_ALONE = 1 << 3,
  CHAT_CAN_INVITE = 1 << 4,
  CHAT_CAN_MODERATE = 1 << 5,
  CHAT_CAN_MARK_ROOMS = 1 << 6,
  CHAT_CAN_EDIT = 1 << 7,
  CHAT_CAN_REPLY = 1 << 8,
  CHAT_CAN_REACT = 1 << 9,
  CHAT_CAN_SEE_RECEIPTS = 1 << 10,
  CHAT_CAN_TYPE = 1 << 11,
  CHAT_CAN_BE_AWAY = 1 << 12,
  CHAT_CAN_LOOK_BACK = 1 << 13,
  CHAT_CAN_CATCH_UP = 1 << 14,
  CHAT_CAN_SEARCH = 1 << 15,
  CHAT_CAN_SEND_FILES = 1 << 16,
  CHAT_CAN_SIGN_IN = 1 << 17,
  CHAT_CAN_BE_GUEST = 1 << 18,
  CHAT_CAN_CHANGE_PROFILE = 1 << 19,
  CHAT_CAN_MANAGE_DEVICES = 1 << 20,
} ChatCapabilities;

G_END_DECLS
