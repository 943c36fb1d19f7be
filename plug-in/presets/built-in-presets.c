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

static const gchar *const texture_arguments[] = { "options", NULL };

static const BuiltIn texture_presets[] = {
  { N_ ("Like the example"),
    N_ ("Forms as large as in the example, in its colors"),
    { "" } },
  { N_ ("Seamless tile"),
    N_ ("A texture that can be put beside itself without a seam"),
    { "seamless=xy" } },
  { N_ ("Coarse forms"),
    N_ ("Everything twice as large as in the example, as if seen from nearby"),
    { "guide-scale=2" } },
  { N_ ("Fine forms"),
    N_ ("Everything half as large as in the example, as if seen from afar"),
    { "guide-scale=0.5" } },
  { N_ ("Large patterns"),
    N_ ("More scales, for large forms such as stones or leaves; takes longer"),
    { "scales=6" } },
  { N_ ("Quick look"), N_ ("Few steps: to see what an example gives"), { "steps=15" } },
};

static const gchar *const style_arguments[] = { "strength", "options", NULL };

static const BuiltIn style_presets[] = {
  { N_ ("Balanced"), N_ ("The photo is well seen, and so is the manner"), { "0.5", "" } },
  { N_ ("Light brush"), N_ ("The photo with a breath of the manner"), { "0.3", "" } },
  { N_ ("Strong"),
    N_ ("The manner takes over, and the photo can just be told"),
    { "0.8", "" } },
  { N_ ("Keep colors"),
    N_ ("The photo’s own colors, in the strokes of the other picture"),
    { "0.6", "keep-colors=yes" } },
  { N_ ("Large strokes"),
    N_ ("Strokes and patterns twice as large as they are"),
    { "0.6", "guide-scale=2" } },
  { N_ ("Quick look"),
    N_ ("Few steps: to see what a style gives"),
    { "0.5", "steps=15" } },
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
  { "plug-in-vgg16-texture", texture_arguments, texture_presets,
    G_N_ELEMENTS (texture_presets) },
  { "plug-in-vgg16-style", style_arguments, style_presets, G_N_ELEMENTS (style_presets) },
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
