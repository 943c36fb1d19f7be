/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a dialog knows: see the header. */

#include "dialog-state.h"

/* The row of the first argument of that kind, which may not be made yet, or NULL. */
DialogRow *
dialog_find_row (const Dialog *dialog, ArgumentKind kind)
{
  for (gint i = 0; i < procedure_count_rows (dialog->procedure); i++)
    if (dialog->procedure->arguments[i].kind == kind)
      return &dialog->rows[i];

  return NULL;
}

/* The seed that a picture will have: where it is left to chance, the one that is shown; 0
 * where there is no chance. */
guint64
dialog_get_seed (const Dialog *dialog)
{
  const DialogRow *row = dialog_find_row (dialog, ARGUMENT_SEED);

  return row ? row->seed : 0;
}

/* What becomes of colors where the result goes; NULL where they stay as they are. */
const Proof *
dialog_get_proof (const Dialog *dialog)
{
  const Procedure *procedure = dialog->procedure;
  Destination destination;

  if (!procedure->get_destination ||
      !procedure->get_destination (dialog->job, &destination))
    return NULL;
  return destination_get_proof (&destination);
}
