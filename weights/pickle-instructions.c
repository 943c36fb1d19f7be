/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a pickle may do. Each instruction that fails may leave the reason to its caller:
 * the file is damaged. */

#include "pickle-machine.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_COPIES      100000 /* of items, where a list becomes a dictionary */
#define MAX_NAME_LENGTH 200

/* Carries out one instruction; many differ in a number only. */
typedef gboolean (*Instruction) (FvMachine *machine, guint argument);

/* Numbers and text ------------------------------------------------------------------ */

/* @argument: how many bytes to pass over */
static gboolean
run_skip (FvMachine *machine, guint argument)
{
  return fv_machine_take (machine, argument) != NULL;
}

/* @argument: the kind of a value that has no content, or none yet */
static gboolean
run_empty (FvMachine *machine, guint argument)
{
  return fv_machine_push_integer (machine, argument, 0);
}

static gboolean
run_boolean (FvMachine *machine, guint argument)
{
  return fv_machine_push_integer (machine, FV_PICKLE_BOOLEAN, argument);
}

/* @argument: how many bytes the number has; only one of four bytes has a sign */
static gboolean
run_integer (FvMachine *machine, guint argument)
{
  guint64 number;

  return fv_machine_take_number (machine, argument, &number) &&
         fv_machine_push_integer (machine, FV_PICKLE_INTEGER,
                                  argument == 4 ? (gint32)(guint32)number
                                                : (gint64)number);
}

/* A number of as many bytes as are told, in two's complement. One that a 64-bit
 * integer cannot hold is none that counts anything. */
static gboolean
run_long (FvMachine *machine, guint argument)
{
  guint64 n, number = 0;
  const guint8 *bytes;

  if (!fv_machine_take_number (machine, argument, &n) ||
      (bytes = fv_machine_take (machine, n)) == NULL)
    return FALSE;
  if (n > 8)
    return fv_machine_push_integer (machine, FV_PICKLE_OTHER, 0);
  for (gsize i = 0; i < n; i++)
    number |= (guint64)bytes[i] << 8 * i;
  if (n > 0 && n < 8 && (bytes[n - 1] & 0x80) != 0)
    number |= G_MAXUINT64 << 8 * n;
  return fv_machine_push_integer (machine, FV_PICKLE_INTEGER, (gint64)number);
}

static gboolean
run_float (FvMachine *machine, guint argument)
{
  return fv_machine_take (machine, argument) != NULL &&
         fv_machine_push_integer (machine, FV_PICKLE_OTHER, 0);
}

/* @argument: how many bytes the text's length has */
static gboolean
run_text (FvMachine *machine, guint argument)
{
  FvPickleValue value = { .kind = FV_PICKLE_STRING };
  const guint8 *bytes;
  guint64 length;

  if (!fv_machine_take_number (machine, argument, &length) ||
      (bytes = fv_machine_take (machine, length)) == NULL ||
      !g_utf8_validate ((const gchar *)bytes, (gssize)length, NULL))
    return FALSE;
  value.string = g_strndup ((const gchar *)bytes, length);
  return fv_machine_push (machine, value);
}

/* Stack and memo -------------------------------------------------------------------- */

static gboolean
run_mark (FvMachine *machine, guint argument)
{
  (void)argument;
  g_array_append_val (machine->marks, machine->stack->len);
  return TRUE;
}

/* @argument: how many bytes the number has under which the uppermost value is kept; 0
 *   for the next number */
static gboolean
run_put (FvMachine *machine, guint argument)
{
  guint64 key = g_hash_table_size (machine->memo);
  guint value = fv_machine_peek (machine);

  if (value == FV_NO_VALUE ||
      (argument > 0 && !fv_machine_take_number (machine, argument, &key)))
    return FALSE;
  g_hash_table_insert (machine->memo, GUINT_TO_POINTER ((guint)key),
                       GUINT_TO_POINTER (value));
  return TRUE;
}

/* @argument: how many bytes the number has */
static gboolean
run_get (FvMachine *machine, guint argument)
{
  gpointer found;
  guint64 key;
  guint value;

  if (!fv_machine_take_number (machine, argument, &key) ||
      !g_hash_table_lookup_extended (machine->memo, GUINT_TO_POINTER ((guint)key), NULL,
                                     &found))
    return FALSE;
  value = GPOINTER_TO_UINT (found);
  g_array_append_val (machine->stack, value);
  return TRUE;
}

