/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pickle-machine.h"

const FvPickleValue *
fv_pickle_get_value (const FvPickle *pickle, guint value)
{
  return &g_array_index (pickle->values, FvPickleValue, value);
}

guint
fv_pickle_get_n_values (const FvPickle *pickle)
{
  return pickle->values->len;
}

const FvPickleValue *
fv_pickle_get_root (const FvPickle *pickle)
{
  return fv_pickle_get_value (pickle, pickle->root);
}

guint
fv_pickle_get_n_items (const FvPickleValue *value)
{
  return value->items != NULL ? value->items->len : 0;
}

const FvPickleValue *
fv_pickle_get_item (const FvPickle *pickle, const FvPickleValue *value, guint item)
{
  return fv_pickle_get_value (pickle, g_array_index (value->items, guint, item));
}

void
fv_pickle_value_clear (gpointer data)
{
  FvPickleValue *value = data;

  g_free (value->string);
  if (value->items != NULL)
    g_array_unref (value->items);
}

static FvPickle *
pickle_new (void)
{
  FvPickle *pickle = g_new0 (FvPickle, 1);

  pickle->values = g_array_new (FALSE, TRUE, sizeof (FvPickleValue));
  g_array_set_clear_func (pickle->values, fv_pickle_value_clear);
  return pickle;
}

void
fv_pickle_free (FvPickle *pickle)
{
  if (pickle == NULL)
    return;
  g_array_unref (pickle->values);
  g_free (pickle);
}

/* Runs all instructions to the last one, STOP. */
static gboolean
run (FvMachine *machine, GError **error)
{
  gboolean succeeded = TRUE;

  while (succeeded && !machine->is_done)
    succeeded = fv_machine_step (machine);
  if (machine->error != NULL)
    g_propagate_error (error, machine->error);
  else if (!succeeded)
    fv_reader_set_damaged (machine->reader, error);
  return succeeded;
}

/**
 * fv_pickle_read:
 * @reader: the file, for messages
 * @bytes: what a pickle is at the beginning of
 * @n_bytes: their number
 * @position: (inout): where the pickle begins; on success, where it ends
 * @error: %FV_ERROR_WEIGHTS
 *
 * Takes memory in proportion to the pickle's size, and never calls itself.
 *
 * Returns: (transfer full): what the pickle describes, or %NULL
 */
FvPickle *
fv_pickle_read (const FvReader *reader, const guint8 *bytes, gsize n_bytes,
                gsize *position, GError **error)
{
  g_autoptr (FvPickle) pickle = pickle_new ();
  FvMachine machine = { .reader = reader,
                        .bytes = bytes,
                        .n_bytes = n_bytes,
                        .position = *position,
                        .pickle = pickle };
  gboolean succeeded;

  machine.stack = g_array_new (FALSE, FALSE, sizeof (guint));
  machine.marks = g_array_new (FALSE, FALSE, sizeof (guint));
  machine.memo = g_hash_table_new (NULL, NULL);
  succeeded = run (&machine, error);
  g_array_unref (machine.stack);
  g_array_unref (machine.marks);
  g_hash_table_unref (machine.memo);
  *position = machine.position;
  return succeeded ? g_steal_pointer (&pickle) : NULL;
}
