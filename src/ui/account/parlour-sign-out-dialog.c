/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Asks before an account goes from this computer, and says what goes with it.
 */
#include "parlour-sign-out-dialog.h"

#include <glib/gi18n.h>

#include "parlour-text.h"

static char *
describe_loss (ChatSession *session)
{
  ChatAccount *account = chat_session_get_account (session);
  g_autofree char *title = parlour_text_isolate (chat_account_get_title (account));

  if (g_str_equal (chat_account_get_dialect (account), "plain"))
    /* Translators: %s is the name of a server. */
    return g_strdup_printf (_ ("The rooms you are in at %s are forgotten, and so is what was said "
                               "there."),
                            title);
  if (chat_user_get_kind (chat_session_get_me (session)) == CHAT_USER_KIND_GUEST)
    /* Translators: %s is the name of a server. */
    return g_strdup_printf (_ ("A guest cannot come back to %s as the same person."), title);

  /* Translators: %s is the name of a server. */
  return g_strdup_printf (_ ("Your conversations stay at %s. What this computer remembers of them "
                             "is deleted."),
                          title);
}

/**
 * parlour_sign_out_dialog_new:
 * @session: an account
 *
 * Returns: (transfer floating): a question
 */
AdwDialog *
parlour_sign_out_dialog_new (ChatSession *session)
{
  AdwAlertDialog *dialog = NULL;
  g_autofree char *loss = NULL;
  g_autoptr (GString) body = NULL;
  guint unsent = 0;

  g_return_val_if_fail (CHAT_IS_SESSION (session), NULL);

  loss = describe_loss (session);
  body = g_string_new (loss);
  unsent = chat_session_count_unsent (session);
  if (unsent > 0) {
    g_string_append (body, "\n\n");
    g_string_append_printf (body,
                            ngettext ("%u message or change has not been sent, and will be lost.",
                                      "%u messages and changes have not been sent, and will be "
                                      "lost.",
                                      unsent),
                            unsent);
  }

  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Sign Out?"), body->str));
  adw_alert_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "sign-out", _ ("Sign _Out"),
                                  NULL);
  adw_alert_dialog_set_response_appearance (dialog, "sign-out", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");

  return ADW_DIALOG (dialog);
}
