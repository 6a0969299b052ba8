/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The frames of a client, read as they come:
 *
 *                      header                      payload, whole
 *   [between frames] ---------> [in a frame] ----------------------> [between frames]
 *
 * and independently of that: in a message of several frames, or not.  Control
 * frames may stand between the frames of a message.
 *
 * Most frames are a whole message, and are here whole: those are unmasked where
 * they lie and given on.  Only what is cut off is kept, in a part that is made for
 * it, and gone when it is whole.  A part grows with what has come: a header says
 * how much will be checked, but is never believed when memory is asked for.
 *
 * What is wrong is said as early as it can be known: a length with the header, text
 * that is not UTF-8 with the piece that it is in.
 */
#include "engine-io-frame-reader.h"

#include <libsoup/soup.h>
#include <string.h>

#include "engine-io-packing.h"
#include "engine-io-utf8.h"

/* More than this is in no message, with or without a limit. */
#define MAX_LENGTH ((gsize) G_MAXINT32)

typedef struct _EngineIoFramePart {
  /* of the frame */
  guint8 header[ENGINE_IO_FRAME_MAX_HEADER];
  guint8 header_length; /* of what has come of it */
  gboolean in_frame;
  EngineIoFrame frame;
  gsize received; /* of its payload */
  guint8 control[ENGINE_IO_FRAME_MAX_CONTROL];

  /* of the message */
  guint8 first; /* the first byte of its first frame; 0 outside of a message */
  EngineIoUtf8 utf8;
  GByteArray *message;
} EngineIoFramePart;

static gboolean
fail (GError **error, SoupWebsocketCloseCode code, const char *what)
{
  g_set_error_literal (error, SOUP_WEBSOCKET_ERROR, (int) code, what);

  return FALSE;
}

static gboolean
fail_text (GError **error)
{
  return fail (error, SOUP_WEBSOCKET_CLOSE_BAD_DATA, "Text is not UTF-8");
}

static EngineIoFramePart *
get_part (EngineIoFrameReader *self)
{
  if (self->part == NULL)
    self->part = g_new0 (EngineIoFramePart, 1);

  return self->part;
}

static gboolean
is_control (const EngineIoFrame *frame)
{
  return (frame->first & ENGINE_IO_FRAME_CLOSE) != 0;
}

/* Whether the text that @first began is to be checked as it comes. */
static gboolean
is_plain_text (guint8 first)
{
  return (first & (ENGINE_IO_FRAME_TYPE | ENGINE_IO_FRAME_PACKED)) == ENGINE_IO_FRAME_TEXT;
}

static gsize
get_limit (EngineIoFrameReader *self)
{
  return self->max_message > 0 ? MIN (self->max_message, MAX_LENGTH) : MAX_LENGTH;
}

/* --- a header ------------------------------------------------------------- */

/* What a header is in itself was checked when it was read; here is what it is where it stands. */
static gboolean
check_header (EngineIoFrameReader *self, const EngineIoFrame *frame, GError **error)
{
  guint8 first = self->part != NULL ? self->part->first : 0;
  gsize before = first != 0 ? self->part->message->len : 0;
  gboolean begins = (frame->first & ENGINE_IO_FRAME_TYPE) != ENGINE_IO_FRAME_CONTINUATION;

  if (is_control (frame))
    return TRUE;
  if (begins && first != 0)
    return fail (error, SOUP_WEBSOCKET_CLOSE_PROTOCOL_ERROR, "A message begins in another");
  if (!begins && first == 0)
    return fail (error, SOUP_WEBSOCKET_CLOSE_PROTOCOL_ERROR, "A message goes on that never began");
  if (!begins && (frame->first & ENGINE_IO_FRAME_PACKED) != 0)
    return fail (error, SOUP_WEBSOCKET_CLOSE_PROTOCOL_ERROR, "A message is compressed midway");
  if (frame->length > get_limit (self) - before)
    return fail (error, SOUP_WEBSOCKET_CLOSE_TOO_BIG, "A message is above the limit");

  return TRUE;
}

