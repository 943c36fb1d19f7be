/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ascent of a spectrum: lucid.c makes the steps, this gives it the network's
 * gradient, and reports. */

#include "spectral.h"

#include <string.h>

#include "evaluation.h"
#include "scales.h"
#include "picture/decode.h"
#include "picture/norms.h"
#include "spectrum/lucid.h"

typedef struct
{
  FvAscender *ascender;
  FvEvaluation *evaluation; /* at the size of @tensor */
  FvImage *tensor;          /* a view, as the network sees it */
  gint64 begin;             /* of the step */
} FvSpectral;

static void
spectral_clear (FvSpectral *spectral)
{
  g_clear_pointer (&spectral->evaluation, fv_evaluation_free);
  g_clear_pointer (&spectral->tensor, fv_image_free);
}

/* Each scale has passes of its own. */
static gboolean
prepare (FvSpectral *spectral, const FvImage *view, GError **error)
{
  const FvAscender *ascender = spectral->ascender;

  if (spectral->tensor != NULL && spectral->tensor->width == view->width &&
      spectral->tensor->height == view->height)
    return TRUE;
  spectral_clear (spectral);
  spectral->tensor = fv_image_new (view->width, view->height, error);
  if (spectral->tensor == NULL)
    return FALSE;
  spectral->evaluation =
      fv_evaluation_new (ascender->network, ascender->ascent, ascender->manner,
                         view->width, view->height, error);
  return spectral->evaluation != NULL;
}

/* The gradient by a picture is that by its tensor, with red and blue exchanged. */
static void
turn_gradient (FvImage *gradient, FvColors colors)
{
  const gfloat no_mean[3] = { 0.0f, 0.0f, 0.0f };

  fv_tensor_to_picture (gradient, no_mean, colors);
}

static gboolean
differentiate (const FvImage *view, FvImage *gradient, gdouble *loss, gpointer data,
               GError **error)
{
  FvSpectral *spectral = data;
  FvAscender *ascender = spectral->ascender;
  const FvSettings *settings = &ascender->ascent->settings;
  gint step = ascender->n_steps_done;
  gboolean redirect = settings->relu == FV_RELU_BEFORE && step < FV_REDIRECTED_STEPS;

  spectral->begin = g_get_monotonic_time ();
  if (!prepare (spectral, view, error))
    return FALSE;
  memcpy (spectral->tensor->data, view->data,
          fv_image_get_n_values (view) * sizeof (gfloat));
  fv_picture_to_tensor (spectral->tensor, ascender->mean, settings->colors);
  if (!fv_evaluation_run (spectral->evaluation, spectral->tensor, step, redirect,
                          gradient, loss, ascender->cancellable, error) ||
      !fv_ascender_smooth (gradient, settings, error))
    return FALSE;
  turn_gradient (gradient, settings->colors);
  return fv_ascender_check (ascender, *loss, fv_image_get_root_mean_square (gradient),
                            error);
}

static gboolean
report (gint step, gdouble loss, const FvImage *picture, gpointer data, GError **error)
{
  FvSpectral *spectral = data;
  FvAscender *ascender = spectral->ascender;
  gint n_steps = ascender->ascent->settings.steps;

  fv_image_free (ascender->tensor);
  ascender->tensor = fv_image_copy (picture, error);
  if (ascender->tensor == NULL)
    return FALSE;
  fv_picture_to_tensor (ascender->tensor, ascender->mean,
                        ascender->ascent->settings.colors);
  ascender->scale = (step - 1) / n_steps;
  return fv_ascender_report (ascender, (step - 1) % n_steps, loss, spectral->begin,
                             error);
}

static FvLucid
get_lucid (const FvAscent *ascent)
{
  const FvSettings *settings = &ascent->settings;
  FvLucid lucid = {
    .scales = settings->scales,
    .scale_factor = settings->scale_factor,
    .steps = settings->steps,
    .step_size = settings->step_size,
    .seed = ascent->seed,
    .wraps_x = fv_seamless_has_x (settings->seamless),
    .wraps_y = fv_seamless_has_y (settings->seamless),
    .start = ascent->start == FV_START_IMAGE ? ascent->image : NULL,
  };

  fv_ascent_get_size (ascent, &lucid.width, &lucid.height);
  return lucid;
}

/**
 * fv_spectral_get_memory:
 * @ascent: an ascent that was checked
 *
 * Returns: what an ascent of a spectrum takes beside its evaluation, in bytes
 */
guint64
fv_spectral_get_memory (const FvAscent *ascent)
{
  FvLucid lucid = get_lucid (ascent);

  return fv_lucid_get_memory (&lucid);
}

/**
 * fv_ascender_run_spectral:
 * @ascender: an ascent that was checked
 * @error: any #FvError
 *
 * Returns: whether @ascender->tensor is the result; if not, it is that of the last step
 *   that was made, if any
 */
gboolean
fv_ascender_run_spectral (FvAscender *ascender, GError **error)
{
  FvLucid lucid = get_lucid (ascender->ascent);
  FvSpectral spectral = { .ascender = ascender };
  FvImage *picture = NULL;
  gdouble loss;
  gboolean success =
      fv_lucid_ascend (&lucid, differentiate, report, &spectral, &picture, &loss, error);

  spectral_clear (&spectral);
  if (!success)
    return FALSE;
  fv_image_free (ascender->tensor);
  ascender->tensor = picture;
  ascender->scale = lucid.scales;
  fv_picture_to_tensor (picture, ascender->mean, ascender->ascent->settings.colors);
  return TRUE;
}
