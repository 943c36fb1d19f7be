/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How an ascent begins, goes from a coarse scale to a fine one, and ends.
 *
 * Starting from noise, each scale begins at the one before, resized as the Keras
 * script does. Starting from a picture, the scales are the picture's own sizes
 * (octaves), and what a coarse scale lost of its detail is added back at the next, as
 * Google's DeepDream notebook does. */

#include "ascender.h"

#include <math.h>

#include "evaluation.h"
#include "scales.h"
#include "base/random.h"
#include "picture/blend.h"
#include "picture/decode.h"
#include "picture/resize.h"
#include "picture/shift.h"

#define RESIZE_SEED 0xbb67ae8584caa73bu /* so that it is neither noise nor jitter */

static void
replace_image (FvImage **image, FvImage *new)
{
  fv_image_free (*image);
  *image = new;
}

static FvImage *
resize (const FvAscender *ascender, const FvImage *image, gint width, gint height,
        GError **error)
{
  FvSeamless seamless = ascender->ascent->settings.seamless;

  return fv_image_resize_wrapped (image, width, height, fv_seamless_has_x (seamless),
                                  fv_seamless_has_y (seamless), error);
}

/* The start picture as a tensor of some size; @ascent->image itself is a picture */
static FvImage *
make_base (const FvAscender *ascender, gint width, gint height, GError **error)
{
  FvImage *base = resize (ascender, ascender->ascent->image, width, height, error);

  if (base != NULL)
    fv_picture_to_tensor (base, ascender->mean, ascender->ascent->settings.colors);
  return base;
}

/**
 * fv_ascender_begin:
 * @ascender: an ascent that was checked
 * @error: %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Makes the tensor of the first scale.
 *
 * Returns: whether there was memory
 */
gboolean
fv_ascender_begin (FvAscender *ascender, GError **error)
{
  const FvAscent *ascent = ascender->ascent;
  const FvRecipe *recipe = ascent->settings.recipe;
  gint width, height;

  fv_ascent_get_scale_size (ascent, 0, &width, &height);
  switch (ascent->start)
    {
    case FV_START_NOISE:
      ascender->tensor = fv_image_new_noise (
          width, height, ascent->seed, recipe->noise_low, recipe->noise_range, error);
      if (ascender->tensor != NULL)
        fv_picture_to_tensor (ascender->tensor, ascender->mean, ascent->settings.colors);
      break;
    case FV_START_IMAGE:
      ascender->base = make_base (ascender, width, height, error);
      if (ascender->base != NULL)
        ascender->tensor = fv_image_copy (ascender->base, error);
      break;
    case FV_START_TENSOR:
      ascender->tensor = fv_image_copy (ascent->image, error);
      break;
    }
  return ascender->tensor != NULL;
}

static void
add (FvImage *image, const FvImage *other, gfloat factor)
{
  for (gsize i = 0; i < fv_image_get_n_values (image); i++)
    image->data[i] += factor * other->data[i];
}

/* tensor → resized tensor, without the loss of detail that resizing would bring:
 * resized (tensor) + (base at the new size - resized (base at the old size)) */
static gboolean
resize_with_detail (FvAscender *ascender, gint width, gint height, GError **error)
{
  g_autoptr (FvImage) tensor = resize (ascender, ascender->tensor, width, height, error);
  FvImage *base;

  if (tensor == NULL)
    return FALSE;
  base = resize (ascender, ascender->base, width, height, error);
  if (base == NULL)
    return FALSE;
  add (tensor, base, -1.0f);
  fv_image_free (base);
  base = make_base (ascender, width, height, error);
  if (base == NULL)
    return FALSE;
  add (tensor, base, 1.0f);
  replace_image (&ascender->tensor, g_steal_pointer (&tensor));
  replace_image (&ascender->base, base);
  return TRUE;
}

/* Along a seamless axis, a pixel of a size; elsewhere 0 */
static gint
choose_pixel (const FvAscender *ascender, gint axis, gint size)
{
  const FvAscent *ascent = ascender->ascent;
  FvSeamless seamless = ascent->settings.seamless;
  gboolean is_seamless =
      axis == 0 ? fv_seamless_has_x (seamless) : fv_seamless_has_y (seamless);

  return is_seamless
             ? (gint)(size *
                      fv_random_uniform (ascent->seed ^ RESIZE_SEED,
                                         2 * (guint64)ascender->n_steps_done + axis))
             : 0;
}

/* At the edges, the pixels of all sizes begin: between them is where an image that was
 * enlarged is steepest, and there, by each scale anew, which would be seen as a seam. So
 * a seamless image is rolled by chance before it is resized, and back to the nearest
 * pixel. */
static FvImage *
resize_rolled (const FvAscender *ascender, FvImage *image, gint width, gint height,
               GError **error)
{
  gint x = choose_pixel (ascender, 0, image->width);
  gint y = choose_pixel (ascender, 1, image->height);
  g_autoptr (FvImage) resized = NULL;

  if (!fv_image_shift (image, -x, -y, error))
    return NULL;
  resized = resize (ascender, image, width, height, error);
  if (resized == NULL ||
      !fv_image_shift (resized, (gint)round ((gdouble)x * width / image->width),
                       (gint)round ((gdouble)y * height / image->height), error))
    return NULL;
  return g_steal_pointer (&resized);
}

