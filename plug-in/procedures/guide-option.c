/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The guide of a picture: the plug-in's own options, as it is a drawable, or a picture
 * file that GIMP reads. */

#include "guide-option.h"
#include "gimp/guide-file.h"
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

/* Gives the plan a guide, of which one of both is none. */
void
guide_option_set (AscentPlan *plan, gint32 guide, const gchar *file)
{
  g_free (plan->guide_file);
  plan->guide_file = file[0] ? guide_file_get_path (file) : NULL;
  plan->guide = plan->guide_file ? 0 : guide;
}

/* Parts the options into the guide, which stays the plan's where they have none, and the
 * rest. */
gboolean
guide_option_take (const gchar *options, AscentPlan *plan, gchar **rest, GError **error)
{
  g_autofree gchar *others = NULL;
  g_autofree gchar *file = options_take (options, "guide-file", &others);
  g_autofree gchar *text = options_take (others, "guide", rest);
  gint32 guide;

  if (text && !parse (text, &guide, error))
    return FALSE;
  if (file || text)
    guide_option_set (plan, text ? guide : 0, file ? file : "");
  return TRUE;
}

gboolean
guide_option_is_set (const AscentPlan *plan)
{
  return plan->guide != 0 || plan->guide_file;
}

/* Gives the ascent the plan's guide, as large as it is, if there is one. */
gboolean
guide_option_measure (AscentPlan *plan, RunMode run_mode, GError **error)
{
  if (!guide_check (plan->guide, run_mode == RUN_BY_DIALOG, error))
    return FALSE;
  if (!guide_option_is_set (plan))
    return TRUE;
  if (!guide_measure (plan->guide, plan->guide_file, &plan->guide_extent, error))
    return FALSE;

  plan->ascent.guide = &plan->guide_extent;
  return TRUE;
}
