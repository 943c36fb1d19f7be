/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a pickle may do. Each instruction that fails may leave the reason to its caller:
 * the file is damaged. */

#include "pickle-instructions.h"

#include <glib/gi18n-lib.h>

#include "pickle-objects.h"
#include "values.h"

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
  guint64 n, number;
  const guint8 *bytes;

  if (!fv_machine_take_number (machine, argument, &n) ||
      (bytes = fv_machine_take (machine, n)) == NULL)
    return FALSE;
  if (n > 8)
    return fv_machine_push_integer (machine, FV_PICKLE_OTHER, 0);
  number = fv_values_get_number (bytes, n);
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
  ['c'] = { fv_machine_run_global },          /* GLOBAL */
  [0x93] = { fv_machine_run_stack_global },   /* STACK_GLOBAL */
  ['R'] = { fv_machine_run_reduce },          /* REDUCE */
  ['Q'] = { fv_machine_run_persistent_id },   /* BINPERSID */
  ['b'] = { fv_machine_run_build },           /* BUILD */
};

/* Carries out the next instruction.
 *
 * Returns: whether it could */
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
