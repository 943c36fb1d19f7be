/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is told of a filter that did not respond, and was woken. */

#include "waking.h"

#include <glib/gi18n-lib.h>

/**
 * fv_waking_is_any:
 * @waking: of a result
 * @seed: its ascent's seed
 *
 * Returns: whether the filter had to be woken
 */
gboolean
fv_waking_is_any (const FvWaking *waking, guint64 seed)
{
  return waking->n_steps > 0 || waking->seed != seed;
}

/**
 * fv_waking_make_record:
 * @waking: of a result
 * @seed: its ascent's seed
 *
 * The same settings wake it in the same way: the lines only tell of it.
 *
 * Returns: (transfer full): lines of key=value for its record; "" where it was awake
 */
gchar *
fv_waking_make_record (const FvWaking *waking, guint64 seed)
{
  if (!fv_waking_is_any (waking, seed))
    return g_strdup ("");
  return g_strdup_printf ("woken-steps=%d\nwoken-seed=%" G_GUINT64_FORMAT "\n",
                          waking->n_steps, waking->seed);
}

/**
 * fv_waking_report:
 * @waking: of a result
 * @seed: its ascent's seed
 *
 * Tells the user, if it was woken.
 */
void
fv_waking_report (const FvWaking *waking, guint64 seed)
{
  g_autofree gchar *number = g_strdup_printf ("%" G_GUINT64_FORMAT, waking->seed);

  if (waking->n_steps > 0)
    g_printerr (ngettext ("It did not always respond, and was woken by %d step that is "
                          "not counted.\n",
                          "It did not always respond, and was woken by %d steps that are "
                          "not counted.\n",
                          waking->n_steps),
                waking->n_steps);
  if (waking->seed != seed)
    g_printerr (_ ("It did not respond to the noise of its seed, but to that of seed "
                   "%s.\n"),
                number);
}
