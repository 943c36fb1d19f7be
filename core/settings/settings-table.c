/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The settings as a table: command line, options string, stored records, dialogs and
 * documentation are made from it. A new setting is one entry here, and one field of
 * #FvSettings. */

#include "settings.h"

#include <glib/gi18n-lib.h>

#define FIELD(field) G_STRUCT_OFFSET (FvSettings, field)

/* Which tasks have a setting */
#define ASCENT      (1 << FV_TASK_ASCENT)
#define SHEET       (1 << FV_TASK_SHEET)
#define DREAM       (1 << FV_TASK_DREAM)
#define TEXTURE     (1 << FV_TASK_TEXTURE)
#define STYLE       (1 << FV_TASK_STYLE)
#define GUIDED      (TEXTURE | STYLE)
#define ASCENTS     (ASCENT | SHEET | DREAM)
#define CROPPED     (ASCENT | SHEET)
#define ACTIVATIONS (1 << FV_TASK_ACTIVATIONS)
#define HEATMAP     (1 << FV_TASK_HEATMAP)
#define ALL         (ASCENTS | GUIDED | ACTIVATIONS | HEATMAP)

#define MAXIMUM_CELLS 4096

static const FvSetting settings_table[] = {
  { { "steps", N_ ("Steps"), N_ ("Steps of ascent at each scale"), NULL, 1, 100000, 0,
      ASCENTS },
    FIELD (steps),
    TRUE },
  { { "steps", N_ ("Steps"), N_ ("Steps at the coarsest scale; finer ones have fewer"),
      NULL, 1, 100000, 0, GUIDED },
    FIELD (steps),
    TRUE },
  { { "step-size", N_ ("Step size"),
      N_ ("How far one step goes along the normalised gradient"), NULL, 0, 100000, 2,
      ASCENTS },
    FIELD (step_size),
    TRUE },
  { { "scales", N_ ("Scales"), N_ ("Number of scales, from coarse to fine"), NULL, 1, 100,
      0, ASCENTS | GUIDED },
    FIELD (scales),
    TRUE },
  { { "scale-factor", N_ ("Scale factor"),
      N_ ("Ratio of one scale’s size to the one before"), NULL, 1, 10, 2,
      ASCENTS | GUIDED },
    FIELD (scale_factor),
    TRUE },
  { { "contrast", N_ ("Contrast"),
      N_ ("Standard deviation of the picture, where 1 is the whole range; 0 leaves the "
          "values as they are"),
      NULL, 0, 10, 2, ASCENTS },
    FIELD (contrast),
    TRUE },
  { { "border", N_ ("Border"),
      N_ ("Positions of the filter’s map to leave out at each edge"), NULL, 0, 100000, 0,
      ASCENTS },
    FIELD (border),
    TRUE },
  { { "crop", N_ ("Crop"),
      N_ ("How many pixels are cut off at each edge of the finished picture"), NULL, 0,
      100000, 0, CROPPED },
    FIELD (crop),
    TRUE },
  { { "colors", N_ ("Colors"),
      N_ ("“true” feeds and shows the channels in their true order, “faithful” shows the "
          "network’s raw tensor, as the scripts of “keras” and “book” do, and follows "
          "these to the letter"),
      "true|faithful", 0, 1, 0, ASCENTS },
    FIELD (colors),
    TRUE,
    { N_ ("True"), N_ ("Faithful") } },
  { { "relu", N_ ("ReLU"),
      N_ ("Measure the filter “after” its ReLU, as the recipes do, or “before” it, which "
          "wakes stuck filters"),
      "after|before", 0, 1, 0, ASCENTS },
    FIELD (relu),
    TRUE,
    { N_ ("After ReLU"), N_ ("Before ReLU") } },
  { { "pooling", N_ ("Pooling"),
      N_ ("How the network pools: “max”, as it was trained, or “average”, which makes "
          "smoother pictures"),
      "max|average", 0, 1, 0, ASCENTS | GUIDED },
    FIELD (pooling),
    TRUE,
    { N_ ("Maximum"), N_ ("Average") } },
  { { "norm", N_ ("Gradient norm"),
      N_ ("What the gradient is divided by: “rms”, its root mean square, “mean”, that of "
          "its absolute values, or “l2”, its length"),
      "rms|mean|l2", 0, 2, 0, ASCENTS },
    FIELD (norm),
    TRUE,
    { N_ ("Root mean square"), N_ ("Mean absolute value"), N_ ("Length") } },
  { { "jitter", N_ ("Jitter"),
      N_ ("By how many pixels at most the picture is rolled before a step, which hides "
          "the network’s grid"),
      NULL, 0, 1000, 0, ASCENTS },
    FIELD (jitter),
    TRUE },
  { { "padding", N_ ("Padding"),
      N_ ("What the network sees beyond the edges: “zero”, as the published scripts have "
          "it, the picture in a mirror (“reflect”), or its other side (“circular”)"),
      "zero|reflect|circular", 0, 2, 0, ASCENTS | GUIDED },
    FIELD (padding),
    TRUE,
    { N_ ("Zeros"), N_ ("Reflected"), N_ ("Circular") } },
  { { "seamless", N_ ("Seamless"),
      N_ ("Along which axes the picture can be put beside itself as a tile"), "no|x|y|xy",
      0, 3, 0, ASCENTS | GUIDED },
    FIELD (seamless),
    TRUE,
    { N_ ("No"), N_ ("Across"), N_ ("Down"), N_ ("Both ways") } },
  { { "alpha", N_ ("Transparency"),
      N_ ("“importance” makes the picture the more transparent the less a place mattered "
          "to the steps"),
      "no|importance", 0, 1, 0, ASCENT },
    FIELD (alpha),
    TRUE,
    { N_ ("None"), N_ ("By importance") } },
  { { "smooth", N_ ("Smoothing"),
      N_ ("By how many pixels the gradient is smoothed, which makes larger forms; 0 is "
          "not at all"),
      NULL, 0, 100, 2, ASCENTS },
    FIELD (smooth),
    TRUE },
  { { "pyramid", N_ ("Equal detail"),
      N_ ("Whether fine and coarse parts of the gradient get the same strength"),
      "no|yes", 0, 1, 0, ASCENTS },
    FIELD (pyramid),
    TRUE,
    { N_ ("No"), N_ ("Yes") } },
  { { "variation", N_ ("Total variation"),
      N_ ("How strongly differences between neighbouring pixels are held down"), NULL, 0,
      100000, 3, ASCENTS },
    FIELD (variation),
    TRUE },
  { { "l2", N_ ("Hold to start"),
      N_ ("How strongly the picture is held to its start, or to gray"), NULL, 0, 100000,
      3, ASCENTS },
    FIELD (l2),
    TRUE },
  { { "strength", N_ ("Strength"), N_ ("How much of the change is kept, from 0 to 1"),
      NULL, 0, 1, 2, DREAM },
    FIELD (strength),
    TRUE },
  { { "strength", N_ ("Strength of the style"),
      N_ ("How much the style counts beside the photo, from 0, the photo as it is, to 1, "
          "the style alone"),
      NULL, 0, 1, 2, STYLE },
    FIELD (style_strength),
    TRUE },
  { { "keep-colors", N_ ("Keep colors"),
      N_ ("Whether the photo keeps its colors, and only light and dark change"), "no|yes",
      0, 1, 0, DREAM | STYLE },
    FIELD (keep_colors),
    TRUE,
    { N_ ("No"), N_ ("Yes") } },
  { { "guide-scale", N_ ("Coarseness"),
      N_ ("By how much the example is enlarged: 2 makes everything in the texture twice "
          "as "
          "large, 0.5 half as large"),
      NULL, 0.1, 10, 2, TEXTURE },
    FIELD (guide_scale),
    TRUE },
  { { "guide-scale", N_ ("Size of strokes"),
      N_ ("By how much the painting is enlarged: 2 makes strokes twice as large, 0.5 "
          "half "
          "as large"),
      NULL, 0.1, 10, 2, STYLE },
    FIELD (guide_scale),
    TRUE },
  { { "match-colors", N_ ("Match colors"),
      N_ ("Whether colors are as frequent in the picture as in the example"), "no|yes", 0,
      1, 0, GUIDED },
    FIELD (match_colors),
    TRUE,
    { N_ ("No"), N_ ("Yes") } },
  { { "frames", N_ ("Frames"),
      N_ ("Number of pictures in a series, each the dream of the last one enlarged"),
      NULL, 1, 10000, 0, DREAM },
    FIELD (frames),
    TRUE },
  { { "zoom", N_ ("Zoom"), N_ ("By how much each picture of a series is enlarged"), NULL,
      0.5, 2, 2, DREAM },
    FIELD (zoom),
    TRUE },
  { { "rotate", N_ ("Rotation"),
      N_ ("By how many degrees each picture of a series is turned"), NULL, -180, 180, 1,
      DREAM },
    FIELD (rotate),
    TRUE },
  { { "every", N_ ("Keep every"),
      N_ ("After every so many steps, the picture so far is kept, too; 0 is never"), NULL,
      0, 100000, 0, DREAM },
    FIELD (every),
    TRUE },
  { { "best", N_ ("Best filters"),
      N_ ("How many cells to keep, the first in the sheet’s order; 0 is as many as its "
          "shape holds"),
      NULL, 0, MAXIMUM_CELLS, 0, SHEET },
    FIELD (best),
    TRUE },
  { { "order", N_ ("Order"),
      N_ ("“best” sorts the cells by their loss and leaves stuck filters out, “index” "
          "sorts them by number"),
      "best|index", 0, 1, 0, SHEET },
    FIELD (order),
    TRUE,
    { N_ ("Best first"), N_ ("By number") } },
  { { "columns", N_ ("Columns"),
      N_ ("Cells or maps side by side; 0 makes a sheet square"), NULL, 0, MAXIMUM_CELLS,
      0, SHEET | ACTIVATIONS },
    FIELD (columns),
    TRUE },
  { { "margin", N_ ("Margin"), N_ ("Pixels between two cells"), NULL, 0, 1000, 0, SHEET },
    FIELD (margin),
    TRUE },
  { { "fill", N_ ("Fill"),
      N_ ("Whether cells follow each other along “rows” or along “columns”"),
      "rows|columns", 0, 1, 0, SHEET },
    FIELD (fill),
    TRUE,
    { N_ ("Along rows"), N_ ("Along columns") } },
  { { "labels", N_ ("Labels"), N_ ("Whether text tells which cell or layer is which"),
      "no|yes", 0, 1, 0, SHEET | ACTIVATIONS },
    FIELD (labels),
    TRUE,
    { N_ ("No"), N_ ("Yes") } },
  { { "numbers", N_ ("Numbers"),
      N_ ("Whether each map has its channel’s number below it"), "no|yes", 0, 1, 0,
      ACTIVATIONS },
    FIELD (numbers),
    TRUE,
    { N_ ("No"), N_ ("Yes") } },
  { { "map", N_ ("Color map"), N_ ("Colors of the maps"), "viridis|gray", 0, 1, 0,
      ACTIVATIONS | HEATMAP },
    FIELD (map),
    TRUE,
    { N_ ("Viridis"), N_ ("Gray") } },
  { { "longest-side", N_ ("Longest side"),
      N_ ("Pixels of the photo’s longer side that the network sees; 0 is all of them, "
          "and for a class as many as suit"),
      NULL, 0, 262144, 0, ACTIVATIONS | HEATMAP },
    FIELD (longest_side),
    TRUE },
  { { "width", N_ ("Width seen"),
      N_ ("Columns of the photo that the network sees, whatever its proportions; 0 keeps "
          "them"),
      NULL, 0, 262144, 0, ACTIVATIONS | HEATMAP },
    FIELD (width),
    TRUE },
  { { "height", N_ ("Height seen"),
      N_ ("Rows of the photo that the network sees, whatever its proportions; 0 keeps "
          "them"),
      NULL, 0, 262144, 0, ACTIVATIONS | HEATMAP },
    FIELD (height),
    TRUE },
  { { "opacity", N_ ("Opacity"),
      N_ ("How much the heat map covers the photo, from 0 to 1"), NULL, 0, 1, 2,
      HEATMAP },
    FIELD (opacity),
    TRUE },
  { { "threads", N_ ("Threads"), N_ ("Number of threads; 0 is one per processor"), NULL,
      0, 1024, 0, ALL },
    FIELD (threads),
    FALSE },
  { { "memory", N_ ("Memory limit"),
      N_ ("Most memory to use, in MiB; 0 is what the machine has"), NULL, 0, 16777216, 0,
      ALL },
    FIELD (memory),
    FALSE },
};

