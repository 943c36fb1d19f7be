/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The picture after a step: as it would be if the ascent ended there, and, small and
 * soon, for looking at. */

#include "featvis.h"

#include "ascent-run.h"
#include "base/memory.h"
#include "picture/blend.h"
#include "picture/crop.h"
#include "picture/decode.h"
#include "picture/image.h"
#include "picture/resize.h"

/* A step is made by fv_ascend(), and lives as long as it calls. */
static gboolean
is_whole (const FvStep *step)
{
  return step != NULL && step->plan != NULL && fv_image_has_data (step->tensor) &&
         step->scale >= 1 && step->scale <= step->plan->n_scales;
}

/**
 * fv_step_decode:
 * @step: a step that an #FvStepFunc was called with
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): the picture so far, as fv_ascend() would return it if it were
 *   stopped now: of the result's size, with what is kept of a start picture; R, G, B in
 *   0…255; or %NULL
 */
FvImage *
fv_step_decode (const FvStep *step, GError **error)
{
  g_auto (FvAscentRun) run = { NULL };

  g_return_val_if_fail (is_whole (step), NULL);
  run.plan = step->plan;
  run.tensor = fv_image_copy (step->tensor, error);
  run.scale = step->scale - 1;
  run.n_steps_done = step->step;
  for (gint i = 0; i < run.scale; i++)
    run.n_steps_done += step->plan->scales[i].n_steps;
  if (run.tensor == NULL || !fv_ascent_run_finish (&run, NULL, error))
    return NULL;
  return g_steal_pointer (&run.tensor);
}

/* Drawing -----------------------------------------------------------------------------
 */

static void
get_drawn_size (const FvAscentPlan *plan, gint64 longest_side, gint *drawn_width,
                gint *drawn_height, gint *drawn_crop)
{
  gint64 width, height, longest;

  width = plan->width - 2 * plan->ascent->settings.crop;
  height = plan->height - 2 * plan->ascent->settings.crop;
  longest = MAX (width, height);
  longest_side = MIN (longest_side, longest);
  *drawn_width = MAX ((width * longest_side + longest / 2) / longest, 1);
  *drawn_height = MAX ((height * longest_side + longest / 2) / longest, 1);
  *drawn_crop = plan->ascent->settings.crop * longest_side / longest;
}

/* At the last scale, an ascent that keeps nothing of its start has no use for it. */
static gboolean
needs_start (const FvStep *step)
{
  const FvAscent *ascent = step->plan->ascent;

  return ascent->start == FV_START_IMAGE &&
         (step->scale < step->n_scales || fv_ascent_keeps_start (ascent));
}

static FvImage *
resize (const FvStep *step, const FvImage *image, gint width, gint height, GError **error)
{
  return fv_image_resize_wrapped (image, width, height, step->plan->wraps_x,
                                  step->plan->wraps_y, error);
}

/* What a coarse scale has lost of the start picture's detail, as far as it is seen in
 * the size that is drawn: @start, which is of that size, less what is left of it when it
 * was at the scale's size */
static gboolean
add_detail (const FvStep *step, const FvImage *start, FvImage *drawn, GError **error)
{
  g_autoptr (FvImage) coarse = resize (step, step->plan->ascent->image,
                                       step->tensor->width, step->tensor->height, error);
  g_autoptr (FvImage) left = NULL;

  if (coarse == NULL)
    return FALSE;
  left = resize (step, coarse, drawn->width, drawn->height, error);
  if (left == NULL)
    return FALSE;
  for (gsize i = 0; i < fv_image_get_n_values (drawn); i++)
    drawn->data[i] += start->data[i] - left->data[i];
  return TRUE;
}

/* fv_picture_keep_start() with a mask and a start picture of the size that is drawn */
static gboolean
keep_start (const FvAscent *ascent, const FvImage *start, FvImage *drawn, GError **error)
{
  FvAscent small = *ascent;
  fv_autofree gfloat *mask = NULL;

  small.image = start;
  if (ascent->mask != NULL)
    {
      mask = fv_memory_new_floats ((gsize)drawn->width * drawn->height, error);
      if (mask == NULL ||
          !fv_floats_resize (ascent->mask, 1, ascent->image->width, ascent->image->height,
                             mask, drawn->width, drawn->height, error))
        return FALSE;
      small.mask = mask;
    }
  fv_picture_keep_start (drawn, &small);
  return TRUE;
}

/* The tensor becomes a picture after it was resized, by a rule that is made from all of
 * its values. */
static gboolean
decode_drawn (const FvStep *step, const FvImage *start, FvImage *drawn, GError **error)
{
  const FvAscent *ascent = step->plan->ascent;
  const FvSettings *settings = &ascent->settings;
  FvColors colors = step->plan->colors;
  const gfloat *mean = step->plan->mean;
  FvDecoder decoder;

  fv_decoder_init_tensor (&decoder, step->tensor, mean, colors, settings->contrast,
                          settings->recipe->contrast_epsilon);
  fv_tensor_to_picture (drawn, mean, colors);
  if (start != NULL && step->scale < step->n_scales &&
      !add_detail (step, start, drawn, error))
    return FALSE;
  fv_decoder_apply (&decoder, drawn);
  return start == NULL || keep_start (ascent, start, drawn, error);
}

/**
 * fv_step_draw:
 * @step: a step that an #FvStepFunc was called with
 * @longest_side: pixels of the picture's longer side, at least 1; where the result has
 *   fewer, it is the result's size
 * @width: (out): width of what is drawn
 * @height: (out): height of it
 * @error: %FV_ERROR_MEMORY
 *
 * Draws the picture so far for looking at it: about what fv_step_decode() would return,
 * resized. Nothing of the tensor's or the result's size is copied when what is drawn is
 * smaller.
 *
 * Returns: (transfer full): height × width × 3 bytes, R, G, B, to be freed with
 *   fv_memory_free(); or %NULL
 */
guint8 *
fv_step_draw (const FvStep *step, gint longest_side, gint *width, gint *height,
              GError **error)
{
  g_autoptr (FvImage) drawn = NULL;
  g_autoptr (FvImage) start = NULL;
  gint crop, whole_width, whole_height;

  g_return_val_if_fail (is_whole (step), NULL);
  g_return_val_if_fail (longest_side >= 1 && width != NULL && height != NULL, NULL);
  get_drawn_size (step->plan, longest_side, width, height, &crop);
  whole_width = *width + 2 * crop;
  whole_height = *height + 2 * crop;
  drawn = resize (step, step->tensor, whole_width, whole_height, error);
  if (drawn == NULL)
    return NULL;
  if (needs_start (step) && (start = resize (step, step->plan->ascent->image, whole_width,
                                             whole_height, error)) == NULL)
    return NULL;
  if (!decode_drawn (step, start, drawn, error))
    return NULL;
  fv_image_crop (drawn, crop);
  return fv_picture_decode_to_bytes (drawn, 0.0, 0.0, error);
}