/* Takes the header, of which some may have come before. */
static gboolean
take_header (EngineIoFrameReader *self,
             guint8 **data,
             gsize *length,
             EngineIoFrame *frame,
             GError **error)
{
  EngineIoFrameRules rules = ENGINE_IO_FRAME_FROM_CLIENT;
  gsize before = self->part != NULL ? self->part->header_length : 0;
  guint8 joined[ENGINE_IO_FRAME_MAX_HEADER];
  const guint8 *header = *data;
  gsize n = *length;
  g_autoptr (GError) cause = NULL;

  if (self->may_be_packed)
    rules |= ENGINE_IO_FRAME_MAY_BE_PACKED;
  if (before > 0) {
    n = MIN (before + *length, sizeof joined);
    memcpy (joined, self->part->header, before);
    memcpy (joined + before, *data, n - before);
    header = joined;
  }

  if (engine_io_frame_read (header, n, rules, frame, &cause)) {
    *data += frame->header_length - before;
    *length -= frame->header_length - before;
    if (before > 0) {
      self->part->header_length = 0;
      if (self->part->first == 0)
        engine_io_frame_reader_clear (self);
    }
    return check_header (self, frame, error);
  }
  if (cause != NULL) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }

  if (n > 0) {
    g_assert (n < ENGINE_IO_FRAME_MAX_HEADER);
    memcpy (get_part (self)->header, header, n);
    self->part->header_length = (guint8) n;
  }
  *data += *length;
  *length = 0;

  return FALSE;
}

/* --- what is whole -------------------------------------------------------- */

static gboolean
is_close_code (guint code)
{
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
         (code >= 3000 && code <= 4999);
}

static gboolean
give_control (const EngineIoFrame *frame,
              const guint8 *data,
              gsize length,
              EngineIoFrameEvent *event,
              GError **error)
{
  EngineIoUtf8 utf8 = { 0 };

  event->type = (EngineIoFrameType) (frame->first & ENGINE_IO_FRAME_TYPE);
  event->data = data;
  event->length = length;
  if (event->type != ENGINE_IO_FRAME_CLOSE)
    return TRUE;

  event->code = SOUP_WEBSOCKET_CLOSE_NO_STATUS;
  if (length == 0)
    return TRUE;
  if (length == 1)
    return fail (error, SOUP_WEBSOCKET_CLOSE_PROTOCOL_ERROR, "A close frame has half a code");

  event->code = (guint) data[0] << 8 | data[1];
  event->data += 2;
  event->length -= 2;
  if (!is_close_code (event->code))
    return fail (error, SOUP_WEBSOCKET_CLOSE_PROTOCOL_ERROR, "A close frame has no valid code");
  if (!engine_io_utf8_check (&utf8, event->data, event->length) || !engine_io_utf8_is_whole (&utf8))
    return fail_text (error);

  return TRUE;
}

/* Inflates what @event has. */
static gboolean
unpack (EngineIoFrameReader *self, EngineIoFrameEvent *event, GError **error)
{
  EngineIoUtf8 utf8 = { 0 };
  g_autoptr (GByteArray) packed = g_steal_pointer (&event->memory);

  event->memory = engine_io_packing_unpack (event->data, event->length, get_limit (self), error);
  if (event->memory == NULL)
    return FALSE;

  event->data = event->memory->data;
  event->length = event->memory->len;
  if (event->type == ENGINE_IO_FRAME_TEXT &&
      (!engine_io_utf8_check (&utf8, event->data, event->length) ||
       !engine_io_utf8_is_whole (&utf8)))
    return fail_text (error);

  return TRUE;
}

/* A message; plain text has been checked up to its end. */
static gboolean
give_message (EngineIoFrameReader *self,
              guint8 first,
              const EngineIoUtf8 *utf8,
              EngineIoFrameEvent *event,
              GError **error)
{
  event->type = (EngineIoFrameType) (first & ENGINE_IO_FRAME_TYPE);
  if ((first & ENGINE_IO_FRAME_PACKED) != 0)
    return unpack (self, event, error);
  if (event->type == ENGINE_IO_FRAME_TEXT && !engine_io_utf8_is_whole (utf8))
    return fail_text (error);

  return TRUE;
}

/* Where nothing was before and nothing is missing, nothing has to be kept. */
static gboolean
give_at_once (EngineIoFrameReader *self,
              const EngineIoFrame *frame,
              guint8 *payload,
              EngineIoFrameEvent *event,
              GError **error)
{
  gsize length = (gsize) frame->length;
  EngineIoUtf8 utf8 = { 0 };

  engine_io_frame_mask (payload, payload, length, frame->mask);
  if (is_control (frame))
    return give_control (frame, payload, length, event, error);

  if (is_plain_text (frame->first) && !engine_io_utf8_check (&utf8, payload, length))
    return fail_text (error);
  event->data = payload;
  event->length = length;

  return give_message (self, frame->first, &utf8, event, error);
}

/* --- what comes in parts -------------------------------------------------- */

