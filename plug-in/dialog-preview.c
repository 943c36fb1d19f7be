/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's preview. */

#include "dialog-private.h"

static gboolean
is_for (const Procedure *procedure)
{
  return procedure->plan != NULL;
}

static void
add (Dialog *dialog)
{
  gtk_widget_show (dialog->side);
}

const DialogPart dialog_preview_part = { .is_for = is_for, .add = add };
