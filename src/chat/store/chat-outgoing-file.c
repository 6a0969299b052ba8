/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file that is to go, as it lies on the disk: with a message that waits, or with a draft.
 */
#include "chat-outgoing-file.h"

#include "chat-row.h"

#define LIST_TYPE "a(sssssxuu)"

ChatOutgoingFile *
chat_outgoing_file_copy (const ChatOutgoingFile *self)
{
  ChatOutgoingFile *copy = g_new0 (ChatOutgoingFile, 1);

  *copy = *self;
  copy->original = g_strdup (self->original);
  copy->copy = g_strdup (self->copy);
  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);
  copy->type = g_strdup (self->type);

  return copy;
}

void
chat_outgoing_file_free (ChatOutgoingFile *self)
{
  g_free (self->original);
  g_free (self->copy);
  g_free (self->id);
  g_free (self->name);
  g_free (self->type);
  g_free (self);
}

GPtrArray *
chat_outgoing_file_list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) chat_outgoing_file_free);
}

GPtrArray *
chat_outgoing_file_list_copy (GPtrArray *list)
{
  GPtrArray *copy = chat_outgoing_file_list_new ();

  for (guint i = 0; i < list->len; i++)
    g_ptr_array_add (copy, chat_outgoing_file_copy (list->pdata[i]));

  return copy;
}

GBytes *
chat_outgoing_file_list_write (GPtrArray *list)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE (LIST_TYPE));
  g_autoptr (GVariant) written = NULL;

  if (list->len == 0)
    return NULL;

  for (guint i = 0; i < list->len; i++) {
    const ChatOutgoingFile *file = list->pdata[i];

    g_variant_builder_add (&builder, "(sssssxuu)", chat_row_or_empty (file->original),
                           chat_row_or_empty (file->copy), chat_row_or_empty (file->id),
                           chat_row_or_empty (file->name), chat_row_or_empty (file->type),
                           file->size, file->width, file->height);
  }
  written = g_variant_ref_sink (g_variant_builder_end (&builder));

  return g_variant_get_data_as_bytes (written);
}

/* What is in @bytes comes behind what is in @list. */
void
chat_outgoing_file_list_read (GPtrArray *list, GBytes *bytes)
{
  g_autoptr (GVariant) written = NULL;
  GVariantIter each;
  const char *original = NULL;
  const char *copy = NULL;
  const char *id = NULL;
  const char *name = NULL;
  const char *type = NULL;
  ChatOutgoingFile found = { 0 };

  if (bytes == NULL)
    return;

  /* A file can be damaged: what GVariant makes of that is empty, not wrong. */
  written =
    g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (LIST_TYPE), bytes, FALSE));
  g_variant_iter_init (&each, written);
  while (g_variant_iter_next (&each, "(&s&s&s&s&sxuu)", &original, &copy, &id, &name, &type,
                              &found.size, &found.width, &found.height)) {
    ChatOutgoingFile *file = g_new0 (ChatOutgoingFile, 1);

    *file = found;
    file->original = chat_row_dup_or_null (original);
    file->copy = chat_row_dup_or_null (copy);
    file->id = chat_row_dup_or_null (id);
    file->name = chat_row_dup_or_null (name);
    file->type = chat_row_dup_or_null (type);
    g_ptr_array_add (list, file);
  }
}
