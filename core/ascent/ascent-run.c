/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How an ascent begins, goes from a coarse scale to a fine one, and ends.
 *
 * Starting from noise, each scale begins at the one before, resized as the Keras
 * script does. Starting from a picture, the scales are the picture's own sizes
 * (octaves), and what a coarse scale lost of its detail is added back at the next, as
 * Google's DeepDream notebook does. */

#include "ascent-run.h"

#include <math.h>

#include "base/random.h"
#include "picture/blend.h"
#include "picture/crop.h"
#include "picture/decode.h"
#include "picture/match-colors.h"
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
resize (const FvAscentRun *run, const FvImage *image, gint width, gint height,
        GError **error)
{
  return fv_image_resize_wrapped (image, width, height, run->plan->wraps_x,
                                  run->plan->wraps_y, error);
}

static void
to_tensor (const FvAscentRun *run, FvImage *picture)
{
  fv_picture_to_tensor (picture, run->plan->mean, run->plan->colors);
}

static void
to_picture (const FvAscentRun *run, FvImage *tensor)
{
  fv_tensor_to_picture (tensor, run->plan->mean, run->plan->colors);
}

/* Gives the picture of a scale the colours that the guide has at that scale, if that is
 * asked for: smaller, its light and dark are nearer to each other. */
static gboolean
match_colors (const FvAscentRun *run, gint scale, FvImage *picture, GError **error)
{
  const FvAscentPlan *plan = run->plan;
  g_autoptr (FvImage) guide = NULL;

  if (!plan->ascent->settings.match_colors || plan->n_style_terms == 0)
    return TRUE;
  guide = fv_image_resize (plan->ascent->guide, plan->scales[scale].guide_width,
                           plan->scales[scale].guide_height, error);
  if (guide == NULL)
    return FALSE;
  fv_picture_match_colors (picture, guide);
  return TRUE;
}

/* The start picture as a tensor of some size */
static FvImage *
make_base (const FvAscentRun *run, gint width, gint height, GError **error)
{
  FvImage *base = resize (run, run->plan->ascent->image, width, height, error);

  if (base != NULL)
    to_tensor (run, base);
  return base;
}

/**
 * fv_ascent_run_begin:
 * @run: an ascent that has a plan
 * @error: %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Makes the tensor of the first scale.
 *
 * Returns: whether there was memory
 */
gboolean
fv_ascent_run_begin (FvAscentRun *run, GError **error)
{
  const FvAscent *ascent = run->plan->ascent;
  const FvRecipe *recipe = ascent->settings.recipe;
  const FvScale *first = &run->plan->scales[0];

  switch (ascent->start)
    {
    case FV_START_NOISE:
      run->tensor = fv_image_new_noise (first->width, first->height, ascent->seed,
                                        recipe->noise_low, recipe->noise_range, error);
      if (run->tensor == NULL || !match_colors (run, 0, run->tensor, error))
        return FALSE;
      to_tensor (run, run->tensor);
      break;
    case FV_START_IMAGE:
      run->base = make_base (run, first->width, first->height, error);
      if (run->base != NULL)
        run->tensor = fv_image_copy (run->base, error);
      break;
    case FV_START_TENSOR:
      run->tensor = fv_image_copy (ascent->image, error);
      break;
    }
  return run->tensor != NULL;
}

/* Between scales --------------------------------------------------------------------- */

static void
add (FvImage *image, const FvImage *other, gfloat factor)
{
  for (gsize i = 0; i < fv_image_get_n_values (image); i++)
    image->data[i] += factor * other->data[i];
}

/* tensor → resized tensor, without the loss of detail that resizing would bring:
 * resized (tensor) + (base at the new size - resized (base at the old size)) */
static gboolean
resize_with_detail (FvAscentRun *run, gint width, gint height, GError **error)
{
  g_autoptr (FvImage) tensor = resize (run, run->tensor, width, height, error);
  FvImage *base;

  if (tensor == NULL)
    return FALSE;
  base = resize (run, run->base, width, height, error);
  if (base == NULL)
    return FALSE;
  add (tensor, base, -1.0f);
  fv_image_free (base);
  base = make_base (run, width, height, error);
  if (base == NULL)
    return FALSE;
  add (tensor, base, 1.0f);
  replace_image (&run->tensor, g_steal_pointer (&tensor));
  replace_image (&run->base, base);
  return TRUE;
}

/* Along an axis where the picture wraps, a pixel of a size; elsewhere 0 */
static gint
choose_pixel (const FvAscentRun *run, gint axis, gint size)
{
  gboolean wraps = axis == 0 ? run->plan->wraps_x : run->plan->wraps_y;
  guint64 index = 2 * (guint64)run->n_steps_done + axis;

  return wraps ? (gint)(size *
                        fv_random_uniform (run->plan->ascent->seed ^ RESIZE_SEED, index))
               : 0;
}

/* At the edges, the pixels of all sizes begin: between them is where an image that was
 * enlarged is steepest, and there, by each scale anew, which would be seen as a seam. So
 * a seamless image is rolled by chance before it is resized, and back to the nearest
 * pixel. */
static FvImage *
resize_rolled (const FvAscentRun *run, FvImage *image, gint width, gint height,
               GError **error)
{
  gint x = choose_pixel (run, 0, image->width);
  gint y = choose_pixel (run, 1, image->height);
  g_autoptr (FvImage) resized = NULL;

  if (!fv_image_shift (image, -x, -y, error))
    return NULL;
  resized = resize (run, image, width, height, error);
  if (resized == NULL ||
      !fv_image_shift (resized, (gint)round ((gdouble)x * width / image->width),
                       (gint)round ((gdouble)y * height / image->height), error))
    return NULL;
  return g_steal_pointer (&resized);
}