/**
 * fv_setting_get:
 * @index: from 0
 *
 * Returns: (transfer none) (nullable): the setting of that index, its texts not yet
 *   translated; %NULL after the last
 */
const FvSetting *
fv_setting_get (gint index)
{
  return index >= 0 && index < (gint)G_N_ELEMENTS (settings_table)
             ? &settings_table[index]
             : NULL;
}

/**
 * fv_setting_get_info:
 * @index: from 0
 * @info: (out caller-allocates): what is known about the setting of that index
 *
 * Returns: %FALSE after the last setting
 */
gboolean
fv_setting_get_info (gint index, FvSettingInfo *info)
{
  const FvSetting *setting = fv_setting_get (index);

  g_return_val_if_fail (info != NULL, FALSE);
  if (setting == NULL)
    return FALSE;
  *info = setting->info;
  info->label = _ (info->label);
  info->blurb = _ (info->blurb);
  return TRUE;
}

/**
 * fv_setting_get_value_labels:
 * @index: a setting's index, as for fv_setting_get_info()
 *
 * Returns: (transfer full) (nullable) (array zero-terminated=1): what to call the words
 *   that the setting takes in a dialog, in the user's language and in the order of the
 *   words; %NULL for a number
 */
gchar **
fv_setting_get_value_labels (gint index)
{
  const FvSetting *setting = fv_setting_get (index);
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();

  if (setting == NULL || setting->info.values == NULL)
    return NULL;
  for (gint i = 0; i < FV_MAXIMUM_WORDS && setting->value_labels[i] != NULL; i++)
    g_ptr_array_add (labels, g_strdup (_ (setting->value_labels[i])));
  g_ptr_array_add (labels, NULL);
  return (gchar **)g_ptr_array_free (g_steal_pointer (&labels), FALSE);
}
