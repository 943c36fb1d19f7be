/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sizes that an ascent goes through, as they follow from what was asked for. */

#include "scales.h"

#include "base/mathematics.h"
#include "picture/image.h"

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
  return fv_whole_power (ascent->settings.scale_factor, get_exponent (ascent, scale));
}

/* The same for sides of which @shorter is the shorter one, which does not get too small
 * for forms to be seen; the half is for what is rounded down */
static gdouble
get_limited_divisor (const FvAscent *ascent, gint shorter, gint scale)
{
  gint least = ascent->settings.recipe->least_side;
  gdouble divisor = get_divisor (ascent, scale);

  return least > 0 ? MIN (divisor, MAX (shorter / (least + 0.5), 1.0)) : divisor;
}

/* As the Keras script has it: int (side / factor ** exponent) */
static gint
get_scaled (const FvAscent *ascent, gint side, gint scale)
{
  return (gint)(side / get_limited_divisor (ascent, side, scale));
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
 * fv_ascent_get_whole_size:
 * @ascent: an ascent with a recipe; and with an image, if it starts from one
 * @width: (out): width of its picture before the edges are cut off
 * @height: (out): height of it
 *
 * Tells the size that the ascent was given, and where it was given none, the start
 * picture's or the recipe's.
 */
void
fv_ascent_get_whole_size (const FvAscent *ascent, gint *width, gint *height)
{
  const FvSettings *settings = &ascent->settings;
  gint side = settings->task == FV_TASK_SHEET ? settings->recipe->sheet_size
                                              : settings->recipe->size;
  gboolean from_image =
      ascent->start == FV_START_IMAGE ||
      (ascent->start == FV_START_TENSOR && get_exponent (ascent, 0) == 0);

  *width = ascent->width;
  *height = ascent->height;
  if (*width == 0)
    *width = from_image ? ascent->image->width : side;
  if (*height == 0)
    *height = from_image ? ascent->image->height : side;
}

/**
 * fv_ascent_get_size:
 * @ascent: an ascent with a recipe; and with an image, if it starts from one
 * @width: (out): width of its result
 * @height: (out): height of its result
 *
 * Tells the size that the ascent was given, and where it was given none, the start
 * picture's or the recipe's, less what is cut off at the edges. Whether an ascent of that
 * size can be made is not looked at.
 */
void
fv_ascent_get_size (const FvAscent *ascent, gint *width, gint *height)
{
  g_return_if_fail (ascent != NULL && width != NULL && height != NULL);
  g_return_if_fail (ascent->settings.recipe != NULL);
  g_return_if_fail (ascent->start == FV_START_NOISE || ascent->image != NULL);
  fv_ascent_get_whole_size (ascent, width, height);
  *width -= 2 * ascent->settings.crop;
  *height -= 2 * ascent->settings.crop;
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
  gdouble divisor;

  fv_ascent_get_whole_size (ascent, width, height);
  divisor = get_limited_divisor (ascent, MIN (*width, *height), scale);
  *width = (gint)(*width / divisor);
  *height = (gint)(*height / divisor);
}

/**
 * fv_ascent_count_steps:
 * @ascent: an ascent with a recipe
 * @scale: one of its scales, from 0
 *
 * Returns: how many steps are made at that scale: as many as the settings have or, by a
 *   recipe with a factor, fewer the finer it is, at least 1
 */
gint
fv_ascent_count_steps (const FvAscent *ascent, gint scale)
{
  const FvSettings *settings;
  gdouble factor;

  g_return_val_if_fail (ascent != NULL && ascent->settings.recipe != NULL, 0);
  settings = &ascent->settings;
  g_return_val_if_fail (scale >= 0 && scale < settings->scales, 0);
  factor = settings->recipe->steps_factor;
  if (factor == 0.0)
    return settings->steps;
  return MAX ((gint)(settings->steps * fv_whole_power (factor, scale)), 1);
}

/**
 * fv_ascent_get_smallest_side:
 * @ascent: an ascent; its own size is not looked at
 * @first_side: a number of columns or rows
 *
 * Returns: the smallest side of a picture, before its edges are cut off, of which there
 *   is something left then and whose first scale has at least @first_side; 0 where that
 *   is more than a picture can have
 */
gint
fv_ascent_get_smallest_side (const FvAscent *ascent, gint64 first_side)
{
  gboolean is_limited = ascent->settings.recipe->least_side >= first_side;
  gdouble exact = is_limited ? first_side : first_side * get_divisor (ascent, 0);
  gint side;

  if (MAX (exact, 2.0 * ascent->settings.crop + 1.0) > FV_MAXIMUM_SIDE)
    return 0;
  /* Rounding may have put it on either side. */
  side = MAX ((gint)exact - 1, 1);
  while (get_scaled (ascent, side, 0) < first_side)
    side++;
  return MAX (side, 2 * ascent->settings.crop + 1);
}
