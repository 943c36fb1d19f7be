/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an ascent maximises, and whether it can begin: its settings, its pictures and its
 * sizes. */

#include "ascent-check.h"

#include <glib/gi18n-lib.h>

#include "scales.h"
#include "pass/guide.h"
#include "pass/objective.h"
#include "picture/image.h"
#include "settings/settings.h"

/**
 * fv_ascent_get_objective:
 * @ascent: an ascent
 *
 * Returns: what it maximises; its terms are the ascent's
 */
FvObjective
fv_ascent_get_objective (const FvAscent *ascent)
{
  return (FvObjective){
    .layer = ascent->layer,
    .filter = ascent->filter,
    .border = ascent->settings.border,
    .relu = ascent->settings.relu,
    .terms = ascent->terms,
    .n_terms = ascent->n_terms,
    .pooling = ascent->settings.pooling,
  };
}

/**
 * fv_ascent_is_faithful:
 * @ascent: an ascent
 *
 * Returns: whether it gives up what the script of its recipe does, and wakes no filter
 */
gboolean
fv_ascent_is_faithful (const FvAscent *ascent)
{
  return ascent->terms == NULL && ascent->settings.colors == FV_COLORS_FAITHFUL;
}

static gboolean
check_spectral (const FvAscent *ascent, GError **error)
{
  if (!ascent->settings.recipe->is_spectral || ascent->start != FV_START_TENSOR)
    return TRUE;
  g_set_error (
      error, FV_ERROR, FV_ERROR_SETTING,
      _ ("The recipe %s starts from noise or a picture, not from a tensor. Choose "
         "another start or recipe."),
      ascent->settings.recipe->name);
  return FALSE;
}

static gboolean
check_has_image (const FvAscent *ascent, GError **error)
{
  if (ascent->start == FV_START_NOISE || ascent->image != NULL)
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
               _ ("There is no picture to start from. Choose one, or start from noise."));
  return FALSE;
}

static gboolean
check_crop (const FvAscent *ascent, GError **error)
{
  gint crop = ascent->settings.crop, width, height;

  if (crop > 0 && ascent->start == FV_START_IMAGE)
    {
      g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                   _ ("A start picture keeps its size: leave the option crop out."));
      return FALSE;
    }
  fv_ascent_get_whole_size (ascent, &width, &height);
  if (MIN (width, height) > 2 * crop)
    return TRUE;
  g_set_error (
      error, FV_ERROR, FV_ERROR_SIZE,
      _ ("A picture of %d×%d pixels has nothing left when %d are cut off at each "
         "edge. Choose a larger size or a smaller crop."),
      width, height, crop);
  return FALSE;
}

static gboolean
check_image (const FvAscent *ascent, GError **error)
{
  gint width, height;

  if (ascent->start == FV_START_NOISE)
    return TRUE;
  if (ascent->start == FV_START_IMAGE)
    fv_ascent_get_whole_size (ascent, &width, &height);
  else
    fv_ascent_get_scale_size (ascent, 0, &width, &height);
  if (ascent->image->width == width && ascent->image->height == height)
    return TRUE;
  g_set_error (
      error, FV_ERROR, FV_ERROR_SIZE,
      ascent->start == FV_START_IMAGE
          ? _ ("The start picture is %d×%d pixels, and a result of %d×%d was asked "
               "for. A start picture keeps its size: leave the size out.")
          : _ ("The start tensor is %d×%d, and the first scale is %d×%d. Give a "
               "tensor of the first scale’s size, or change size, scales or "
               "scale-factor."),
      ascent->image->width, ascent->image->height, width, height);
  return FALSE;
}

static gboolean
set_no_guide (const FvTerm *term, GError **error)
{
  g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
               _ ("%s@%s is about the style of a guide, and there is none. Choose a "
                  "picture as the guide."),
               term->layer, term->kind == FV_TERM_STYLE ? "style" : "statistics");
  return FALSE;
}

static gboolean
set_no_photo (const FvTerm *term, GError **error)
{
  g_set_error (
      error, FV_ERROR, FV_ERROR_SETTING,
      _ ("%s@content is about the photo that is started from, and there is none. "
         "Start from a photo."),
      term->layer);
  return FALSE;
}

/* Its views of the picture are turned and scaled. */
static gboolean
set_no_content (const FvAscent *ascent, GError **error)
{
  g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
               _ ("The recipe %s sees the picture at angles, and cannot compare it with "
                  "the photo’s content. Choose another recipe."),
               ascent->settings.recipe->name);
  return FALSE;
}

/* Styles are compared with the ascent's guide, contents with its start picture, and
 * diversity with its other pictures, which are not looked at yet. */
static gboolean
check_objective (const FvLayer *layers, gint n_layers, const FvAscent *ascent,
                 GError **error)
{
  FvObjective objective = fv_ascent_get_objective (ascent);
  g_autofree FvTerm *terms = g_memdup2 (ascent->terms, ascent->n_terms * sizeof (FvTerm));

  for (gint i = 0; terms != NULL && i < ascent->n_terms; i++)
    if (fv_term_compares_styles (&terms[i]) && ascent->guide != NULL)
      terms[i].kind = FV_TERM_LAYER;
    else if (fv_term_compares_styles (&terms[i]) && terms[i].guide == NULL)
      return set_no_guide (&terms[i], error);
    else if (terms[i].kind == FV_TERM_CONTENT && ascent->start != FV_START_IMAGE)
      return set_no_photo (&terms[i], error);
    else if (terms[i].kind == FV_TERM_CONTENT && ascent->settings.recipe->is_spectral)
      return set_no_content (ascent, error);
    else if (terms[i].kind == FV_TERM_CONTENT ||
             (terms[i].kind == FV_TERM_DIVERSITY && ascent->n_others > 0))
      terms[i].kind = FV_TERM_LAYER;
  objective.terms = terms;
  return fv_objective_check (layers, n_layers, &objective, error);
}

