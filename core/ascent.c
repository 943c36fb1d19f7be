/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The loop: gradient ascent in input space, from a coarse scale to a fine one.
 *
 * Starting from noise, each scale begins at the one before, resized as the Keras
 * script does. Starting from a picture, the scales are the picture's own sizes
 * (octaves), and what a coarse scale lost of its detail is added back at the next, as
 * Google's DeepDream notebook does. */

#include "featvis.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ascent-memory.h"
#include "ascender.h"
#include "decode.h"
#include "evaluation.h"
#include "magnitude.h"
#include "memory.h"
#include "network.h"
#include "random.h"
#include "regularise.h"
#include "resize.h"
#include "scales.h"
#include "shift.h"
#include "smooth.h"
#include "spectral.h"
#include "tones.h"

#define STUCK_LOSS  1e-7                /* Keras' epsilon, as in its script */
#define RESIZE_SEED 0xbb67ae8584caa73bu /* so that it is neither noise nor jitter */

/* One scale ----------------------------------------------------------------------- */

/**
 * fv_ascender_check:
 * @ascender: an ascent under way
 * @loss: the objective's value at the next step
 * @magnitude: of its gradient
 * @error: %FV_ERROR_SETTING or %FV_ERROR_STUCK
 *
 * Returns: whether the step can be made
 */
gboolean
fv_ascender_check (const FvAscender *ascender, gdouble loss, gdouble magnitude,
                   GError **error)
{
  const FvAscent *ascent = ascender->ascent;

  if (!isfinite (loss) || !isfinite (magnitude))
    {
      g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                   _ ("The picture grew beyond all bounds at step %d. Choose a smaller "
                      "step-size."),
                   ascender->n_steps_done + 1);
      return FALSE;
    }
  if (ascent->terms == NULL && ascent->settings.relu == FV_RELU_AFTER &&
      (loss <= STUCK_LOSS || magnitude == 0.0))
    {
      g_set_error (
          error, FV_ERROR, FV_ERROR_STUCK,
          _ ("Filter %d of %s is stuck: its activation is %g at step %d, so that there "
             "is no slope to climb. Try the option relu=before, another seed or start, "
             "or another filter."),
          ascent->filter, ascent->layer, loss, ascender->n_steps_done + 1);
      return FALSE;
    }
  if (magnitude == 0.0 && ascent->terms != NULL)
    {
      g_set_error (error, FV_ERROR, FV_ERROR_STUCK,
                   _ ("The objective is stuck: its gradient is zero at step %d. Try the "
                      "option relu=before, another seed or start, or another objective."),
                   ascender->n_steps_done + 1);
      return FALSE;
    }
  if (magnitude == 0.0)
    {
      g_set_error (
          error, FV_ERROR, FV_ERROR_STUCK,
          _ ("Filter %d of %s is stuck: its gradient is zero at step %d. Try another "
             "seed or start, or another filter."),
          ascent->filter, ascent->layer, ascender->n_steps_done + 1);
      return FALSE;
    }
  return TRUE;
}

static void
move (FvImage *tensor, const FvImage *gradient, gdouble factor)
{
  for (gsize i = 0; i < fv_image_get_n_values (tensor); i++)
    tensor->data[i] += gradient->data[i] * factor;
}

/**
 * fv_ascender_report:
 * @ascender: an ascent under way
 * @scale: number of the scale, from 0
 * @step: number of the step at this scale, from 0
 * @loss: the objective's value before it
 * @begin: when it began
 * @error: %FV_ERROR_CANCELLED
 *
 * Counts a step, and tells the caller of it.
 *
 * Returns: whether to go on
 */
gboolean
fv_ascender_report (FvAscender *ascender, gint scale, gint step, gdouble loss,
                    gint64 begin, GError **error)
{
  const FvSettings *settings = &ascender->ascent->settings;
  FvStep report = {
    .scale = scale + 1,
    .n_scales = settings->scales,
    .step = step + 1,
    .n_steps = settings->steps,
    .width = ascender->tensor->width,
    .height = ascender->tensor->height,
    .fraction = 0.0,
    .loss = loss,
    .seconds = (g_get_monotonic_time () - begin) / 1e6,
    .tensor = ascender->tensor,
    .network = ascender->network,
    .settings = settings,
  };

  ascender->n_steps_done++;
  ascender->work_done += (gdouble)report.width * report.height;
  report.fraction = ascender->work_done / ascender->work_total;
  if (ascender->step_func == NULL || ascender->step_func (&report, ascender->user_data))
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_CANCELLED, _ ("The work was cancelled."));
  return FALSE;
}

/* The part of a gradient's magnitude that steps are measured by */
static gdouble
get_magnitude (const FvImage *gradient, FvNorm norm)
{
  switch (norm)
    {
    case FV_NORM_MEAN:
      return fv_image_get_mean_absolute (gradient);
    case FV_NORM_L2:
      return fv_image_get_norm (gradient);
    default:
      return fv_image_get_root_mean_square (gradient);
    }
}

