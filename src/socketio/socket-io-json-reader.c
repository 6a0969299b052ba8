/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading JSON: a strict reader (RFC 8259) that fills JsonNodes in one pass.
 *
 * Why one of our own.  JsonParser goes through a general scanner, which takes three
 * times as long, cuts a string at \u0000 without a word, holds 2^63 for 2^63 - 1, and
 * refuses the lone surrogates that JavaScript sends.  What a peer sends is the
 * hottest and the most hostile input of the library, so it is read here and only here.
 *
 * How.  The text is copied once and read in that copy: a string's escapes are decoded
 * where they stand (they only ever get shorter), and a NUL takes the place of its
 * closing quote.  So the names and strings that json-glib duplicates anyway are
 * already what it wants, and nothing else is allocated.  The NUL behind the copy
 * ends every inner loop without a look at the length.
 *
 * What a JsonNode cannot hold: U+0000 and lone surrogates become U+FFFD, as a lone one
 * does when JavaScript writes it as UTF-8; an integer beyond 64 bits becomes a double,
 * as all numbers are in JavaScript.  To refuse them would be to give everybody who may
 * write a text the means to cut off all who receive it.
 */
#include "socket-io-json.h"

#include "socket-io-error.h"

#include <errno.h>
#include <string.h>

/* Texts up to this size, which is nearly every message, are read in a copy on the stack. */
#define SMALL_TEXT 2048

/* This many digits fit a guint64 whatever they are. */
#define SAFE_DIGITS 18

typedef struct {
  char *text; /* our copy, with a NUL behind its end */
  char *end;
  char *at; /* what is read next */
  guint depth;
  GError **error;
} Reader;

typedef enum {
  VALUE_NULL,
  VALUE_BOOLEAN,
  VALUE_INT,
  VALUE_DOUBLE,
  VALUE_STRING,
  VALUE_ARRAY,
  VALUE_OBJECT,
} ValueType;

/* A value before json-glib has it: there is a cheap call for each kind of value and each kind of
 * container, so no node is made that would only be handed on. */
typedef struct {
  ValueType type;
  union {
    gboolean boolean;
    gint64 integer;
    double number;
    const char *string; /* borrowed from the copy */
    JsonArray *array;   /* owned */
    JsonObject *object; /* owned */
  };
} Value;

/* What a byte means inside a string.  The first two are ordered: their maximum over a run of bytes
 * says whether the run has to be checked as UTF-8. */
enum { PLAIN, HIGH, QUOTE, ESCAPE, CONTROL };

static const guint8 classes[256] = {
  [0x00 ... 0x1f] = CONTROL,
  ['"'] = QUOTE,
  ['\\'] = ESCAPE,
  [0x80 ... 0xff] = HIGH,
};

static gboolean
fail (Reader *self, const char *at, const char *what)
{
  g_set_error (self->error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE, "Invalid JSON at byte %zu: %s",
               (gsize) (at - self->text), at >= self->end ? "the text ends too early" : what);

  return FALSE;
}

static inline void
skip_space (Reader *self)
{
  while (*self->at == ' ' || *self->at == '\n' || *self->at == '\r' || *self->at == '\t')
    self->at++;
}

static gboolean
read_hex (const char *digits, guint *unit)
{
  *unit = 0;

  for (guint i = 0; i < 4; i++) {
    int digit = g_ascii_xdigit_value (digits[i]);

    if (digit < 0)
      return FALSE;
    *unit = *unit << 4 | (guint) digit;
  }

  return TRUE;
}

/* Decodes the \u escape at @in to @out, and moves both. */
static gboolean
read_unicode_escape (Reader *self, char **in, char **out)
{
  guint unit = 0;
  guint low = 0;

  if (!read_hex (*in + 2, &unit))
    return fail (self, *in, "\\u needs four hexadecimal digits");
  *in += 6;

  if (unit >= 0xd800 && unit <= 0xdbff && (*in)[0] == '\\' && (*in)[1] == 'u' &&
      read_hex (*in + 2, &low) && low >= 0xdc00 && low <= 0xdfff) {
    unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    *in += 6;
  } else if (unit == 0 || (unit >= 0xd800 && unit <= 0xdfff)) {
    unit = 0xfffd;
  }
  *out += g_unichar_to_utf8 (unit, *out);

  return TRUE;
}

