/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pickle-instructions.h"
#include "reader-errors.h"

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
  g_autoptr (FvPickle) pickle = fv_pickle_new ();
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GHashTable) memo = g_hash_table_new (NULL, NULL);
  FvMachine machine = { .reader = reader,
                        .bytes = bytes,
                        .n_bytes = n_bytes,
                        .position = *position,
                        .pickle = pickle,
                        .stack = stack,
                        .marks = marks,
                        .memo = memo };
  gboolean succeeded = run (&machine, error);

  *position = machine.position;
  return succeeded ? g_steal_pointer (&pickle) : NULL;
}
