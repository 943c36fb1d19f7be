/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The recipes: the values of the published scripts.
 *
 * keras: Keras' example conv_filter_visualization.py.
 * book: F. Chollet, "Deep Learning with Python" (2017), 5.4.2.
 * resnet: Keras' example visualizing_what_convnets_learn.py (F. Chollet, 2020). Its
 * tensor is R, G, B in -1…1 of a network that takes that; ours is in 0…255, less a mean:
 * lengths are as many times larger, gradients as many times smaller. deepdream: Google's
 * DeepDream notebook (A. Mordvintsev, C. Olah and M. Tyka, 2015). lucid: what lucid.c
 * found best of the Lucid library's ways (C. Olah, A. Mordvintsev and L. Schubert,
 * "Feature Visualization", Distill, 2017). maco: T. Fel et al., "Unlocking Feature
 * Visualization for Deeper Networks with MAgnitude Constrained Optimization", 2023, with
 * fewer steps: see phases.c.
 *
 * texture: L. A. Gatys, A. S. Ecker and M. Bethge, "Texture Synthesis Using Convolutional
 * Neural Networks" (2015), with the statistics of E. Heitz et al., "A Sliced Wasserstein
 * Loss for Neural Texture Synthesis" (2021), from coarse to fine, so that forms come
 * through that are larger than what a layer sees. style: by the former, "Image Style
 * Transfer Using Convolutional Neural Networks" (2016). These two belong to tasks of
 * their own. */

#include "featvis.h"

#include <glib/gi18n-lib.h>

#include "base/text.h"

/* One of the units of the recipe resnet */
#define UNIT 127.5

static const FvRecipe recipes[] = {
  {
      .name = "keras",
      .label = N_ ("Keras example: 9 scales, 15 steps each"),
      .size = 412,
      .noise_low = 118.0,
      .noise_range = 20.0,
      .steps = 15,
      .step_size = 1.0,
      .scales = 9,
      .scale_factor = 1.2,
      .upscale_last = TRUE,
      .decodes_in_place = TRUE,
      .faithful_stuck = FV_STUCK_LOSS,
      .gradient_epsilon = 1e-7,
      .contrast = 0.25,
      .contrast_epsilon = 1e-7,
      .sheet_size = 412,
      .sheet_order = FV_SHEET_BEST,
      .sheet_fill = FV_SHEET_ROWS,
  },
  {
      .name = "book",
      .label = N_ ("Book: 1 scale, 40 steps, low contrast"),
      .size = 150,
      .noise_low = 128.0,
      .noise_range = 20.0,
      .steps = 40,
      .step_size = 1.0,
      .scales = 1,
      .scale_factor = 1.2,
      .upscale_last = FALSE,
      .faithful_stuck = FV_STUCK_NEVER,
      .gradient_epsilon = 1e-5,
      .contrast = 0.1,
      .contrast_epsilon = 1e-5,
      .sheet_size = 64,
      .sheet_filters = 64,
      .sheet_order = FV_SHEET_INDEX,
      .sheet_columns = 8,
      .sheet_fill = FV_SHEET_COLUMNS, /* its script fills them so */
  },
  {
      .name = "deepdream",
      .label = N_ ("DeepDream: 4 octaves, 10 steps each, jitter"),
      .size = 412,
      .noise_low = 118.0,
      .noise_range = 20.0,
      .steps = 10,
      .step_size = 1.5,
      .scales = 4,
      .scale_factor = 1.4,
      .contrast = 0.25,
      .contrast_epsilon = 1e-7,
      .norm = FV_NORM_MEAN,
      .jitter = 32,
      .padding = FV_PADDING_REFLECT,
      .sheet_size = 200,
      .sheet_order = FV_SHEET_BEST,
  },
  {
      .name = "lucid",
      .label = N_ ("Lucid: spectrum of decorrelated colors, random views"),
      .size = 412,
      .steps = 16,
      .step_size = 0.15,
      .picture_step_size = 0.05, /* larger ones leave little of the picture */
      .scales = 4,
      .scale_factor = 1.414,
      .seamless = FV_SEAMLESS_XY,
      .is_spectral = TRUE,
      .sheet_size = 200,
      .sheet_order = FV_SHEET_BEST,
  },
  {
      .name = "maco",
      .label = N_ ("MACO: spectrum of photos, only phases change"),
      .size = 412,
      .steps = 64,
      .step_size = 1.0,
      .scales = 2,
      .scale_factor = 1.414,
      .seamless = FV_SEAMLESS_XY,
      .is_spectral = TRUE,
      .keeps_magnitudes = TRUE,
      .sheet_size = 200,
      .sheet_order = FV_SHEET_BEST,
  },
  {
      .name = "resnet",
      .label = N_ ("ResNet example: 1 scale, 30 steps, cropped"),
      .size = 180,
      .noise_low = UNIT - 0.125 * UNIT,
      .noise_range = 0.25 * UNIT,
      .steps = 30,
      .step_size = 10.0 * UNIT,
      .scales = 1,
      .scale_factor = 1.2,
      .has_true_colors = TRUE,
      .faithful_stuck = FV_STUCK_NEVER,
      .least_gradient = 1e-6 / UNIT, /* l2_normalize(): the square root of its epsilon */
      .border = 2,
      .crop = 25,
      .contrast = 0.15,
      .contrast_epsilon = 1e-5 * UNIT,
      .norm = FV_NORM_L2,
      .sheet_size = 180,
      .sheet_filters = 64,
      .sheet_order = FV_SHEET_INDEX,
      .sheet_columns = 8,
      .sheet_fill = FV_SHEET_ROWS,
  },
};

