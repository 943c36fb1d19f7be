/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a preset has of the options. */

#include "presets.h"
#include "parameters/options.h"

#include <string.h>

/* What tells what is shown, or how the machine is used, is not a preset's. */
static const gchar *const other_keys[] = { "objective", "guide", "threads", "memory" };

/* The options without those that a preset leaves as they are. */
gchar *
presets_strip_options (const gchar *options)
{
  gchar *stripped = g_strdup (options);

  for (gsize i = 0; i < G_N_ELEMENTS (other_keys); i++)
    {
      gchar *rest = options_put (stripped, other_keys[i], NULL);

      g_free (stripped);
      stripped = rest;
    }
  return stripped;
}

/* The options of a preset, with those of the present ones that it leaves as they are. */
gchar *
presets_merge_options (const gchar *preset, const gchar *options)
{
  gchar *merged = presets_strip_options (preset);

  for (gsize i = 0; i < G_N_ELEMENTS (other_keys); i++)
    {
      gchar *rest;
      gchar *value = options_take (options, other_keys[i], &rest);

      if (value)
        {
          gchar *more = options_put (merged, other_keys[i], value);

          g_free (merged);
          merged = more;
        }
      g_free (value);
      g_free (rest);
    }
  return merged;
}

/* The settings as a text; NULL for malformed options. */
static gchar *
describe (const gchar *options, FvTask task, const FvRecipe *recipe)
{
  gchar *stripped = presets_strip_options (options);
  FvSettings settings;
  gchar *text = NULL;

  fv_settings_init (&settings, task, recipe, FV_START_IMAGE);
  if (fv_settings_parse (&settings, stripped, NULL))
    text = fv_settings_to_string (&settings);
  g_free (stripped);
  return text;
}

/* Whether they mean the same for a preset, in whatever order. */
gboolean
presets_have_same_options (const gchar *one, const gchar *other, FvTask task,
                           const FvRecipe *recipe)
{
  gchar *one_text = describe (one, task, recipe);
  gchar *other_text = describe (other, task, recipe);
  gboolean is_same = one_text && other_text && strcmp (one_text, other_text) == 0;

  g_free (other_text);
  g_free (one_text);
  return is_same;
}
