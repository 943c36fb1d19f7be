/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GIMP 3's themes, whose insensitive widgets can be read as they are. */

#include "gimp/host/theme.h"

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

/* Makes GTK ready, with the user's theme. To be called before widgets are made. */
void
theme_init (const gchar *program)
{
  gimp_ui_init (program);
}
