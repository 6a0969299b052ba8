/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be done with a message: as the menu of its row, and as the few buttons
 * that come up under the pointer.  Both activate the row's own actions.
 */
#include "parlour-message-menu.h"

#include <glib/gi18n.h>

#include "chat-file.h"
#include "parlour-text.h"

static const char *const usual_emoji[] = { "👍", "❤️", "😂", "🎉", "😮", "🙏" };

static GtkWidget *
make_button (const char *icon_name, const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_widget_set_tooltip_text (button, label);
  gtk_widget_add_css_class (button, "flat");

  return button;
}

/* A menu closes when one of its items is pressed, but not for what is put into it. */
static void
pressed_cb (GtkWidget *button)
{
  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (button, GTK_TYPE_POPOVER)));
}

static GtkWidget *
make_emoji_strip (void)
{
  GtkWidget *strip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *more = NULL;

  gtk_widget_add_css_class (strip, "emoji-strip");
  for (gsize i = 0; i < G_N_ELEMENTS (usual_emoji); i++) {
    GtkWidget *button = gtk_button_new_with_label (usual_emoji[i]);

    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", usual_emoji[i]);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "message.react");
    gtk_widget_add_css_class (button, "flat");
    gtk_box_append (GTK_BOX (strip), button);
  }
  more = make_button ("list-add-symbolic", _ ("More Emoji"), "message.choose-emoji");
  gtk_box_append (GTK_BOX (strip), more);

  for (GtkWidget *button = gtk_widget_get_first_child (strip); button != NULL;
       button = gtk_widget_get_next_sibling (button))
    g_signal_connect (button, "clicked", G_CALLBACK (pressed_cb), NULL);

  return strip;
}

static void
append_if (GMenu *menu, gboolean condition, const char *label, const char *action)
{
  if (condition)
    g_menu_append (menu, label, action);
}

static void
append_section (GMenu *menu, GMenu *section)
{
  if (g_menu_model_get_n_items (G_MENU_MODEL (section)) > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

static GMenu *
make_emoji_section (void)
{
  GMenu *section = g_menu_new ();
  g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);

  g_menu_item_set_attribute (item, "custom", "s", "emoji");
  g_menu_append_item (section, item);

  return section;
}

/* Those that are here can be kept elsewhere. */
static GMenu *
make_file_section (ChatMessage *message)
{
  GListModel *files = chat_message_get_files (message);
  GMenu *section = g_menu_new ();

  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (ChatFile) file = g_list_model_get_item (files, i);
    g_autofree char *name = parlour_text_isolate (chat_file_get_name (file));
    /* Translators: %s is the name of a file. */
    g_autofree char *label = g_strdup_printf (_ ("Save “%s” As…"), name);
    g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

    if (chat_file_get_path (file) == NULL)
      continue;
    g_menu_item_set_action_and_target (item, "message.save-file", "u", i);
    g_menu_append_item (section, item);
  }

  return section;
}

/**
 * parlour_message_menu_new:
 * @message: a message
 * @rights: what can be done with it
 *
 * Returns: (transfer floating): a popover for the row of @message
 */
GtkWidget *
parlour_message_menu_new (ChatMessage *message, ParlourRights rights)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) section = g_menu_new ();
  g_autoptr (GMenu) emoji = make_emoji_section ();
  g_autoptr (GMenu) files = make_file_section (message);
  g_autoptr (GMenu) last = g_menu_new ();
  GtkWidget *popover = NULL;

  append_if (section, rights & PARLOUR_CAN_RETRY, _ ("_Retry"), "message.retry");
  append_if (section, rights & PARLOUR_CAN_REPLY, _ ("_Reply"), "message.reply");
  append_if (section, rights & PARLOUR_CAN_COPY, _ ("_Copy"), "message.copy");
  append_if (section, rights & PARLOUR_CAN_EDIT, _ ("_Edit"), "message.edit");
  append_if (section, rights & PARLOUR_CAN_SEE_READERS, _ ("_Seen by…"), "message.show-readers");
  append_if (last, rights & PARLOUR_CAN_DELETE, _ ("_Delete"), "message.delete");
  if (rights & PARLOUR_CAN_REACT)
    append_section (menu, emoji);
  append_section (menu, section);
  append_section (menu, files);
  append_section (menu, last);

  popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  if (rights & PARLOUR_CAN_REACT)
    gtk_popover_menu_add_child (GTK_POPOVER_MENU (popover), make_emoji_strip (), "emoji");

  return popover;
}

/**
 * parlour_message_menu_new_bar:
 * @rights: what can be done with a message
 *
 * Returns: (transfer floating): a few buttons for what is done most often
 */
GtkWidget *
parlour_message_menu_new_bar (ParlourRights rights)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (bar, "message-bar");
  if (rights & PARLOUR_CAN_REACT)
    gtk_box_append (GTK_BOX (bar),
                    make_button ("face-smile-symbolic", _ ("React"), "message.choose-emoji"));
  if (rights & PARLOUR_CAN_REPLY)
    gtk_box_append (GTK_BOX (bar),
                    make_button ("mail-reply-sender-symbolic", _ ("Reply"), "message.reply"));
  gtk_box_append (GTK_BOX (bar), make_button ("view-more-symbolic", _ ("More"), "message.menu"));

  return bar;
}
