/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What whoever looks after a server does at a terminal.  A command opens the database itself;
 * SQLite sees to it that a running server and a command do not get into each other's way, and the
 * server finds what was done with the next thing that it looks up.
 */
#include "server-commands.h"

#include "db-migrations.h"
#include "server-accounts.h"
#include "server-error.h"
#include "server-house.h"
#include "server-messages.h"
#include "server-names.h"

#include <sodium.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#define DAY_MS (G_GINT64_CONSTANT (24) * 60 * 60 * 1000)

typedef struct {
  ServerConfig *config;
  DbConnection *db;
  char **arguments; /* as many as the command wants */
} Command;

static ServerRequest
make_request (Command *command)
{
  return (ServerRequest) {
    .db = command->db,
    .limits = &command->config->limits,
    .now = g_get_real_time () / 1000,
    .outcome = server_outcome_new (),
  };
}

/* --- the data -------------------------------------------------------------------------- */

static gboolean
back_up (Command *command, GError **error)
{
  return db_connection_back_up (command->db, command->arguments[0], error);
}

static gboolean
check (Command *command, GError **error)
{
  if (!db_connection_check (command->db, error))
    return FALSE;

  printf ("The database is sound.\n");
  return TRUE;
}

/* One message a line, as the protocol writes it, in UTF-8 whatever the terminal speaks. */
static gboolean
print_messages (ServerRequest *request, DbStatement *numbers, GError **error)
{
  while (db_statement_next (numbers)) {
    g_autoptr (JsonObject)
      message = server_messages_get (request, db_statement_get_int (numbers, 0), error);
    g_autoptr (JsonNode) node = NULL;
    g_autofree char *line = NULL;

    if (message == NULL)
      return FALSE;
    node = json_node_init_object (json_node_alloc (), message);
    line = json_to_string (node, FALSE);
    printf ("%s\n", line);
  }

  return db_statement_end (numbers, error);
}

static gboolean
export_room (Command *command, GError **error)
{
  ServerRequest request = make_request (command);
  g_autoptr (ServerOutcome) outcome = request.outcome;
  g_autoptr (DbStatement)
    find = server_request_query (&request, error, "SELECT number FROM room WHERE id = ?1", "s",
                                 command->arguments[0]);
  g_autoptr (DbStatement) numbers = NULL;

  if (find == NULL)
    return FALSE;
  if (!db_statement_next (find)) {
    if (db_statement_end (find, error))
      g_set_error_literal (error, SERVER_ERROR, SERVER_ERROR_NOT_FOUND, "There is no such room");
    return FALSE;
  }
  numbers = server_request_query (&request, error,
                                  "SELECT number FROM message WHERE room = ?1 ORDER BY seq", "i",
                                  db_statement_get_int (find, 0));

  return numbers != NULL && print_messages (&request, numbers, error);
}

static gboolean
print_table (Command *command, const char *sql, int n_columns, GError **error)
{
  g_autoptr (DbStatement) rows = db_statement_new (command->db, sql, error);

  if (rows == NULL)
    return FALSE;
  while (db_statement_next (rows)) {
    for (int i = 0; i < n_columns; i++) {
      const char *text = db_statement_get_text (rows, i);

      printf ("%s%s", text != NULL ? text : "", i < n_columns - 1 ? "\t" : "\n");
    }
  }

  return db_statement_end (rows, error);
}

static gboolean
list_rooms (Command *command, GError **error)
{
  return print_table (command,
                      "SELECT id, kind, name, n_members, last_seq FROM room ORDER BY last_at DESC",
                      5, error);
}

/* --- people ------------------------------------------------------------------------------ */

static gboolean
list_users (Command *command, GError **error)
{
  return print_table (command, "SELECT name, kind, display_name, id FROM user ORDER BY name_key", 4,
                      error);
}

/* From a terminal without showing it, otherwise the first line that comes. */
static char *
read_password (GError **error)
{
  struct termios shown;
  struct termios hidden;
  g_autofree char *line = NULL;
  gsize size = 0;
  gboolean terminal = tcgetattr (STDIN_FILENO, &shown) == 0;

  if (terminal) {
    hidden = shown;
    hidden.c_lflag &= ~(tcflag_t) ECHO;
    g_printerr ("Password: ");
    tcsetattr (STDIN_FILENO, TCSANOW, &hidden);
  }
  if (getline (&line, &size, stdin) < 0)
    g_set_str (&line, "");
  if (terminal) {
    tcsetattr (STDIN_FILENO, TCSANOW, &shown);
    g_printerr ("\n");
  }

  line[strcspn (line, "\r\n")] = '\0';
  if (*line != '\0')
    return g_steal_pointer (&line);

  g_set_error_literal (error, SERVER_ERROR, SERVER_ERROR_PASSWORD_WEAK, "There is no password");
  return NULL;
}

