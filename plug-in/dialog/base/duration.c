/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long something takes, in words. */

#include "duration.h"

#include <glib/gi18n-lib.h>

gchar *
duration_describe (gdouble seconds)
{
  gint n = MAX ((gint)(seconds + 0.5), 1);

  if (n < 90)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d second", "%d seconds", n),
                            n);
  n = (n + 30) / 60;
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d minute", "%d minutes", n), n);
}