/* Decodes the escape at @in to @out, and moves both.  A digit that is not there is a NUL at the
 * latest, so nothing is read behind the copy. */
static gboolean
read_escape (Reader *self, char **in, char **out)
{
  char meaning = '\0';

  switch ((*in)[1]) {
  case '"':
  case '\\':
  case '/':
    meaning = (*in)[1];
    break;
  case 'b':
    meaning = '\b';
    break;
  case 'f':
    meaning = '\f';
    break;
  case 'n':
    meaning = '\n';
    break;
  case 'r':
    meaning = '\r';
    break;
  case 't':
    meaning = '\t';
    break;
  case 'u':
    return read_unicode_escape (self, in, out);
  default:
    return fail (self, *in + 1, "no such escape");
  }
  *in += 2;
  *(*out)++ = meaning;

  return TRUE;
}

/* Reads the string whose quote is next; gives it NUL-terminated, borrowed from the copy. */
static const char *
read_string (Reader *self)
{
  char *start = self->at + 1;
  char *in = start;
  char *out = start;

  while (TRUE) {
    char *run = in;
    guint8 seen = PLAIN;
    guint8 class = PLAIN;
    const char *invalid = NULL;

    while ((class = classes[(guint8) *in]) <= HIGH) {
      seen |= class;
      in++;
    }
    if (seen == HIGH && !g_utf8_validate_len (run, (gsize) (in - run), &invalid)) {
      fail (self, invalid, "not valid UTF-8");
      return NULL;
    }
    if (out != run)
      memmove (out, run, (gsize) (in - run));
    out += in - run;

    if (class == QUOTE)
      break;
    if (class == CONTROL) {
      fail (self, in, "a control character in a string");
      return NULL;
    }
    if (!read_escape (self, &in, &out))
      return NULL;
  }
  *out = '\0';
  self->at = in + 1;

  return start;
}

static inline const char *
skip_digits (const char *at)
{
  while (*at >= '0' && *at <= '9')
    at++;

  return at;
}

static void
read_long_integer (Reader *self, Value *value)
{
  errno = 0;
  value->type = VALUE_INT;
  value->integer = g_ascii_strtoll (self->at, NULL, 10);
  if (errno == ERANGE) {
    value->type = VALUE_DOUBLE;
    value->number = g_ascii_strtod (self->at, NULL);
  }
}

static gboolean
read_number (Reader *self, Value *value)
{
  gboolean negative = *self->at == '-';
  char *digits = self->at + negative;
  char *at = digits;
  guint64 magnitude = 0;

  if (*at == '0') {
    at++;
  } else if (*at >= '1' && *at <= '9') {
    /* May wrap around: then there are too many digits, and it is not used. */
    for (; *at >= '0' && *at <= '9'; at++)
      magnitude = magnitude * 10 + (guint64) (*at - '0');
  } else {
    return fail (self, at, "a value or a number's digit is expected");
  }

  if (G_LIKELY (*at != '.' && *at != 'e' && *at != 'E')) {
    if (G_LIKELY (at - digits <= SAFE_DIGITS)) {
      value->type = VALUE_INT;
      value->integer = negative ? -(gint64) magnitude : (gint64) magnitude;
    } else {
      read_long_integer (self, value);
    }
    self->at = at;
    return TRUE;
  }

  if (*at == '.') {
    digits = at + 1;
    at = (char *) skip_digits (digits);
    if (at == digits)
      return fail (self, at, "a digit is expected behind the decimal point");
  }
  if (*at == 'e' || *at == 'E') {
    digits = at + 1;
    if (*digits == '+' || *digits == '-')
      digits++;
    at = (char *) skip_digits (digits);
    if (at == digits)
      return fail (self, at, "a digit is expected in the exponent");
  }
  value->type = VALUE_DOUBLE;
  value->number = g_ascii_strtod (self->at, NULL);
  self->at = at;

  return TRUE;
}

