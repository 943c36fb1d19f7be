/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GIMP's progress bar, which a script's output shows, too. */

#include "progress.h"

#include <libgimp/gimp.h>

void
progress_begin (const gchar *title)
{
  gimp_progress_init (title);
}

/* How far it is, 0…1, and in words. */
void
progress_show (const gchar *text, gdouble fraction)
{
  gimp_progress_set_text (text);
  gimp_progress_update (fraction);
}

void
progress_end (void)
{
  gimp_progress_end ();
}
