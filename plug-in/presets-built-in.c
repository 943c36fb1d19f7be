/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The presets that are built in, and what presets hold: how a picture is made, but never
 * its size, its seed, the weights or where it goes. */

#include "presets.h"

#include <string.h>

#include <glib/gi18n-lib.h>

typedef struct
{
  const gchar *name;
  const gchar *help;
  const gchar *values[PRESET_MAXIMUM_VALUES];
} BuiltIn;

static const gchar *const filter_arguments[] = { "recipe", "options", NULL };

static const BuiltIn filter_presets[] = {
  { N_ ("Keras example"),
    N_ ("As in Keras’ example: strong patterns that fade to gray at the edges"),
    { "keras", "" } },
  { N_ ("Texture"),
    N_ ("Strong patterns up to the very edges"),
    { "keras", "padding=reflect jitter=8" } },
  { N_ ("Seamless tile"),
    N_ ("A pattern that can be put beside itself without a seam"),
    { "keras", "seamless=xy jitter=8" } },
  { N_ ("Soft texture"),
    N_ ("Larger, rounder forms with less noise between them"),
    { "keras", "padding=reflect jitter=8 smooth=1.5" } },
  { N_ ("Natural"),
    N_ ("Calm forms in the colors of photos, as a seamless tile"),
    { "lucid", "" } },
  { N_ ("Book"),
    N_ ("As in the book: small, faint patterns, which are quickly made"),
    { "book", "" } },
};

static const gchar *const dream_arguments[] = { "objective", "recipe", "strength",
                                                "options", NULL };

static const BuiltIn dream_presets[] = {
  { N_ ("Deep dream"),
    N_ ("Eyes, curls and arches grow out of the photo"),
    { "block3_conv3", "deepdream", "1", "" } },
};

typedef struct
{
  const gchar *procedure;
  const gchar *const *arguments;
  const BuiltIn *presets;
  gsize n_presets;
} Kind;

static const Kind kinds[] = {
  { "plug-in-visualize-vgg16-filter", filter_arguments, filter_presets,
    G_N_ELEMENTS (filter_presets) },
  { "plug-in-vgg16-dream", dream_arguments, dream_presets, G_N_ELEMENTS (dream_presets) },
};

static const Kind *
find (const gchar *procedure)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].procedure, procedure) == 0)
      return &kinds[i];

  return NULL;
}

/* The names of the arguments that a procedure's presets set; NULL if it has none. */
const gchar *const *
presets_get_arguments (const gchar *procedure)
{
  const Kind *kind = find (procedure);

  return kind ? kind->arguments : NULL;
}

/* A new array that frees its presets, with a procedure's built-in ones. */
GPtrArray *
presets_new_built_in (const gchar *procedure)
{
  GPtrArray *presets = g_ptr_array_new_with_free_func ((GDestroyNotify)preset_free);
  const Kind *kind = find (procedure);

  for (gsize i = 0; i < kind->n_presets; i++)
    {
      const BuiltIn *built_in = &kind->presets[i];
      Preset *preset = preset_new (_ (built_in->name));

      preset->help = g_strdup (_ (built_in->help));
      preset->is_built_in = TRUE;
      for (gint j = 0; j < PRESET_MAXIMUM_VALUES; j++)
        preset->values[j] = g_strdup (built_in->values[j]);
      g_ptr_array_add (presets, preset);
    }
  return presets;
}