static gboolean
read_word (Reader *self, const char *word)
{
  gsize length = strlen (word);

  if (strncmp (self->at, word, length) != 0)
    return fail (self, self->at, "a value is expected");
  self->at += length;

  return TRUE;
}

static void
add_element (JsonArray *array, const Value *value)
{
  switch (value->type) {
  case VALUE_NULL:
    json_array_add_null_element (array);
    break;
  case VALUE_BOOLEAN:
    json_array_add_boolean_element (array, value->boolean);
    break;
  case VALUE_INT:
    json_array_add_int_element (array, value->integer);
    break;
  case VALUE_DOUBLE:
    json_array_add_double_element (array, value->number);
    break;
  case VALUE_STRING:
    json_array_add_string_element (array, value->string);
    break;
  case VALUE_ARRAY:
    json_array_add_array_element (array, value->array);
    break;
  case VALUE_OBJECT:
    json_array_add_object_element (array, value->object);
    break;
  }
}

static void
set_member (JsonObject *object, const char *name, const Value *value)
{
  switch (value->type) {
  case VALUE_NULL:
    json_object_set_null_member (object, name);
    break;
  case VALUE_BOOLEAN:
    json_object_set_boolean_member (object, name, value->boolean);
    break;
  case VALUE_INT:
    json_object_set_int_member (object, name, value->integer);
    break;
  case VALUE_DOUBLE:
    json_object_set_double_member (object, name, value->number);
    break;
  case VALUE_STRING:
    json_object_set_string_member (object, name, value->string);
    break;
  case VALUE_ARRAY:
    json_object_set_array_member (object, name, value->array);
    break;
  case VALUE_OBJECT:
    json_object_set_object_member (object, name, value->object);
    break;
  }
}

/* Puts the value into a node, new or with a former value. */
static void
fill_node (JsonNode *node, const Value *value)
{
  switch (value->type) {
  case VALUE_NULL:
    json_node_init_null (node);
    break;
  case VALUE_BOOLEAN:
    json_node_init_boolean (node, value->boolean);
    break;
  case VALUE_INT:
    json_node_init_int (node, value->integer);
    break;
  case VALUE_DOUBLE:
    json_node_init_double (node, value->number);
    break;
  case VALUE_STRING:
    json_node_init_string (node, value->string);
    break;
  case VALUE_ARRAY:
    json_node_init (node, JSON_NODE_ARRAY);
    json_node_take_array (node, value->array);
    break;
  case VALUE_OBJECT:
    json_node_init (node, JSON_NODE_OBJECT);
    json_node_take_object (node, value->object);
    break;
  }
}

/* The one place where the grammar is recursive. */
static gboolean read_value (Reader *self, Value *value);

static gboolean
read_elements (Reader *self, JsonArray *array)
{
  Value element;

  self->at++;
  skip_space (self);
  if (*self->at == ']') {
    self->at++;
    return TRUE;
  }

  while (TRUE) {
    if (!read_value (self, &element))
      return FALSE;
    add_element (array, &element);

    skip_space (self);
    if (*self->at == ']')
      break;
    if (*self->at != ',')
      return fail (self, self->at, "a comma or ] is expected");
    self->at++;
    skip_space (self);
  }
  self->at++;

  return TRUE;
}

static gboolean
read_member (Reader *self, const char **name, Value *value)
{
  if (*self->at != '"')
    return fail (self, self->at, "a member's name is expected");
  *name = read_string (self);
  if (*name == NULL)
    return FALSE;

  skip_space (self);
  if (*self->at != ':')
    return fail (self, self->at, "a colon is expected");
  self->at++;
  skip_space (self);

  return read_value (self, value);
}

/*
 * The last of several members with one name wins.  json-glib searches all names for the
 * one to replace, so a hostile text could make that take forever; it does so once
 * here, which shows in the size, and from then on we look first.
 */