/* The hash of a password that may be one. */
static char *
read_hash (const char *name, GError **error)
{
  g_autofree char *password = read_password (error);
  char *hash = NULL;

  if (password == NULL || !server_credentials_check_password (name, password, error))
    return NULL;
  hash = server_accounts_hash_password (password);
  if (hash == NULL)
    g_set_error_literal (error, SERVER_ERROR, SERVER_ERROR_STORAGE,
                         "There is no memory to hash a password");

  return hash;
}

/* In a transaction, as everything that writes. */
static gboolean
end_transaction (Command *command, gboolean done, GError **error)
{
  if (done && db_connection_commit (command->db, error))
    return TRUE;

  db_connection_roll_back (command->db);
  return FALSE;
}

static gboolean
add_account (Command *command, ServerCredentials *credentials, const char *hash, GError **error)
{
  ServerRequest request = make_request (command);
  g_autoptr (ServerOutcome) outcome = request.outcome;
  ServerPolicy policy = { .admission = SERVER_ADMISSION_OPEN };

  if (!server_names_check (credentials->name, request.limits->name, error) ||
      !db_connection_begin (command->db, error) ||
      !end_transaction (command,
                        server_accounts_sign_up (&request, credentials, &policy, hash, error),
                        error))
    return FALSE;
  if (credentials->bot)
    printf ("%s\n", json_object_get_string_member (outcome->answer, "token"));

  return TRUE;
}

static gboolean
add_user (Command *command, GError **error)
{
  const char *name = command->arguments[0];
  ServerCredentials credentials = { .name = name, .enrol = TRUE };
  g_autofree char *hash = read_hash (name, error);

  return hash != NULL && add_account (command, &credentials, hash, error);
}

/* Its token is shown once. */
static gboolean
add_bot (Command *command, GError **error)
{
  ServerCredentials credentials = { .name = command->arguments[0], .enrol = TRUE, .bot = TRUE };

  return add_account (command, &credentials, NULL, error);
}

/* Whoever has a device of theirs is out with it, at the latest when it connects again. */
static gboolean
write_password (Command *command, const char *key, const char *hash, GError **error)
{
  ServerRequest request = make_request (command);
  g_autoptr (ServerOutcome) outcome = request.outcome;

  if (!server_request_run (&request, error,
                           "UPDATE user SET password = ?1 WHERE name_key = ?2 AND kind = 'person'",
                           "ss", hash, key))
    return FALSE;
  if (db_connection_get_n_changes (command->db) == 1)
    return server_request_run (
      &request, error,
      "DELETE FROM session WHERE user = (SELECT number FROM user WHERE name_key = ?1)", "s", key);

  g_set_error_literal (error, SERVER_ERROR, SERVER_ERROR_NOT_FOUND, "There is no such person");
  return FALSE;
}

static gboolean
set_password (Command *command, GError **error)
{
  const char *name = command->arguments[0];
  g_autofree char *hash = read_hash (name, error);
  g_autofree char *key = server_names_make_key (name);

  return hash != NULL && db_connection_begin (command->db, error) &&
         end_transaction (command, write_password (command, key, hash, error), error);
}

/* Whoever has the data may be anybody in it.  There is one such token for everybody at a time, so
 * that asking for it often pushes no other device out. */
static gboolean
make_token (Command *command, GError **error)
{
  ServerRequest request = make_request (command);
  g_autoptr (ServerOutcome) outcome = request.outcome;

  if (!db_connection_begin (command->db, error) ||
      !end_transaction (command,
                        server_accounts_issue_token (&request, command->arguments[0],
                                                     "parlour-server user token", error),
                        error))
    return FALSE;

  printf ("%s\n", json_object_get_string_member (outcome->answer, "token"));
  return TRUE;
}

/* USES and DAYS. */
static gboolean
make_invite (Command *command, GError **error)
{
  ServerRequest request = make_request (command);
  g_autoptr (ServerOutcome) outcome = request.outcome;
  guint64 uses = 0;
  guint64 days = 0;
  g_autofree char *code = NULL;

  if (!g_ascii_string_to_unsigned (command->arguments[0], 10, 1, G_MAXINT32, &uses, error) ||
      !g_ascii_string_to_unsigned (command->arguments[1], 10, 1, 3650, &days, error))
    return FALSE;
  code = server_accounts_make_invite (&request, (gint64) uses, request.now + (gint64) days * DAY_MS,
                                      error);
  if (code == NULL)
    return FALSE;

  printf ("%s\n", code);
  return TRUE;
}

