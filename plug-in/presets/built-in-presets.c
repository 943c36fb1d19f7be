/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The presets that are built in, and what presets hold: how a picture is made, but never
 * its size, its seed or where it goes; of the weights at most which network they are of.
 */

#include "built-in-presets.h"

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
  { N_ ("Texture"),
    N_ ("Strong patterns in strong colors, up to the very edges"),
    { "keras", "padding=reflect jitter=8" } },
  { N_ ("Soft texture"),
    N_ ("Larger, rounder forms with soft edges"),
    { "keras", "padding=reflect jitter=8 smooth=1 pooling=average" } },
  { N_ ("Fine pattern"),
    N_ ("The pattern as small as the network sees it, many times over"),
    { "keras", "padding=reflect jitter=4 scales=1 steps=60" } },
  { N_ ("Seamless tile"),
    N_ ("A texture that can be put beside itself without a seam"),
    { "keras", "seamless=xy jitter=8" } },
  { N_ ("Natural"),
    N_ ("Clear forms in the colors of photos, as a seamless tile"),
    { "lucid", "" } },
  { N_ ("Keras example"),
    N_ ("As in Keras’ example: the patterns fade to gray at the edges"),
    { "keras", "" } },
  { N_ ("Book"),
    N_ ("As in F. Chollet’s book: rough patterns of low contrast"),
    { "book", "" } },
};

static const gchar *const dream_arguments[] = { "objective", "recipe",  "strength",
                                                "options",   "weights", NULL };

static const BuiltIn dream_presets[] = {
  { N_ ("Deep dream"),
    N_ ("Forms and colors of the photo flow into strong patterns"),
    { "block3_conv3", "deepdream", "1", "" } },
  { N_ ("Soft dream"),
    N_ ("The photo keeps its colors, and its forms swell a little"),
    { "block3_conv3", "deepdream", "0.6", "keep-colors=yes smooth=1" } },
  { N_ ("Painted"),
    N_ ("Soft strokes and glowing colors, as if painted"),
    { "block3_conv3", "deepdream", "0.8", "pooling=average smooth=2 steps=6" } },
  { N_ ("Fine strokes"),
    N_ ("The photo in small strokes along its lines"),
    { "block2_conv1", "deepdream", "1", "scales=2" } },
  { N_ ("Strongest patterns"),
    N_ ("What the network sees most in this photo spreads all over it"),
    { "block4_conv3@strong:8", "deepdream", "0.8", "" } },
  { N_ ("Parts of things"),
    N_ ("What the deep layers know, such as eyes and leaves, shows up in the photo"),
    { "block5_conv2", "deepdream", "1", "" } },
  { N_ ("Classic deep dream"),
    N_ ("Eyes and animals, as in Google’s notebook of 2015; by the network GoogLeNet"),
    { "inception_4c/output", "deepdream", "1", "", "googlenet" } },
};

/* What there is for a procedure. */
typedef struct
{
  const gchar *procedure;
  const gchar *const *arguments;
  const BuiltIn *presets;
  gsize n_presets;
} Collection;

static const Collection collections[] = {
  { "plug-in-visualize-vgg16-filter", filter_arguments, filter_presets,
    G_N_ELEMENTS (filter_presets) },
  { "plug-in-vgg16-dream", dream_arguments, dream_presets, G_N_ELEMENTS (dream_presets) },
};

static const Collection *
find (const gchar *procedure)
{
  for (gsize i = 0; i < G_N_ELEMENTS (collections); i++)
    if (strcmp (collections[i].procedure, procedure) == 0)
      return &collections[i];

  return NULL;
}

/* The names of the arguments that a procedure's presets set; NULL if it has none. */
const gchar *const *
presets_get_arguments (const gchar *procedure)
{
  const Collection *collection = find (procedure);

  return collection ? collection->arguments : NULL;
}

/* A procedure's built-in presets. */
GPtrArray *
presets_new_built_in (const gchar *procedure)
{
  GPtrArray *presets = preset_array_new ();
  const Collection *collection = find (procedure);

  for (gsize i = 0; i < collection->n_presets; i++)
    {
      const BuiltIn *built_in = &collection->presets[i];
      Preset *preset = preset_new (_ (built_in->name));

      preset->help = g_strdup (_ (built_in->help));
      preset->is_built_in = TRUE;
      for (gint j = 0; j < PRESET_MAXIMUM_VALUES; j++)
        preset->values[j] = g_strdup (built_in->values[j]);
      g_ptr_array_add (presets, preset);
    }
  return presets;
}