static const FvRecipe texture = {
  .name = "texture",
  .label = N_ ("Texture: Gram matrices and statistics, L-BFGS, from coarse to fine"),
  .size = 512,
  .noise_low = 98.0,
  .noise_range = 60.0,
  .steps = 100,
  .step_size = 10.0,
  .scales = 4,
  .scale_factor = 2.0,
  .has_true_colors = TRUE,
  .jitter = 2, /* a half of the largest stride: the picture is in any window */
  .padding = FV_PADDING_REFLECT,
  .is_quasi_newton = TRUE,
  .steps_factor = 0.6,
  .least_side = 32,
  .match_colors = TRUE,
};

static const FvRecipe style = {
  .name = "style",
  .label = N_ ("Style: Gram matrices and features, L-BFGS, from coarse to fine"),
  .size = 512,
  .noise_low = 98.0,
  .noise_range = 60.0,
  .steps = 60,
  .step_size = 10.0,
  .scales = 4,
  .scale_factor = 2.0,
  .has_true_colors = TRUE,
  .padding = FV_PADDING_REFLECT,
  .is_quasi_newton = TRUE,
  .steps_factor = 0.5,
  .least_side = 64,
};

/**
 * fv_recipe_get:
 * @index: from 0
 *
 * Returns: (transfer none) (nullable): the recipe of that index, %NULL after the last
 */
const FvRecipe *
fv_recipe_get (gint index)
{
  return index >= 0 && index < (gint)G_N_ELEMENTS (recipes) ? &recipes[index] : NULL;
}

/**
 * fv_recipe_get_usual:
 * @task: what is to be done
 *
 * Returns: (transfer none): the recipe that is taken where none is chosen; that of
 *   textures and that of styles are the only ones there, and are not among those of
 *   fv_recipe_get()
 */
const FvRecipe *
fv_recipe_get_usual (FvTask task)
{
  switch (task)
    {
    case FV_TASK_TEXTURE:
      return &texture;
    case FV_TASK_STYLE:
      return &style;
    case FV_TASK_DREAM:
      return fv_recipe_find ("deepdream", NULL);
    default:
      return &recipes[0];
    }
}

/**
 * fv_recipe_list:
 * @separator: what stands between two names
 *
 * Returns: (transfer full): the names of all recipes
 */
gchar *
fv_recipe_list (const gchar *separator)
{
  GString *names;

  g_return_val_if_fail (separator != NULL, NULL);
  names = g_string_new (recipes[0].name);
  for (guint i = 1; i < G_N_ELEMENTS (recipes); i++)
    g_string_append_printf (names, "%s%s", separator, recipes[i].name);
  return g_string_free (names, FALSE);
}

/**
 * fv_recipe_find:
 * @name: (nullable): a recipe's name
 * @error: %FV_ERROR_SETTING
 *
 * Returns: (transfer none): the recipe of that name, or %NULL
 */
const FvRecipe *
fv_recipe_find (const gchar *name, GError **error)
{
  g_autofree gchar *names = fv_recipe_list (", ");
  g_autofree gchar *shown = fv_text_shorten (name);

  for (guint i = 0; i < G_N_ELEMENTS (recipes); i++)
    if (g_strcmp0 (recipes[i].name, name) == 0)
      return &recipes[i];
  g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
               _ ("There is no recipe “%s”. Choose one of: %s."), shown, names);
  return NULL;
}

/**
 * fv_recipe_get_label:
 * @recipe: a recipe
 *
 * Returns: (transfer none): what to call it in a dialog, in the user's language
 */
const gchar *
fv_recipe_get_label (const FvRecipe *recipe)
{
  g_return_val_if_fail (recipe != NULL, NULL);
  return _ (recipe->label);
}
