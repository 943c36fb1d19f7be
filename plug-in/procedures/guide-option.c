/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The guide of a picture: the plug-in's own option, as it is a drawable. */

#include "guide-option.h"
#include "gimp/guide.h"
#include "parameters/options.h"

#include <glib/gi18n-lib.h>

static gboolean
parse (const gchar *text, gint32 *guide, GError **error)
{
  gint64 number;

  if (!g_ascii_string_to_signed (text, 10, 0, G_MAXINT32, &number, NULL))
    {
      g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                   _ ("Option guide cannot be “%s”. Give the ID of a drawable, or 0 for "
                      "none."),
                   text);
      return FALSE;
    }

  *guide = (gint32)number;
  return TRUE;
}

/* Parts the options into the guide, which stays as it is where they have none, and the
 * rest. */
gboolean
guide_option_take (const gchar *options, gint32 *guide, gchar **rest, GError **error)
{
  g_autofree gchar *text = options_take (options, "guide", rest);

  return !text || parse (text, guide, error);
}

/* Gives the plan a guide, as large as it is; 0 for none. */
gboolean
guide_option_set (AscentPlan *plan, gint32 guide, RunMode run_mode, GError **error)
{
  if (!guide_check (guide, run_mode == RUN_BY_DIALOG, error))
    return FALSE;
  if (guide == 0)
    return TRUE;

  plan->guide = guide;
  plan->guide_extent = guide_measure (guide);
  plan->ascent.guide = &plan->guide_extent;
  return TRUE;
}
