/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a preset has of the options. */

#include "preset-options.h"
#include "parameters/options.h"

#include <string.h>

/* What tells what is shown, or how the machine is used, is not a preset's. */
static const gchar *const other_keys[] = { "objective", "guide", "guide-file", "threads",
                                           "memory" };

/* The options without those that a preset leaves as they are. */
gchar *
presets_strip_options (const gchar *options)
{
  g_autofree gchar *stripped = g_strdup (options);

  for (gsize i = 0; i < G_N_ELEMENTS (other_keys); i++)
    {
      g_autofree gchar *before = g_steal_pointer (&stripped);

      stripped = options_put (before, other_keys[i], NULL);
    }
  return g_steal_pointer (&stripped);
}

/* The options of a preset, with those of the present ones that it leaves as they are. */
gchar *
presets_merge_options (const gchar *preset, const gchar *options)
{
  g_autofree gchar *merged = presets_strip_options (preset);

  for (gsize i = 0; i < G_N_ELEMENTS (other_keys); i++)
    {
      g_autofree gchar *rest = NULL;
      g_autofree gchar *value = options_take (options, other_keys[i], &rest);

      if (value)
        {
          g_autofree gchar *before = g_steal_pointer (&merged);

          merged = options_put (before, other_keys[i], value);
        }
    }
  return g_steal_pointer (&merged);
}

/* The settings as a text; NULL for malformed options. */
static gchar *
describe (const gchar *options, FvTask task, const FvRecipe *recipe)
{
  g_autofree gchar *stripped = presets_strip_options (options);
  FvSettings settings;

  fv_settings_init (&settings, task, recipe, FV_START_IMAGE);
  if (!fv_settings_parse (&settings, stripped, NULL))
    return NULL;
  return fv_settings_to_string (&settings);
}

/* Whether they mean the same for a preset, in whatever order. */
gboolean
presets_have_same_options (const gchar *one, const gchar *other, FvTask task,
                           const FvRecipe *recipe)
{
  g_autofree gchar *one_text = describe (one, task, recipe);
  g_autofree gchar *other_text = describe (other, task, recipe);

  return one_text && other_text && strcmp (one_text, other_text) == 0;
}