static gboolean
run_stop (FvMachine *machine, guint argument)
{
  (void)argument;
  machine->pickle->root = fv_machine_pop (machine);
  machine->is_done = TRUE;
  return machine->pickle->root != FV_NO_VALUE;
}

/* Containers ------------------------------------------------------------------------ */

static gboolean
push_tuple (FvMachine *machine, GArray *items)
{
  return items != NULL &&
         fv_machine_push (machine,
                          (FvPickleValue){ .kind = FV_PICKLE_TUPLE, .items = items });
}

static gboolean
run_tuple (FvMachine *machine, guint argument)
{
  (void)argument;
  return push_tuple (machine, fv_machine_pop_to_mark (machine));
}

/* @argument: how many items */
static gboolean
run_short_tuple (FvMachine *machine, guint argument)
{
  return fv_machine_count (machine) >= argument &&
         push_tuple (machine, fv_machine_pop_items (machine, argument));
}

/* Appends to the uppermost value, which must be of @kind. */
static gboolean
append (FvMachine *machine, FvPickleKind kind, const guint *items, guint n_items)
{
  guint number = fv_machine_peek (machine);
  FvPickleValue *value = number != FV_NO_VALUE ? fv_machine_get (machine, number) : NULL;

  if (value == NULL || value->kind != kind)
    return FALSE;
  if (value->items == NULL)
    value->items = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_vals (value->items, items, n_items);
  return TRUE;
}

static gboolean
run_append (FvMachine *machine, guint argument)
{
  guint item = fv_machine_pop (machine);

  (void)argument;
  return item != FV_NO_VALUE && append (machine, FV_PICKLE_LIST, &item, 1);
}

static gboolean
run_set_item (FvMachine *machine, guint argument)
{
  guint pair[2];

  (void)argument;
  pair[1] = fv_machine_pop (machine);
  pair[0] = fv_machine_pop (machine);
  return pair[0] != FV_NO_VALUE && append (machine, FV_PICKLE_DICT, pair, 2);
}

/* @argument: the kind of value that what is above the mark is appended to */
static gboolean
run_append_all (FvMachine *machine, guint argument)
{
  g_autoptr (GArray) items = fv_machine_pop_to_mark (machine);

  return items != NULL && (argument == FV_PICKLE_LIST || items->len % 2 == 0) &&
         append (machine, argument, (const guint *)items->data, items->len);
}

/* Names and what is made by them ------------------------------------------------------
 */

static gboolean
push_name (FvMachine *machine, const gchar *module, const gchar *name)
{
  const FvPickleName *known = fv_pickle_name_find (module, name);
  g_autofree gchar *full_name = g_strconcat (module, ".", name, NULL);
  g_autofree gchar *printable = g_strescape (full_name, NULL);

  if (known != NULL)
    return fv_machine_push (machine,
                            (FvPickleValue){ .kind = FV_PICKLE_NAME, .name = known });
  g_set_error (
      &machine->error, FV_ERROR, FV_ERROR_WEIGHTS,
      _ ("The weights file “%s” asks for “%s”, which weights do not need and which "
         "might be harmful. Choose a file that holds nothing but a state dict."),
      machine->reader->label, printable);
  return FALSE;
}

/* Returns: (transfer full) (nullable): the text up to the end of a line */
static gchar *
take_line (FvMachine *machine)
{
  const guint8 *begin = machine->bytes + machine->position;
  gsize n_left = machine->n_bytes - machine->position;
  const guint8 *end = memchr (begin, '\n', MIN (n_left, MAX_NAME_LENGTH));

  if (end == NULL && n_left < MAX_NAME_LENGTH)
    fv_reader_set_truncated (machine->reader, NULL, &machine->error);
  if (end == NULL)
    return NULL;
  machine->position += (gsize)(end - begin) + 1;
  return g_strndup ((const gchar *)begin, (gsize)(end - begin));
}

static gboolean
run_global (FvMachine *machine, guint argument)
{
  g_autofree gchar *module = take_line (machine);
  g_autofree gchar *name = module != NULL ? take_line (machine) : NULL;

  (void)argument;
  return name != NULL && push_name (machine, module, name);
}