static gboolean
read_members (Reader *self, JsonObject *object)
{
  guint n_members = 0;
  Value value;
  const char *name = NULL;

  self->at++;
  skip_space (self);
  if (*self->at == '}') {
    self->at++;
    return TRUE;
  }

  while (TRUE) {
    JsonNode *former = NULL;

    if (!read_member (self, &name, &value))
      return FALSE;
    if (json_object_get_size (object) != n_members)
      former = json_object_get_member (object, name);
    if (former != NULL)
      fill_node (former, &value);
    else
      set_member (object, name, &value);
    n_members++;

    skip_space (self);
    if (*self->at == '}')
      break;
    if (*self->at != ',')
      return fail (self, self->at, "a comma or } is expected");
    self->at++;
    skip_space (self);
  }
  self->at++;

  return TRUE;
}

static gboolean
read_array (Reader *self, Value *value)
{
  g_autoptr (JsonArray) array = NULL;

  if (self->depth == SOCKET_IO_JSON_MAX_DEPTH)
    return fail (self, self->at, "too many arrays and objects in each other");

  array = json_array_new ();
  self->depth++;
  if (!read_elements (self, array))
    return FALSE;
  self->depth--;

  value->type = VALUE_ARRAY;
  value->array = g_steal_pointer (&array);

  return TRUE;
}

static gboolean
read_object (Reader *self, Value *value)
{
  g_autoptr (JsonObject) object = NULL;

  if (self->depth == SOCKET_IO_JSON_MAX_DEPTH)
    return fail (self, self->at, "too many arrays and objects in each other");

  object = json_object_new ();
  self->depth++;
  if (!read_members (self, object))
    return FALSE;
  self->depth--;

  value->type = VALUE_OBJECT;
  value->object = g_steal_pointer (&object);

  return TRUE;
}

static gboolean
read_value (Reader *self, Value *value)
{
  switch (*self->at) {
  case '"':
    value->type = VALUE_STRING;
    value->string = read_string (self);
    return value->string != NULL;
  case '{':
    return read_object (self, value);
  case '[':
    return read_array (self, value);
  case 't':
    value->type = VALUE_BOOLEAN;
    value->boolean = TRUE;
    return read_word (self, "true");
  case 'f':
    value->type = VALUE_BOOLEAN;
    value->boolean = FALSE;
    return read_word (self, "false");
  case 'n':
    value->type = VALUE_NULL;
    return read_word (self, "null");
  default:
    return read_number (self, value);
  }
}

static void
clear_value (Value *value)
{
  if (value->type == VALUE_ARRAY)
    json_array_unref (value->array);
  else if (value->type == VALUE_OBJECT)
    json_object_unref (value->object);
}

/**
 * socket_io_json_parse:
 * @text: (array length=length) (element-type guint8): a JSON text in UTF-8; needs no NUL at its end
 * @length: its length in bytes
 * @error: return location for an error
 *
 * Reads one JSON text, strictly: nothing may follow it but white space.
 *
 * Of members with the same name the last wins.  Integers that do not fit 64 bits
 * become doubles; `\u0000` and lone surrogates, which a [struct@Json.Node] cannot hold,
 * U+FFFD.  Refused with %SOCKET_IO_ERROR_PARSE, beside all that is no JSON: nesting beyond
 * %SOCKET_IO_JSON_MAX_DEPTH.  The error's message has the position.
 *
 * Returns: (transfer full): the value, or %NULL with @error set
 */
JsonNode *
socket_io_json_parse (const char *text, gsize length, GError **error)
{
  char small[SMALL_TEXT];
  g_autofree char *large = NULL;
  JsonNode *node = NULL;
  Reader self = { .error = error };
  Value value;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  if (length >= sizeof small)
    large = g_malloc (length + 1);
  self.text = large != NULL ? large : small;
  if (length > 0)
    memcpy (self.text, text, length);
  self.at = self.text;
  self.end = self.text + length;
  *self.end = '\0';

  skip_space (&self);
  if (!read_value (&self, &value))
    return NULL;
  skip_space (&self);
  if (self.at != self.end) {
    fail (&self, self.at, "the text goes on behind its value");
    clear_value (&value);
    return NULL;
  }

  node = json_node_alloc ();
  fill_node (node, &value);

  return node;
}
