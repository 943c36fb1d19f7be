/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A preset: how a picture is made, by a name. */

#include "preset.h"

Preset *
preset_new (const gchar *name)
{
  Preset *preset = g_new0 (Preset, 1);

  preset->name = g_strdup (name);
  return preset;
}

void
preset_free (Preset *preset)
{
  for (gint i = 0; i < PRESET_MAXIMUM_VALUES; i++)
    g_free (preset->values[i]);
  g_free (preset->help);
  g_free (preset->name);
  g_free (preset);
}

/* A new array that frees its presets. */
GPtrArray *
preset_array_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)preset_free);
}