static gboolean
run_stack_global (FvMachine *machine, guint argument)
{
  guint name = fv_machine_pop (machine);
  guint module = fv_machine_pop (machine);

  (void)argument;
  return name != FV_NO_VALUE && module != FV_NO_VALUE &&
         fv_machine_get (machine, name)->kind == FV_PICKLE_STRING &&
         fv_machine_get (machine, module)->kind == FV_PICKLE_STRING &&
         push_name (machine, fv_machine_get (machine, module)->string,
                    fv_machine_get (machine, name)->string);
}

static gboolean
has_kind (const FvMachine *machine, const GArray *items, guint item, FvPickleKind kind)
{
  return items != NULL && item < items->len &&
         fv_machine_get (machine, g_array_index (items, guint, item))->kind == kind;
}

/* PyTorch's pickles refer so to the numbers, which lie outside of them. */
static gboolean
run_persistent_id (FvMachine *machine, guint argument)
{
  FvPickleValue value = { .kind = FV_PICKLE_STORAGE };
  guint number = fv_machine_pop (machine);
  GArray *items;

  (void)argument;
  if (number == FV_NO_VALUE || fv_machine_get (machine, number)->kind != FV_PICKLE_TUPLE)
    return FALSE;
  items = fv_machine_get (machine, number)->items;
  if (!has_kind (machine, items, 0, FV_PICKLE_STRING) ||
      !has_kind (machine, items, 1, FV_PICKLE_NAME) ||
      !has_kind (machine, items, 2, FV_PICKLE_STRING) ||
      !has_kind (machine, items, 4, FV_PICKLE_INTEGER) ||
      strcmp (fv_machine_get (machine, g_array_index (items, guint, 0))->string,
              "storage") != 0 ||
      fv_machine_get (machine, g_array_index (items, guint, 1))->name->kind !=
          FV_NAME_STORAGE)
    return FALSE;
  value.items = g_array_ref (items);
  return fv_machine_push (machine, value);
}

/* @arguments: a tuple's items: none, or a list of pairs as Python 2 wrote it */
static gboolean
make_dict (FvMachine *machine, const GArray *arguments)
{
  FvPickleValue value = { .kind = FV_PICKLE_DICT };
  const GArray *pairs;

  if (arguments != NULL && !has_kind (machine, arguments, 0, FV_PICKLE_LIST))
    return FALSE;
  pairs = arguments != NULL
              ? fv_machine_get (machine, g_array_index (arguments, guint, 0))->items
              : NULL;
  if (pairs != NULL && pairs->len > MAX_COPIES - machine->n_copies)
    return FALSE;
  machine->n_copies += pairs != NULL ? pairs->len : 0;
  if (pairs != NULL)
    value.items = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; pairs != NULL && i < pairs->len; i++)
    {
      const GArray *pair =
          fv_machine_get (machine, g_array_index (pairs, guint, i))->items;

      if (pair == NULL || pair->len != 2)
        {
          fv_pickle_value_clear (&value);
          return FALSE;
        }
      g_array_append_vals (value.items, pair->data, 2);
    }
  return fv_machine_push (machine, value);
}

/* Calls none of them: says what they would have made. */
static gboolean
run_reduce (FvMachine *machine, guint argument)
{
  guint number = fv_machine_pop (machine);
  guint function = fv_machine_pop (machine);
  FvPickleValue value = { .kind = FV_PICKLE_TENSOR };
  GArray *arguments;

  (void)argument;
  if (number == FV_NO_VALUE || function == FV_NO_VALUE ||
      fv_machine_get (machine, number)->kind != FV_PICKLE_TUPLE ||
      fv_machine_get (machine, function)->kind != FV_PICKLE_NAME)
    return FALSE;
  arguments = fv_machine_get (machine, number)->items;
  switch (fv_machine_get (machine, function)->name->kind)
    {
    case FV_NAME_ORDERED_DICT:
      return make_dict (machine, arguments);
    case FV_NAME_REBUILD_TENSOR:
      if (!has_kind (machine, arguments, 0, FV_PICKLE_STORAGE) ||
          !has_kind (machine, arguments, 1, FV_PICKLE_INTEGER) ||
          !has_kind (machine, arguments, 2, FV_PICKLE_TUPLE) ||
          !has_kind (machine, arguments, 3, FV_PICKLE_TUPLE))
        return FALSE;
      value.items = g_array_ref (arguments);
      return fv_machine_push (machine, value);
    case FV_NAME_REBUILD_PARAMETER:
      if (!has_kind (machine, arguments, 0, FV_PICKLE_TENSOR))
        return FALSE;
      g_array_append_val (machine->stack, g_array_index (arguments, guint, 0));
      return TRUE;
    default:
      return FALSE;
    }
}