/**
 * fv_ascender_smooth:
 * @gradient: (inout): a gradient
 * @settings: an ascent's settings
 * @error: %FV_ERROR_MEMORY
 *
 * Does what @smooth and @pyramid say.
 *
 * Returns: whether there was memory
 */
gboolean
fv_ascender_smooth (FvImage *gradient, const FvSettings *settings, GError **error)
{
  FvPadding x = fv_settings_get_padding_x (settings);
  FvPadding y = fv_settings_get_padding_y (settings);

  return (settings->smooth <= 0.0 ||
          fv_gradient_smooth (gradient, settings->smooth, x, y, error)) &&
         (!settings->pyramid || fv_gradient_normalise_pyramid (gradient, x, y, error));
}

static void
scale_gradient (FvImage *gradient, gdouble factor)
{
  for (gsize i = 0; i < fv_image_get_n_values (gradient); i++)
    gradient->data[i] *= factor;
}

/* What holds the picture down is added to the normalised gradient, so that its weights
 * mean the same for every layer. */
static void
regularise (const FvAscender *ascender, FvImage *gradient)
{
  const FvSettings *settings = &ascender->ascent->settings;

  if (settings->variation > 0.0)
    fv_image_add_variation_gradient (
        gradient, ascender->tensor,
        settings->variation * fv_image_get_n_values (gradient),
        fv_seamless_has_x (settings->seamless), fv_seamless_has_y (settings->seamless));
  if (settings->l2 > 0.0)
    fv_image_add_l2_gradient (gradient, ascender->tensor, ascender->base,
                              settings->l2 * fv_image_get_n_values (gradient));
}

static gboolean
make_step (FvAscender *ascender, FvEvaluation *evaluation, FvImage *gradient, gint scale,
           gint step, gdouble *loss, GError **error)
{
  const FvSettings *settings = &ascender->ascent->settings;
  gboolean redirect =
      settings->relu == FV_RELU_BEFORE && ascender->n_steps_done < FV_REDIRECTED_STEPS;
  gint64 begin = g_get_monotonic_time ();
  gdouble magnitude;

  if (!fv_evaluation_run (evaluation, ascender->tensor, ascender->n_steps_done, redirect,
                          gradient, loss, ascender->cancellable, error) ||
      !fv_ascender_smooth (gradient, settings, error))
    return FALSE;
  magnitude = get_magnitude (gradient, settings->norm);
  if (!fv_ascender_check (ascender, *loss, magnitude, error))
    return FALSE;
  if (settings->variation > 0.0 || settings->l2 > 0.0)
    {
      scale_gradient (gradient, 1.0 / magnitude);
      regularise (ascender, gradient);
      magnitude = 1.0;
    }
  move (ascender->tensor, gradient,
        settings->step_size / (magnitude + settings->recipe->gradient_epsilon));
  return fv_ascender_report (ascender, scale, step, *loss, begin, error);
}

static gboolean
run_scale (FvAscender *ascender, gint scale, gdouble *loss, GError **error)
{
  const FvSettings *settings = &ascender->ascent->settings;
  gint width = ascender->tensor->width, height = ascender->tensor->height;
  g_autoptr (FvEvaluation) evaluation = NULL;
  g_autoptr (FvImage) gradient = fv_image_new (width, height, error);

  if (gradient == NULL)
    return FALSE;
  evaluation = fv_evaluation_new (ascender->network, ascender->ascent, ascender->manner,
                                  width, height, error);
  if (evaluation == NULL)
    return FALSE;
  for (gint step = 0; step < settings->steps; step++)
    if (!make_step (ascender, evaluation, gradient, scale, step, loss, error))
      return FALSE;
  return TRUE;
}

/* From scale to scale ---------------------------------------------------------------- */

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

static gboolean
begin (FvAscender *ascender, GError **error)
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

static gboolean
resize_between_scales (FvAscender *ascender, gint width, gint height, GError **error)
{
  const FvSettings *settings = &ascender->ascent->settings;
  FvImage *resized;

  if (ascender->base != NULL)
    return resize_with_detail (ascender, width, height, error);
  fv_tensor_to_picture (ascender->tensor, ascender->mean, settings->colors);
  if (settings->contrast > 0.0 && settings->seamless == FV_SEAMLESS_NO)
    resized =
        fv_picture_resize_decoded (ascender->tensor, width, height, settings->contrast,
                                   settings->recipe->contrast_epsilon, error);
  else
    resized = resize_rolled (ascender, ascender->tensor, width, height, error);
  if (resized == NULL)
    return FALSE;
  fv_picture_to_tensor (resized, ascender->mean, settings->colors);
  replace_image (&ascender->tensor, resized);
  return TRUE;
}

