/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pickle-machine.h"

#include "reader-errors.h"
#include "values.h"

#define MAX_VALUES 100000 /* VGG16 has about 1200 */

FvPickleValue *
fv_machine_get (const FvMachine *machine, guint value)
{
  return &g_array_index (machine->pickle->values, FvPickleValue, value);
}

/* Takes @string and @items over. */
gboolean
fv_machine_push (FvMachine *machine, FvPickleValue value)
{
  guint number = machine->pickle->values->len;

  if (number >= MAX_VALUES)
    {
      fv_pickle_value_clear (&value);
      return FALSE;
    }
  g_array_append_val (machine->pickle->values, value);
  g_array_append_val (machine->stack, number);
  return TRUE;
}

gboolean
fv_machine_push_integer (FvMachine *machine, FvPickleKind kind, gint64 integer)
{
  return fv_machine_push (machine, (FvPickleValue){ .kind = kind, .integer = integer });
}

/* Returns: how many values are above the uppermost mark */
guint
fv_machine_count (const FvMachine *machine)
{
  const GArray *marks = machine->marks;

  return machine->stack->len -
         (marks->len > 0 ? g_array_index (marks, guint, marks->len - 1) : 0);
}

/* Returns: the uppermost value that no mark is above, or %FV_NO_VALUE */
guint
fv_machine_peek (const FvMachine *machine)
{
  if (fv_machine_count (machine) == 0)
    return FV_NO_VALUE;
  return g_array_index (machine->stack, guint, machine->stack->len - 1);
}

guint
fv_machine_pop (FvMachine *machine)
{
  guint value = fv_machine_peek (machine);

  if (value != FV_NO_VALUE)
    g_array_set_size (machine->stack, machine->stack->len - 1);
  return value;
}

/* Returns: (transfer full) (nullable): the uppermost @n values, in order */
GArray *
fv_machine_pop_items (FvMachine *machine, guint n)
{
  GArray *items = g_array_new (FALSE, FALSE, sizeof (guint));

  if (n > 0)
    g_array_append_vals (
        items, &g_array_index (machine->stack, guint, machine->stack->len - n), n);
  g_array_set_size (machine->stack, machine->stack->len - n);
  return items;
}

/* Returns: (transfer full) (nullable): the values above the uppermost mark */
GArray *
fv_machine_pop_to_mark (FvMachine *machine)
{
  guint n = fv_machine_count (machine);

  if (machine->marks->len == 0)
    return NULL;
  g_array_set_size (machine->marks, machine->marks->len - 1);
  return fv_machine_pop_items (machine, n);
}

/* Returns: (nullable): the next bytes of the pickle */
const guint8 *
fv_machine_take (FvMachine *machine, guint64 n)
{
  const guint8 *bytes = machine->bytes + machine->position;

  if (n > machine->n_bytes - machine->position)
    {
      fv_reader_set_truncated (machine->reader, NULL, &machine->error);
      return NULL;
    }
  machine->position += (gsize)n;
  return bytes;
}

/* A number of @n bytes, little-endian, without sign. */
gboolean
fv_machine_take_number (FvMachine *machine, gsize n, guint64 *number)
{
  const guint8 *bytes = fv_machine_take (machine, n);

  if (bytes == NULL)
    return FALSE;
  *number = fv_values_get_number (bytes, n);
  return TRUE;
}