static gboolean
check_all_but_size (const FvLayer *layers, gint n_layers, const FvAscent *ascent,
                    GError **error)
{
  g_return_val_if_fail (ascent->settings.recipe != NULL, FALSE);
  return fv_settings_check (&ascent->settings, error) &&
         fv_settings_check_for (&ascent->settings, FV_TASK_DREAM, error) &&
         fv_settings_check_for (&ascent->settings, FV_TASK_STYLE, error) &&
         check_objective (layers, n_layers, ascent, error) &&
         check_spectral (ascent, error);
}

/* How a value of the mask is wrong: a fault of who made it */
static gboolean
check_mask (const FvAscent *ascent, GError **error)
{
  const FvImage *image = ascent->image;
  gsize n_values = (gsize)image->width * image->height;

  for (gsize i = 0; i < n_values; i++)
    if (!(ascent->mask[i] >= 0.0f && ascent->mask[i] <= 1.0f))
      {
        g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                     _ ("The mask is not from 0 to 1 in column %d of row %d. Mend it "
                        "there, or choose another mask."),
                     (gint)(i % image->width), (gint)(i / image->width));
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_others (const FvAscent *ascent, GError **error)
{
  for (gint i = 0; i < ascent->n_others; i++)
    {
      g_return_val_if_fail (fv_image_has_data (ascent->others[i]), FALSE);
      if (!fv_image_check_values (ascent->others[i], error))
        return FALSE;
    }
  return TRUE;
}

/**
 * fv_ascent_check_values:
 * @ascent: an ascent that fv_ascent_check() accepted, with its pictures
 * @error: %FV_ERROR_SETTING
 *
 * Looks at each value of what is started from, which takes a moment.
 *
 * Returns: whether the values of all its pictures are finite, and the mask's in 0…1
 */
gboolean
fv_ascent_check_values (const FvAscent *ascent, GError **error)
{
  g_return_val_if_fail (ascent->guide == NULL || fv_image_has_data (ascent->guide),
                        FALSE);
  if ((ascent->guide != NULL && !fv_image_check_values (ascent->guide, error)) ||
      !check_others (ascent, error))
    return FALSE;
  if (ascent->start == FV_START_NOISE)
    return TRUE;
  g_return_val_if_fail (fv_image_has_data (ascent->image), FALSE);
  return fv_image_check_values (ascent->image, error) &&
         (ascent->start != FV_START_IMAGE || ascent->mask == NULL ||
          check_mask (ascent, error));
}

/**
 * fv_ascent_check:
 * @layers: (array length=n_layers): the layers that there are
 * @n_layers: their number
 * @ascent: an ascent
 * @error: %FV_ERROR_LAYER, %FV_ERROR_FILTER, %FV_ERROR_SETTING or %FV_ERROR_SIZE
 *
 * All that can be told before the weights are loaded; of pictures, their sizes alone are
 * looked at.
 *
 * Returns: whether the ascent can begin
 */
gboolean
fv_ascent_check (const FvLayer *layers, gint n_layers, const FvAscent *ascent,
                 GError **error)
{
  FvObjective objective;
  gint width, height;

  g_return_val_if_fail (ascent != NULL && ascent->start <= FV_START_TENSOR, FALSE);
  if (!check_all_but_size (layers, n_layers, ascent, error) ||
      !check_has_image (ascent, error))
    return FALSE;
  fv_ascent_get_whole_size (ascent, &width, &height);
  if (!fv_size_check (width, height, error) || !check_crop (ascent, error))
    return FALSE;
  objective = fv_ascent_get_objective (ascent);
  fv_ascent_get_scale_size (ascent, 0, &width, &height);
  return check_image (ascent, error) &&
         fv_objective_check_size (layers, n_layers, &objective, width, height, error);
}

static gint
get_smallest_side (const FvLayer *layers, gint n_layers, const FvAscent *ascent,
                   gboolean is_column)
{
  const FvObjective objective = fv_ascent_get_objective (ascent);

  return fv_ascent_get_smallest_side (
      ascent, fv_objective_get_smallest_side (layers, n_layers, &objective, is_column));
}

/**
 * fv_ascent_get_smallest_size:
 * @layers: (array length=n_layers): the layers that there are
 * @n_layers: their number
 * @ascent: an ascent; neither its own size nor its image are looked at
 * @width: (out): the smallest width that fv_ascent_check() accepts for @ascent, as far as
 *   the layers are concerned
 * @height: (out): the smallest height, whatever the width
 * @error: %FV_ERROR_LAYER, %FV_ERROR_FILTER or %FV_ERROR_SETTING when no size would be
 *   accepted; %FV_ERROR_SIZE when none that a picture can have is
 *
 * Returns: whether there is such a size
 */
gboolean
fv_ascent_get_smallest_size (const FvLayer *layers, gint n_layers, const FvAscent *ascent,
                             gint *width, gint *height, GError **error)
{
  g_return_val_if_fail (ascent != NULL && width != NULL && height != NULL, FALSE);
  if (!check_all_but_size (layers, n_layers, ascent, error))
    return FALSE;
  *width = get_smallest_side (layers, n_layers, ascent, TRUE);
  *height = get_smallest_side (layers, n_layers, ascent, FALSE);
  if (*width == 0 || *height == 0)
    {
      g_set_error (
          error, FV_ERROR, FV_ERROR_SIZE,
          _ ("So many scales need a picture of more than %d pixels. Choose fewer "
             "scales, a smaller scale-factor or border, or a layer nearer to "
             "the input."),
          FV_MAXIMUM_SIDE);
      return FALSE;
    }
  return TRUE;
}