/* As the recipe's script does it; but an 8-bit image cannot be resized without a seam. */
static FvImage *
resize_picture (FvAscentRun *run, gint width, gint height, GError **error)
{
  const FvSettings *settings = &run->plan->ascent->settings;
  gdouble contrast = settings->contrast, epsilon = settings->recipe->contrast_epsilon;
  gboolean in_place =
      settings->recipe->decodes_in_place && settings->colors == FV_COLORS_FAITHFUL;

  if (contrast > 0.0 && settings->seamless == FV_SEAMLESS_NO)
    return fv_picture_resize_decoded (run->tensor, width, height, contrast, epsilon,
                                      in_place, error);
  if (contrast > 0.0 && in_place)
    fv_picture_normalise (run->tensor, contrast, epsilon);
  return resize_rolled (run, run->tensor, width, height, error);
}

static gboolean
resize_tensor (FvAscentRun *run, gint width, gint height, GError **error)
{
  FvImage *resized;

  if (run->base != NULL)
    return resize_with_detail (run, width, height, error);
  to_picture (run, run->tensor);
  if (!match_colors (run, run->scale - 1, run->tensor, error))
    return FALSE;
  resized = resize_picture (run, width, height, error);
  if (resized == NULL)
    return FALSE;
  to_tensor (run, resized);
  replace_image (&run->tensor, resized);
  return TRUE;
}

/**
 * fv_ascent_run_change_scale:
 * @run: an ascent under way, below its last size
 * @error: %FV_ERROR_MEMORY
 *
 * Resizes the tensor to the next scale's size; behind the last scale, to the result's,
 * if that is another.
 *
 * Returns: whether there was memory
 */
gboolean
fv_ascent_run_change_scale (FvAscentRun *run, GError **error)
{
  const FvAscentPlan *plan = run->plan;
  gint width = plan->width, height = plan->height;

  run->scale++;
  if (run->scale < plan->n_scales)
    {
      width = plan->scales[run->scale].width;
      height = plan->scales[run->scale].height;
    }
  else if (!plan->ends_below_size)
    return TRUE;
  if (plan->ascent->start == FV_START_IMAGE && run->base == NULL &&
      (run->base = make_base (run, run->tensor->width, run->tensor->height, error)) ==
          NULL)
    return FALSE;
  return resize_tensor (run, width, height, error);
}

/* The end ---------------------------------------------------------------------------- */

/**
 * fv_ascent_run_is_stopped:
 * @run: an ascent that came to an end before its last step
 * @error: why
 *
 * Returns: whether it was stopped, and not cancelled, and there is a picture
 */
gboolean
fv_ascent_run_is_stopped (const FvAscentRun *run, const GError *error)
{
  return g_error_matches (error, FV_ERROR, FV_ERROR_CANCELLED) &&
         g_cancellable_is_cancelled (run->plan->ascent->stop) &&
         !g_cancellable_is_cancelled (run->cancellable) && !run->is_refused &&
         run->n_steps_done > 0;
}

/**
 * fv_ascent_run_finish:
 * @run: an ascent under way, of which there is a tensor
 * @bytes: (out) (optional): the picture in height × width × 3 bytes, to be freed with
 *   fv_memory_free()
 * @error: %FV_ERROR_MEMORY
 *
 * Makes the tensor a picture of the result's size, from whatever scale it is at, as
 * between scales; gives it back what is kept of a start picture, and cuts its edges off.
 *
 * Returns: whether there was memory
 */
gboolean
fv_ascent_run_finish (FvAscentRun *run, guint8 **bytes, GError **error)
{
  const FvAscent *ascent = run->plan->ascent;
  const FvSettings *settings = &ascent->settings;
  gdouble contrast = settings->contrast, epsilon = settings->recipe->contrast_epsilon;

  while (run->scale < run->plan->n_scales)
    if (!fv_ascent_run_change_scale (run, error))
      return FALSE;
  to_picture (run, run->tensor);
  if (!match_colors (run, run->scale - 1, run->tensor, error))
    return FALSE;
  if (fv_ascent_keeps_start (ascent))
    {
      fv_picture_decode (run->tensor, contrast, epsilon);
      fv_picture_keep_start (run->tensor, ascent);
      contrast = 0.0; /* what is kept is kept as it was */
    }
  if (bytes != NULL && (*bytes = fv_picture_decode_to_bytes (run->tensor, contrast,
                                                             epsilon, error)) == NULL)
    return FALSE;
  if (!fv_ascent_keeps_start (ascent))
    fv_picture_decode (run->tensor, contrast, epsilon);
  if (bytes != NULL)
    fv_bytes_crop (*bytes, run->tensor->width, run->tensor->height, settings->crop);
  fv_image_crop (run->tensor, settings->crop);
  return TRUE;
}

/**
 * fv_ascent_run_clear:
 * @run: an ascent under way
 *
 * Frees its images.
 */
void
fv_ascent_run_clear (FvAscentRun *run)
{
  g_clear_pointer (&run->tensor, fv_image_free);
  g_clear_pointer (&run->base, fv_image_free);
  g_clear_pointer (&run->importance, fv_memory_free);
}
