/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sizes that an ascent goes through, and whether they can work. */

#include "scales.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "evaluation.h"
#include "pass/objective.h"
#include "picture/image.h"
#include "settings/settings.h"

/* How many factors below the result's size a scale is, counted from 0 */
static gint
get_exponent (const FvAscent *ascent, gint scale)
{
  return ascent->settings.scales - 1 - scale +
         (fv_ascent_ends_below_size (ascent) ? 1 : 0);
}

/* By how much a scale is smaller than the result */
static gdouble
get_divisor (const FvAscent *ascent, gint scale)
{
  return pow (ascent->settings.scale_factor, get_exponent (ascent, scale));
}

/* As the Keras script has it: int (side / factor ** exponent) */
static gint
get_scaled (const FvAscent *ascent, gint side, gint scale)
{
  return (gint)(side / get_divisor (ascent, scale));
}

/**
 * fv_ascent_ends_below_size:
 * @ascent: an ascent
 *
 * Returns: whether the last scale is one factor below the result's size, and is resized
 *   to it without further ascent; from a picture it never is, as that would blur it
 */
gboolean
fv_ascent_ends_below_size (const FvAscent *ascent)
{
  return ascent->settings.recipe->upscale_last && ascent->start != FV_START_IMAGE;
}

/**
 * fv_ascent_get_size:
 * @ascent: an ascent with a recipe; and with an image, if it starts from one
 * @width: (out): width of its result
 * @height: (out): height of its result
 *
 * Tells the size that the ascent was given, and where it was given none, the start
 * picture's or the recipe's. Whether an ascent of that size can be made is not looked at.
 */
void
fv_ascent_get_size (const FvAscent *ascent, gint *width, gint *height)
{
  const FvSettings *settings;
  gboolean from_image;
  gint side;

  g_return_if_fail (ascent != NULL && width != NULL && height != NULL);
  g_return_if_fail (ascent->settings.recipe != NULL);
  g_return_if_fail (ascent->start == FV_START_NOISE || ascent->image != NULL);
  settings = &ascent->settings;
  side = settings->task == FV_TASK_SHEET ? settings->recipe->sheet_size
                                         : settings->recipe->size;
  from_image = ascent->start == FV_START_IMAGE ||
               (ascent->start == FV_START_TENSOR && get_exponent (ascent, 0) == 0);
  *width = ascent->width;
  *height = ascent->height;
  if (*width == 0)
    *width = from_image ? ascent->image->width : side;
  if (*height == 0)
    *height = from_image ? ascent->image->height : side;
}

/**
 * fv_ascent_get_scale_size:
 * @ascent: an ascent
 * @scale: one of its scales, from 0
 * @width: (out): width at that scale
 * @height: (out): height at that scale
 */
void
fv_ascent_get_scale_size (const FvAscent *ascent, gint scale, gint *width, gint *height)
{
  fv_ascent_get_size (ascent, width, height);
  *width = get_scaled (ascent, *width, scale);
  *height = get_scaled (ascent, *height, scale);
}

/**
 * fv_ascent_get_work:
 * @ascent: an ascent
 *
 * Returns: positions × steps of all its scales together
 */
gdouble
fv_ascent_get_work (const FvAscent *ascent)
{
  gdouble work = 0.0;
  gint width, height;

  for (gint scale = 0; scale < ascent->settings.scales; scale++)
    {
      fv_ascent_get_scale_size (ascent, scale, &width, &height);
      work += (gdouble)width * height * ascent->settings.steps;
    }
  return work;
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
check_image (const FvAscent *ascent, GError **error)
{
  gint width, height;

  if (ascent->start == FV_START_NOISE)
    return TRUE;
  if (ascent->start == FV_START_IMAGE)
    fv_ascent_get_size (ascent, &width, &height);
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
check_all_but_size (const FvLayer *layers, gint n_layers, const FvAscent *ascent,
                    GError **error)
{
  FvObjective objective = fv_ascent_get_objective (ascent);

  g_return_val_if_fail (ascent->settings.recipe != NULL, FALSE);
  return fv_settings_check (&ascent->settings, error) &&
         fv_settings_check_for (&ascent->settings, FV_TASK_DREAM, error) &&
         fv_objective_check (layers, n_layers, &objective, error) &&
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

/**
 * fv_ascent_check_values:
 * @ascent: an ascent that fv_ascent_check() accepted, with its pictures
 * @error: %FV_ERROR_SETTING
 *
 * Looks at each value of what is started from, which takes a moment.
 *
 * Returns: whether the start picture's values, if it has one, are finite, and the mask's
 *   in 0…1
 */
gboolean
fv_ascent_check_values (const FvAscent *ascent, GError **error)
{
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
  fv_ascent_get_size (ascent, &width, &height);
  if (!fv_size_check (width, height, error))
    return FALSE;
  objective = fv_ascent_get_objective (ascent);
  fv_ascent_get_scale_size (ascent, 0, &width, &height);
  return check_image (ascent, error) &&
         fv_objective_check_size (layers, n_layers, &objective, width, height, error);
}

/**
 * fv_ascent_get_smallest_size:
 * @layers: (array length=n_layers): the layers that there are
 * @n_layers: their number
 * @ascent: an ascent; neither its own size nor its image are looked at
 * @width: (out): the smallest width of a result that fv_ascent_check() accepts, as far as
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
  FvObjective objective;
  gint64 coarse;
  gdouble side;

  g_return_val_if_fail (ascent != NULL && width != NULL && height != NULL, FALSE);
  if (!check_all_but_size (layers, n_layers, ascent, error))
    return FALSE;
  objective = fv_ascent_get_objective (ascent);
  coarse = fv_objective_get_smallest_side (layers, n_layers, &objective);
  side = coarse * get_divisor (ascent, 0);
  if (side > FV_MAXIMUM_SIDE)
    {
      g_set_error (
          error, FV_ERROR, FV_ERROR_SIZE,
          _ ("So many scales need a picture of more than %d pixels. Choose fewer "
             "scales, a smaller scale-factor or border, or a layer nearer to "
             "the input."),
          FV_MAXIMUM_SIDE);
      return FALSE;
    }
  /* Rounding may have put it on either side. */
  *width = MAX ((gint)side - 1, 1);
  while (get_scaled (ascent, *width, 0) < coarse)
    ++*width;
  *height = *width;
  return TRUE;
}