static gboolean
run_scales (FvAscender *ascender, gdouble *loss, GError **error)
{
  const FvAscent *ascent = ascender->ascent;
  gint n_scales = ascent->settings.scales;
  gint width, height;

  for (gint scale = 0; scale < n_scales; scale++)
    {
      if (scale + 1 == n_scales && ascent->settings.l2 == 0.0)
        g_clear_pointer (&ascender->base, fv_image_free); /* no detail is left to lose */
      if (!run_scale (ascender, scale, loss, error))
        return FALSE;
      if (scale + 1 < n_scales)
        fv_ascent_get_scale_size (ascent, scale + 1, &width, &height);
      else if (fv_ascent_ends_below_size (ascent))
        fv_ascent_get_size (ascent, &width, &height);
      else
        break;
      if (!resize_between_scales (ascender, width, height, error))
        return FALSE;
    }
  return TRUE;
}

/* Result ------------------------------------------------------------------------------
 */

static gboolean
keeps_start (const FvAscent *ascent)
{
  return ascent->start == FV_START_IMAGE &&
         (ascent->settings.keep_colors || ascent->settings.strength < 1.0 ||
          ascent->mask != NULL);
}

static gboolean
finish (FvAscender *ascender, FvResult *result, GError **error)
{
  const FvSettings *settings = &ascender->ascent->settings;
  gdouble epsilon = settings->recipe->contrast_epsilon;

  fv_tensor_to_picture (ascender->tensor, ascender->mean, settings->colors);
  if (keeps_start (ascender->ascent))
    {
      fv_picture_decode (ascender->tensor, settings->contrast, epsilon);
      fv_picture_keep_start (ascender->tensor, ascender->ascent);
      result->bytes = fv_picture_decode_to_bytes (ascender->tensor, 0.0, epsilon, error);
    }
  else
    result->bytes =
        fv_picture_decode_to_bytes (ascender->tensor, settings->contrast, epsilon, error);
  if (result->bytes == NULL)
    return FALSE;
  if (!keeps_start (ascender->ascent))
    fv_picture_decode (ascender->tensor, settings->contrast, epsilon);
  result->picture = g_steal_pointer (&ascender->tensor);
  return TRUE;
}

/**
 * fv_ascend:
 * @network: a network, loaded at least to the target layer
 * @ascent: what to do
 * @step_func: (nullable): called after each step
 * @user_data: what it is given
 * @cancellable: (nullable): asked once per layer; stops the work
 * @result: (out caller-allocated): the picture and its loss, to be cleared with
 *   fv_result_clear(); untouched on failure
 * @error: any #FvError; %FV_ERROR_STUCK when the loss is 1e-7 or less at some step
 *
 * Changes a start, step by step, such that the mean activation of one filter grows:
 * x += step_size × g / (√(mean g²) + ε). The same arguments give the same bytes,
 * whatever the number of threads.
 *
 * Returns: whether @result was made
 */
gboolean
fv_ascend (const FvNetwork *network, const FvAscent *ascent, FvStepFunc step_func,
           gpointer user_data, GCancellable *cancellable, FvResult *result,
           GError **error)
{
  FvAscender ascender = {
    .network = network,
    .ascent = ascent,
    .step_func = step_func,
    .user_data = user_data,
    .cancellable = cancellable,
  };
  FvResult made = { NULL };
  const FvLayer *layers;
  gint n_layers;
  gboolean success;

  layers = fv_network_get_layers (network, &n_layers);
  if (!fv_ascent_check (layers, n_layers, ascent, error))
    return FALSE;
  fv_network_get_mean (network, ascender.mean);
  ascender.work_total = fv_ascent_get_work (ascent);
  success =
      fv_ascent_choose_manner (network, ascent, &ascender.manner, error) &&
      (ascent->settings.recipe->is_spectral
           ? fv_ascender_run_spectral (&ascender, &made.loss, error)
           : begin (&ascender, error) && run_scales (&ascender, &made.loss, error)) &&
      finish (&ascender, &made, error);
  fv_image_free (ascender.tensor);
  fv_image_free (ascender.base);
  if (success)
    *result = made;
  return success;
}

/**
 * fv_step_decode:
 * @step: a step
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): the picture so far, as fv_ascend() would return it if this
 *   were the last step, but that nothing of a start picture is kept: R, G, B in 0…255; or
 *   %NULL
 */
FvImage *
fv_step_decode (const FvStep *step, GError **error)
{
  FvImage *picture = fv_image_copy (step->tensor, error);
  gfloat mean[3];

  if (picture == NULL)
    return NULL;
  fv_network_get_mean (step->network, mean);
  fv_tensor_to_picture (picture, mean, step->settings->colors);
  fv_picture_decode (picture, step->settings->contrast,
                     step->settings->recipe->contrast_epsilon);
  return picture;
}

/**
 * fv_result_clear:
 * @result: the result of fv_ascend()
 *
 * Frees what it holds.
 */
void
fv_result_clear (FvResult *result)
{
  g_clear_pointer (&result->picture, fv_image_free);
  g_clear_pointer (&result->bytes, fv_memory_free);
}
