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
#include "decode.h"
#include "memory.h"
#include "network.h"
#include "pass.h"
#include "scales.h"

#define STUCK_LOSS       1e-7 /* Keras' epsilon, as in its script */
#define REDIRECTED_STEPS 16   /* as many as Lucid redirects */

typedef struct
{
  const FvNetwork *network;
  const FvAscent *ascent;
  FvObjective objective;
  FvPassManner manner;
  gfloat mean[3];

  FvImage *tensor; /* what the network sees */
  FvImage *base;   /* the start picture as a tensor at this scale; %NULL without one */
  gint n_steps_done;
  gdouble work_done; /* positions × steps */
  gdouble work_total;

  FvStepFunc step_func;
  gpointer user_data;
  GCancellable *cancellable;
} FvAscender;

/* One scale ----------------------------------------------------------------------- */

static gdouble
get_root_mean_square (const FvImage *image)
{
  gsize n = fv_image_get_n_values (image);
  gdouble squares = 0.0;

  for (gsize i = 0; i < n; i++)
    squares += (gdouble)image->data[i] * image->data[i];
  return sqrt (squares / n);
}

static gboolean
check_step (const FvAscender *ascender, gdouble loss, gdouble magnitude, GError **error)
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
  if (ascent->settings.relu == FV_RELU_AFTER && (loss <= STUCK_LOSS || magnitude == 0.0))
    {
      g_set_error (
          error, FV_ERROR, FV_ERROR_STUCK,
          _ ("Filter %d of %s is stuck: its activation is %g at step %d, so that there "
             "is no slope to climb. Try the option relu=before, another seed or start, "
             "or another filter."),
          ascent->filter, ascent->layer, loss, ascender->n_steps_done + 1);
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

static gboolean
report (FvAscender *ascender, gint scale, gint step, gdouble loss, gint64 begin,
        GError **error)
{
  const FvSettings *settings = &ascender->ascent->settings;
  FvStep report = {
    .scale = scale + 1,
    .n_scales = settings->scales,
    .step = step + 1,
    .n_steps = settings->steps,
    .width = ascender->tensor->width,
    .height = ascender->tensor->height,
    .fraction = ascender->work_done / ascender->work_total,
    .loss = loss,
    .seconds = (g_get_monotonic_time () - begin) / 1e6,
    .tensor = ascender->tensor,
    .network = ascender->network,
    .settings = settings,
  };

  if (ascender->step_func == NULL || ascender->step_func (&report, ascender->user_data))
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_CANCELLED, _ ("The work was cancelled."));
  return FALSE;
}

static gboolean
make_step (FvAscender *ascender, FvPass *pass, FvImage *gradient, gint scale, gint step,
           gdouble *loss, GError **error)
{
  const FvSettings *settings = &ascender->ascent->settings;
  gboolean redirect =
      settings->relu == FV_RELU_BEFORE && ascender->n_steps_done < REDIRECTED_STEPS;
  gint64 begin = g_get_monotonic_time ();
  gdouble magnitude;

  if (!fv_pass_run (pass, ascender->tensor, redirect, gradient, loss,
                    ascender->cancellable, error))
    return FALSE;
  magnitude = get_root_mean_square (gradient);
  if (!check_step (ascender, *loss, magnitude, error))
    return FALSE;
  move (ascender->tensor, gradient,
        settings->step_size / (magnitude + settings->recipe->gradient_epsilon));
  ascender->n_steps_done++;
  ascender->work_done += (gdouble)gradient->width * gradient->height;
  return report (ascender, scale, step, *loss, begin, error);
}

static gboolean
run_scale (FvAscender *ascender, gint scale, gdouble *loss, GError **error)
{
  const FvSettings *settings = &ascender->ascent->settings;
  gint width = ascender->tensor->width, height = ascender->tensor->height;
  g_autoptr (FvPass) pass = NULL;
  g_autoptr (FvImage) gradient = fv_image_new (width, height, error);

  if (gradient == NULL)
    return FALSE;
  pass = fv_pass_new (ascender->network, &ascender->objective, ascender->manner, width,
                      height, ascender->manner.n_threads, error);
  if (pass == NULL)
    return FALSE;
  for (gint step = 0; step < settings->steps; step++)
    if (!make_step (ascender, pass, gradient, scale, step, loss, error))
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

/* The start picture as a tensor of some size; @ascent->image itself is a picture */
static FvImage *
make_base (const FvAscender *ascender, gint width, gint height, GError **error)
{
  FvImage *base = fv_image_resize (ascender->ascent->image, width, height, error);

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
  g_autoptr (FvImage) tensor = fv_image_resize (ascender->tensor, width, height, error);
  FvImage *base;

  if (tensor == NULL)
    return FALSE;
  base = fv_image_resize (ascender->base, width, height, error);
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

static gboolean
resize_between_scales (FvAscender *ascender, gint width, gint height, GError **error)
{
  const FvSettings *settings = &ascender->ascent->settings;
  FvImage *resized;

  if (ascender->base != NULL)
    return resize_with_detail (ascender, width, height, error);
  fv_tensor_to_picture (ascender->tensor, ascender->mean, settings->colors);
  if (settings->contrast > 0.0)
    resized =
        fv_picture_resize_decoded (ascender->tensor, width, height, settings->contrast,
                                   settings->recipe->contrast_epsilon, error);
  else
    resized = fv_image_resize (ascender->tensor, width, height, error);
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
      if (scale + 1 == n_scales) /* there is no detail left to lose */
        g_clear_pointer (&ascender->base, fv_image_free);
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
finish (FvAscender *ascender, FvResult *result, GError **error)
{
  const FvSettings *settings = &ascender->ascent->settings;
  gdouble epsilon = settings->recipe->contrast_epsilon;

  fv_tensor_to_picture (ascender->tensor, ascender->mean, settings->colors);
  result->bytes =
      fv_picture_decode_to_bytes (ascender->tensor, settings->contrast, epsilon, error);
  if (result->bytes == NULL)
    return FALSE;
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
  const FvSettings *settings = &ascent->settings;
  FvAscender ascender = {
    .network = network,
    .ascent = ascent,
    .objective = { ascent->layer, ascent->filter, settings->border, settings->relu },
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
  success = fv_ascent_choose_manner (network, ascent, &ascender.manner, error) &&
            begin (&ascender, error) && run_scales (&ascender, &made.loss, error) &&
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
 *   were the last step: R, G, B in 0…255; or %NULL
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
