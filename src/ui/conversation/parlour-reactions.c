/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The emoji below a message, each with its number: one press says the same, or
 * takes it back.  What is there already is changed and not made anew, so that
 * whoever has just pressed one still has the focus on it.
 */
#include "parlour-reactions.h"

#include <glib/gi18n.h>

#include "chat-reaction.h"
#include "chat-user.h"
#include "parlour-text.h"

#define MAX_NAMES 10

struct _ParlourReactions {
  AdwBin parent_instance;

  GtkWidget *box;
  GPtrArray *chips; /* GtkButton, not owned */
};

G_DEFINE_FINAL_TYPE (ParlourReactions, parlour_reactions, ADW_TYPE_BIN)

/* "Amara Okafor, Wen Li and you": who said so, the first of them by name. */
static char *
name_users (GPtrArray *users)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < MIN (users->len, MAX_NAMES); i++) {
    ChatUser *user = g_ptr_array_index (users, i);
    g_autofree char *name = chat_user_get_is_me (user)
                              ? g_strdup (_ ("You"))
                              : parlour_text_to_name (chat_user_get_name (user));

    /* Translators: what stands between the names of people in a list. */
    g_string_append_printf (names, "%s%s", i > 0 ? C_ ("list", ", ") : "", name);
  }
  if (users->len > MAX_NAMES) {
    guint others = users->len - MAX_NAMES;

    /* Translators: ends a list of names. */
    g_string_append_printf (names, ngettext (" and %u other", " and %u others", others), others);
  }

  return g_string_free (names, FALSE);
}

static GtkWidget *
add_chip (ParlourReactions *self)
{
  GtkWidget *chip =
    g_object_new (GTK_TYPE_BUTTON, "accessible-role", GTK_ACCESSIBLE_ROLE_TOGGLE_BUTTON, NULL);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 16);
  gtk_button_set_child (GTK_BUTTON (chip), label);
  gtk_widget_add_css_class (chip, "chip");
  adw_wrap_box_append (ADW_WRAP_BOX (self->box), chip);
  g_ptr_array_add (self->chips, chip);

  return chip;
}

static void
update_chip (GtkWidget *chip, ChatReaction *reaction, gboolean can_react)
{
  GPtrArray *users = chat_reaction_get_users (reaction);
  gboolean mine = chat_reaction_get_mine (reaction);
  g_autofree char *emoji = parlour_text_to_line (chat_reaction_get_emoji (reaction));
  g_autofree char *names = name_users (users);
  g_autofree char *text = g_strdup_printf ("%s %u", emoji, users->len);
  /* Translators: a reaction to a message, for a screen reader: an emoji, and whose it is. */
  g_autofree char *description = g_strdup_printf (_ ("%s by %s"), emoji, names);

  gtk_label_set_label (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (chip))), text);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (chip), "s", chat_reaction_get_emoji (reaction));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (chip), "message.react");
  gtk_widget_set_tooltip_text (chip, names);
  gtk_widget_set_can_target (chip, can_react);
  if (mine)
    gtk_widget_add_css_class (chip, "mine");
  else
    gtk_widget_remove_css_class (chip, "mine");
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, description,
                                  -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_STATE_PRESSED,
                               mine ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE,
                               -1);
}

static void
parlour_reactions_finalize (GObject *object)
{
  g_ptr_array_unref (PARLOUR_REACTIONS (object)->chips);

  G_OBJECT_CLASS (parlour_reactions_parent_class)->finalize (object);
}

static void
parlour_reactions_class_init (ParlourReactionsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = parlour_reactions_finalize;

  gtk_widget_class_set_css_name (widget_class, "reactions");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
parlour_reactions_init (ParlourReactions *self)
{
  self->chips = g_ptr_array_new ();
  self->box = adw_wrap_box_new ();
  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (self->box), 4);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (self->box), 4);
  adw_bin_set_child (ADW_BIN (self), self->box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Reactions"), -1);
}

/**
 * parlour_reactions_new:
 *
 * Returns: (transfer floating): a row without reactions
 */
GtkWidget *
parlour_reactions_new (void)
{
  return g_object_new (PARLOUR_TYPE_REACTIONS, NULL);
}

/**
 * parlour_reactions_set:
 * @self: reactions
 * @reactions: (element-type ChatReaction): what to show
 * @can_react: whether pressing them does something
 */
void
parlour_reactions_set (ParlourReactions *self, GPtrArray *reactions, gboolean can_react)
{
  g_return_if_fail (PARLOUR_IS_REACTIONS (self));
  g_return_if_fail (reactions != NULL);

  while (self->chips->len > reactions->len) {
    GtkWidget *last = g_ptr_array_steal_index (self->chips, self->chips->len - 1);

    adw_wrap_box_remove (ADW_WRAP_BOX (self->box), last);
  }
  for (guint i = 0; i < reactions->len; i++)
    update_chip (i < self->chips->len ? g_ptr_array_index (self->chips, i) : add_chip (self),
                 g_ptr_array_index (reactions, i), can_react);
}