/* An object's further attributes, such as the versions of a state dict. */
static gboolean
run_build (FvMachine *machine, guint argument)
{
  (void)argument;
  return fv_machine_pop (machine) != FV_NO_VALUE &&
         fv_machine_peek (machine) != FV_NO_VALUE;
}

/* Of https://docs.python.org/3/library/pickletools.html, those that are allowed. */
static const struct
{
  Instruction run;
  guint argument;
} instructions[256] = {
  [0x80] = { run_skip, 1 },                   /* PROTO */
  [0x95] = { run_skip, 8 },                   /* FRAME */
  ['.'] = { run_stop },                       /* STOP */
  ['('] = { run_mark },                       /* MARK */
  ['N'] = { run_empty, FV_PICKLE_NONE },      /* NONE */
  [0x88] = { run_boolean, TRUE },             /* NEWTRUE */
  [0x89] = { run_boolean, FALSE },            /* NEWFALSE */
  ['K'] = { run_integer, 1 },                 /* BININT1 */
  ['M'] = { run_integer, 2 },                 /* BININT2 */
  ['J'] = { run_integer, 4 },                 /* BININT */
  [0x8a] = { run_long, 1 },                   /* LONG1 */
  ['G'] = { run_float, 8 },                   /* BINFLOAT */
  ['X'] = { run_text, 4 },                    /* BINUNICODE */
  [0x8c] = { run_text, 1 },                   /* SHORT_BINUNICODE */
  ['T'] = { run_text, 4 },                    /* BINSTRING, of Python 2 */
  ['U'] = { run_text, 1 },                    /* SHORT_BINSTRING */
  [')'] = { run_empty, FV_PICKLE_TUPLE },     /* EMPTY_TUPLE */
  ['t'] = { run_tuple },                      /* TUPLE */
  [0x85] = { run_short_tuple, 1 },            /* TUPLE1 */
  [0x86] = { run_short_tuple, 2 },            /* TUPLE2 */
  [0x87] = { run_short_tuple, 3 },            /* TUPLE3 */
  [']'] = { run_empty, FV_PICKLE_LIST },      /* EMPTY_LIST */
  ['a'] = { run_append },                     /* APPEND */
  ['e'] = { run_append_all, FV_PICKLE_LIST }, /* APPENDS */
  ['}'] = { run_empty, FV_PICKLE_DICT },      /* EMPTY_DICT */
  ['s'] = { run_set_item },                   /* SETITEM */
  ['u'] = { run_append_all, FV_PICKLE_DICT }, /* SETITEMS */
  ['q'] = { run_put, 1 },                     /* BINPUT */
  ['r'] = { run_put, 4 },                     /* LONG_BINPUT */
  [0x94] = { run_put, 0 },                    /* MEMOIZE */
  ['h'] = { run_get, 1 },                     /* BINGET */
  ['j'] = { run_get, 4 },                     /* LONG_BINGET */
  ['c'] = { run_global },                     /* GLOBAL */
  [0x93] = { run_stack_global },              /* STACK_GLOBAL */
  ['R'] = { run_reduce },                     /* REDUCE */
  ['Q'] = { run_persistent_id },              /* BINPERSID */
  ['b'] = { run_build },                      /* BUILD */
};

gboolean
fv_machine_step (FvMachine *machine)
{
  const guint8 *code = fv_machine_take (machine, 1);

  if (code == NULL)
    return FALSE;
  if (instructions[*code].run != NULL)
    return instructions[*code].run (machine, instructions[*code].argument);
  g_set_error (
      &machine->error, FV_ERROR, FV_ERROR_WEIGHTS,
      _ ("The weights file “%s” holds the pickle instruction 0x%02x, which weights do "
         "not need. Choose a file that holds nothing but a state dict."),
      machine->reader->label, *code);
  return FALSE;
}