static void
begin_frame (EngineIoFrameReader *self, const EngineIoFrame *frame)
{
  EngineIoFramePart *part = get_part (self);

  part->in_frame = TRUE;
  part->frame = *frame;
  part->received = 0;
  if (!is_control (frame) && part->first == 0) {
    part->first = frame->first;
    part->message = g_byte_array_new ();
  }
}

/* Takes what there is of the payload; FALSE with an error if that is no text. */
static gboolean
take_payload (EngineIoFramePart *part, guint8 **data, gsize *length, GError **error)
{
  const EngineIoFrame *frame = &part->frame;
  gsize n = (gsize) MIN (frame->length - part->received, *length);
  guint8 *to = NULL;
  guint8 mask[4];

  if (n == 0)
    return TRUE;

  for (guint i = 0; i < sizeof mask; i++)
    mask[i] = frame->mask[(part->received + i) % sizeof mask];
  if (is_control (frame)) {
    to = part->control + part->received;
  } else {
    guint before = part->message->len;

    g_byte_array_set_size (part->message, before + (guint) n);
    to = part->message->data + before;
  }
  engine_io_frame_mask (to, *data, n, mask);
  part->received += n;
  *data += n;
  *length -= n;

  if (!is_control (frame) && is_plain_text (part->first) &&
      !engine_io_utf8_check (&part->utf8, to, n))
    return fail_text (error);

  return TRUE;
}

/* A frame is whole; TRUE if that is something to give. */
static gboolean
end_frame (EngineIoFrameReader *self, EngineIoFrameEvent *event, GError **error)
{
  EngineIoFramePart *part = self->part;
  EngineIoFrame frame = part->frame;
  EngineIoUtf8 utf8 = part->utf8;
  guint8 first = part->first;

  part->in_frame = FALSE;
  if (is_control (&frame)) {
    event->memory = g_byte_array_new ();
    g_byte_array_append (event->memory, part->control, (guint) frame.length);
    if (first == 0)
      engine_io_frame_reader_clear (self);
    return give_control (&frame, event->memory->data, event->memory->len, event, error);
  }
  if ((frame.first & ENGINE_IO_FRAME_LAST) == 0)
    return FALSE;

  event->memory = g_steal_pointer (&part->message);
  event->data = event->memory->data;
  event->length = event->memory->len;
  engine_io_frame_reader_clear (self);

  return give_message (self, first, &utf8, event, error);
}

/* Whether a frame can be given as it lies there, without being kept first. */
static gboolean
is_whole (EngineIoFrameReader *self, const EngineIoFrame *frame, gsize length)
{
  if (frame->length > length)
    return FALSE;

  return is_control (frame) || (self->part == NULL && (frame->first & ENGINE_IO_FRAME_LAST) != 0);
}

static gboolean
read_on (EngineIoFrameReader *self,
         guint8 **data,
         gsize *length,
         EngineIoFrameEvent *event,
         GError **error)
{
  gboolean given = FALSE;

  while (!given) {
    g_autoptr (GError) cause = NULL;

    if (self->part == NULL || !self->part->in_frame) {
      EngineIoFrame frame;

      if (!take_header (self, data, length, &frame, error))
        return FALSE;
      if (is_whole (self, &frame, *length)) {
        guint8 *payload = *data;

        *data += frame.length;
        *length -= (gsize) frame.length;
        return give_at_once (self, &frame, payload, event, error);
      }
      begin_frame (self, &frame);
    }

    if (!take_payload (self->part, data, length, error) ||
        self->part->received < self->part->frame.length)
      return FALSE;
    given = end_frame (self, event, &cause);
    if (cause != NULL) {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  }

  return TRUE;
}

/* --- the reader ----------------------------------------------------------- */

gboolean
engine_io_frame_reader_next (EngineIoFrameReader *self,
                             guint8 **data,
                             gsize *length,
                             EngineIoFrameEvent *event,
                             GError **error)
{
  memset (event, 0, sizeof *event);
  if (!read_on (self, data, length, event, error)) {
    engine_io_frame_event_clear (event);
    return FALSE;
  }
  if (event->data == NULL)
    event->data = (const guint8 *) "";

  return TRUE;
}

void
engine_io_frame_reader_clear (EngineIoFrameReader *self)
{
  if (self->part != NULL)
    g_clear_pointer (&self->part->message, g_byte_array_unref);
  g_clear_pointer (&self->part, g_free);
}

void
engine_io_frame_event_clear (EngineIoFrameEvent *event)
{
  g_clear_pointer (&event->memory, g_byte_array_unref);
}