/* As the recipe's script does it; but an 8-bit image cannot be resized without a seam. */
static FvImage *
resize_picture (FvAscender *ascender, gint width, gint height, GError **error)
{
  const FvSettings *settings = &ascender->ascent->settings;
  gdouble contrast = settings->contrast, epsilon = settings->recipe->contrast_epsilon;
  gboolean in_place =
      settings->recipe->decodes_in_place && settings->colors == FV_COLORS_FAITHFUL;

  if (contrast > 0.0 && settings->seamless == FV_SEAMLESS_NO)
    return fv_picture_resize_decoded (ascender->tensor, width, height, contrast, epsilon,
                                      in_place, error);
  if (contrast > 0.0 && in_place)
    fv_picture_normalise (ascender->tensor, contrast, epsilon);
  return resize_rolled (ascender, ascender->tensor, width, height, error);
}

static gboolean
resize_between_scales (FvAscender *ascender, gint width, gint height, GError **error)
{
  const FvSettings *settings = &ascender->ascent->settings;
  FvImage *resized;

  if (ascender->base != NULL)
    return resize_with_detail (ascender, width, height, error);
  fv_tensor_to_picture (ascender->tensor, ascender->mean, settings->colors);
  resized = resize_picture (ascender, width, height, error);
  if (resized == NULL)
    return FALSE;
  fv_picture_to_tensor (resized, ascender->mean, settings->colors);
  replace_image (&ascender->tensor, resized);
  return TRUE;
}

/**
 * fv_ascender_go_on:
 * @ascender: an ascent under way, below its last size
 * @error: %FV_ERROR_MEMORY
 *
 * Resizes the tensor to the next scale's size; behind the last scale, to the result's,
 * if that is another.
 *
 * Returns: whether there was memory
 */
gboolean
fv_ascender_go_on (FvAscender *ascender, GError **error)
{
  const FvAscent *ascent = ascender->ascent;
  const FvImage *tensor = ascender->tensor;
  gint width, height;

  ascender->scale++;
  if (ascender->scale < ascent->settings.scales)
    fv_ascent_get_scale_size (ascent, ascender->scale, &width, &height);
  else if (fv_ascent_ends_below_size (ascent))
    fv_ascent_get_size (ascent, &width, &height);
  else
    return TRUE;
  if (ascent->start == FV_START_IMAGE && ascender->base == NULL &&
      (ascender->base = make_base (ascender, tensor->width, tensor->height, error)) ==
          NULL)
    return FALSE;
  return resize_between_scales (ascender, width, height, error);
}

/**
 * fv_ascender_is_stopped:
 * @ascender: an ascent that came to an end before its last step
 * @error: why
 *
 * Returns: whether it was stopped, and not cancelled, and there is a picture
 */
gboolean
fv_ascender_is_stopped (const FvAscender *ascender, const GError *error)
{
  return g_error_matches (error, FV_ERROR, FV_ERROR_CANCELLED) &&
         g_cancellable_is_cancelled (ascender->ascent->stop) &&
         !g_cancellable_is_cancelled (ascender->cancellable) && !ascender->is_refused &&
         ascender->n_steps_done > 0;
}

/**
 * fv_ascender_finish:
 * @ascender: an ascent under way, of which there is a tensor
 * @bytes: (out) (optional): the picture in height × width × 3 bytes, to be freed with
 *   fv_memory_free()
 * @error: %FV_ERROR_MEMORY
 *
 * Makes the tensor a picture of the result's size, from whatever scale it is at, as
 * between scales; and gives it back what is kept of a start picture.
 *
 * Returns: whether there was memory
 */
gboolean
fv_ascender_finish (FvAscender *ascender, guint8 **bytes, GError **error)
{
  const FvSettings *settings = &ascender->ascent->settings;
  gdouble contrast = settings->contrast, epsilon = settings->recipe->contrast_epsilon;

  while (ascender->scale < settings->scales)
    if (!fv_ascender_go_on (ascender, error))
      return FALSE;
  fv_tensor_to_picture (ascender->tensor, ascender->mean, settings->colors);
  if (fv_ascent_keeps_start (ascender->ascent))
    {
      fv_picture_decode (ascender->tensor, contrast, epsilon);
      fv_picture_keep_start (ascender->tensor, ascender->ascent);
      contrast = 0.0; /* what is kept is kept as it was */
    }
  if (bytes != NULL && (*bytes = fv_picture_decode_to_bytes (ascender->tensor, contrast,
                                                             epsilon, error)) == NULL)
    return FALSE;
  if (!fv_ascent_keeps_start (ascender->ascent))
    fv_picture_decode (ascender->tensor, contrast, epsilon);
  return TRUE;
}

/**
 * fv_ascender_clear:
 * @ascender: an ascent under way
 *
 * Frees its images.
 */
void
fv_ascender_clear (FvAscender *ascender)
{
  g_clear_pointer (&ascender->tensor, fv_image_free);
  g_clear_pointer (&ascender->base, fv_image_free);
}