/* --- all of them ---------------------------------------------------------------------------- */

/* What a command does to a database that is not there, or of an older version. */
typedef enum {
  DATA_MADE,     /* makes it, upgrades it */
  DATA_UPGRADED, /* wants one, upgrades it */
  DATA_AS_IT_IS, /* wants one, and leaves it to those who may want to go back */
} DataUse;

static const struct {
  const char *words; /* the command, then what it wants, in capitals */
  const char *help;
  gboolean (*run) (Command *command, GError **error);
  DataUse use;
} COMMANDS[] = {
  { "backup FILE", "Copy the database while it is in use", back_up, DATA_AS_IT_IS },
  { "check", "Look for damage in the database", check, DATA_AS_IT_IS },
  { "export ROOM", "Print the messages of a room as JSON Lines", export_room, DATA_UPGRADED },
  { "room list", "Print the rooms", list_rooms, DATA_UPGRADED },
  { "user list", "Print who has an account", list_users, DATA_UPGRADED },
  { "user add NAME", "Make an account; the password is asked for", add_user, DATA_MADE },
  { "user password NAME", "Set somebody's password, and sign them out", set_password,
    DATA_UPGRADED },
  { "user token NAME", "Print a token that signs somebody in without a password", make_token,
    DATA_UPGRADED },
  { "bot add NAME", "Make an account for a program, and print its token", add_bot, DATA_MADE },
  { "invite USES DAYS", "Print an invite that is good for so many people and days", make_invite,
    DATA_MADE },
};

char *
server_commands_describe (void)
{
  GString *text = g_string_new ("Commands:\n");

  for (guint i = 0; i < G_N_ELEMENTS (COMMANDS); i++)
    g_string_append_printf (text, "  %-20s %s\n", COMMANDS[i].words, COMMANDS[i].help);

  return g_string_free (text, FALSE);
}

/* Gives the first of the arguments if @words are a call of this command. */
static char **
match (guint index, char **words)
{
  g_auto (GStrv) expected = g_strsplit (COMMANDS[index].words, " ", -1);
  guint n_fixed = 0;

  if (g_strv_length (expected) != g_strv_length (words))
    return NULL;
  while (expected[n_fixed] != NULL && !g_ascii_isupper (*expected[n_fixed])) {
    if (!g_str_equal (expected[n_fixed], words[n_fixed]))
      return NULL;
    n_fixed++;
  }

  return words + n_fixed;
}

static gboolean
bring_up_to_date (DbConnection *db, GError **error)
{
  return db_migrations_apply (db, SERVER_HOUSE_SCHEMA, error) &&
         server_house_found (db, g_get_real_time () / 1000, error);
}

static DbConnection *
open_database (ServerConfig *config, DataUse use, GError **error)
{
  g_autofree char *path = server_config_build_path (config, "parlour.db");
  g_autoptr (DbConnection) db = NULL;

  if (use != DATA_MADE && !g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "There is no database in the folder %s",
                 config->data);
    return NULL;
  }
  if (!server_config_prepare_data (config, error))
    return NULL;
  db = db_connection_open (path, config->durability, error);
  if (db == NULL || !(use == DATA_AS_IT_IS ? db_migrations_check (db, SERVER_HOUSE_SCHEMA, error)
                                           : bring_up_to_date (db, error)))
    return NULL;

  return g_steal_pointer (&db);
}

/* What was not written was not done: a token or a message may be lost. */
static gboolean
end_output (GError **error)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return TRUE;

  g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_IO, "The output could not be written");
  return FALSE;
}

static gboolean
are_text (char **words, GError **error)
{
  for (guint i = 0; words[i] != NULL; i++) {
    if (!g_utf8_validate (words[i], -1, NULL)) {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           "The words of a command are UTF-8");
      return FALSE;
    }
  }

  return TRUE;
}

gboolean
server_commands_run (ServerConfig *config, char **words, GError **error)
{
  /* What is after this is no option, and it stays where that makes a difference. */
  if (g_strcmp0 (words[0], "--") == 0)
    words++;
  if (!are_text (words, error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (COMMANDS); i++) {
    Command command = { .config = config, .arguments = match (i, words) };
    g_autoptr (DbConnection) db = NULL;

    if (command.arguments == NULL)
      continue;
    if (sodium_init () < 0)
      g_error ("There is no source of random numbers");
    db = open_database (config, COMMANDS[i].use, error);
    command.db = db;
    return db != NULL && COMMANDS[i].run (&command, error) && end_output (error);
  }

  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                       "There is no such command, or it wants something else; see --help");
  return FALSE;
}
