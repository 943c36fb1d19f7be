/* SPDX-License-Identifier: GPL-3.0-or-later */

/* libFuzzer's harness for the file of the user's presets: those that can be read are
 * merged with options, and, where the whole file is sound, one is saved and deleted. */

#include "input.h"
#include "presets/built-in-presets.h"
#include "presets/preset-file.h"
#include "presets/preset-options.h"

#define OPTIONS "steps=3 objective=block1_conv1:2 guide=5 memory=100"

static void
use (const Preset *preset)
{
  for (gint i = 0; i < PRESET_MAXIMUM_VALUES; i++)
    if (preset->values[i] != NULL)
      {
        g_autofree gchar *merged = presets_merge_options (preset->values[i], OPTIONS);
        g_autofree gchar *stripped = presets_strip_options (preset->values[i]);

        presets_have_same_options (merged, stripped, FV_TASK_DREAM, fv_recipe_get (0));
      }
}

static void
change (GPtrArray *presets, const gchar *procedure, const gchar *file)
{
  const Preset *preset = presets->len > 0 ? presets->pdata[0] : NULL;

  if (preset != NULL && presets_save (preset, procedure, file, NULL))
    g_assert_true (presets_delete (preset->name, procedure, file, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t n_bytes)
{
  const gchar *const procedures[] = { "plug-in-visualize-vgg16-filter",
                                      "plug-in-vgg16-dream" };

  for (guint i = 0; i < G_N_ELEMENTS (procedures); i++)
    {
      const gchar *file = put_in_file (bytes, n_bytes);
      g_autoptr (GPtrArray) presets = preset_array_new ();
      g_autoptr (GError) error = NULL;

      if (presets_load (presets, procedures[i], file, &error))
        change (presets, procedures[i], file);
      for (guint j = 0; j < presets->len; j++)
        use (presets->pdata[j]);
    }
  return 0;
}
