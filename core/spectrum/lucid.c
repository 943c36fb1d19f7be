/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Gradient ascent as the Lucid library does it: on the spectra of decorrelated colours,
 * by Adam, each step seeing another random view of the picture (C. Olah, A. Mordvintsev
 * and L. Schubert, "Feature Visualization", Distill, 2017).
 *
 * Lucid makes 512 steps of 0.05, after which about half of all values are within a
 * fiftieth of 0 or 255 on VGG's filters. What is different here, found by looking at what
 * comes out:
 *
 * - The gradient is divided by its root mean square, so that the size of a layer's
 *   activations plays no role, and Adam's epsilon is a part of it: without, high
 *   frequencies that the filter does not care about cover the picture with fine dots.
 * - Steps grow at the beginning of each scale, where Adam knows only the sign of each
 *   parameter's gradient, and shrink from there to the end.
 * - The standard deviation of the logits has a limit: beyond it, all but the mean colour
 *   is scaled down, so that contrast comes at the cost of what contributes less.
 * - The picture is made at several sizes, from small to large, which gives large forms in
 *   a fraction of the time. Spectra make this exact: a coefficient of the smaller size is
 *   one of the larger too, and detail that only the larger has is kept.
 * - Where the picture wraps, views begin anywhere in it, so that it has no border.
 *
 * Or the magnitudes of the spectra are kept, and their phases ascend (phases.c), on parts
 * of the picture with noise, less from step to step, as T. Fel et al. have it (2023);
 * they take Nadam, steps of 1 from beginning to end, and parts of 5 to 50 % of larger
 * pictures.
 *
 * The loss is the caller's. After ReLU, positions that do not respond stay gray; before
 * it, each of them pulls, and on filters of few, bold forms the picture gets worse. */

#include "lucid.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "adam.h"
#include "lucid-view.h"
#include "phases.h"
#include "base/mathematics.h"
#include "base/memory.h"
#include "picture/image.h"
#include "picture/norms.h"

#define NOISE_DEVIATION 0.01 /* Lucid's */
#define WARM_UP_STEPS   8
#define EPSILON         0.05 /* Adam's, where 1 is the gradient's root mean square */
#define PHASE_EPSILON   1e-6 /* for phases: those of high frequencies move, too */

/* Of the logits: that of the picture is then a quarter of its range. One that is started
 * from may keep more. */
#define MOST_DEVIATION 1.2

/* Picture, view and the gradients of both */
#define IMAGES_PER_SCALE 4

typedef struct
{
  const FvLucid *lucid;
  FvLucidGradientFunc gradient_func;
  FvLucidStepFunc step_func;
  gpointer data;

  FvFourier *whole; /* the picture at its full size */
  gdouble most_deviation;
  gint n_steps_done;
  gint n_views; /* as many, and those in which nothing responded */
  gdouble loss;
} Lucid;

/* The picture at one scale */
typedef struct
{
  FvFourier *fourier;
  FvPhases *phases; /* NULL where the magnitudes ascend, too */
  gsize n_values;   /* that ascend */
  FvAdam *adam;
  FvImage *picture;
  FvImage *picture_gradient;
  FvImage *view;
  FvImage *view_gradient;
  gfloat *gradient; /* of the parameters, and then of what ascends */
} Scale;

/**
 * fv_lucid_get_scale_size:
 * @lucid: an ascent
 * @scale: one of its scales, from 0
 * @width: (out): width at that scale
 * @height: (out): height at that scale
 */
void
fv_lucid_get_scale_size (const FvLucid *lucid, gint scale, gint *width, gint *height)
{
  gdouble divisor = fv_whole_power (lucid->scale_factor, lucid->scales - 1 - scale);

  *width = MAX ((gint)(lucid->width / divisor), 1);
  *height = MAX ((gint)(lucid->height / divisor), 1);
}

static gsize
count_values (const FvLucid *lucid, gint width, gint height)
{
  return lucid->keeps_magnitudes ? fv_phases_count (width, height)
                                 : fv_fourier_count_parameters (width, height);
}

/* What the picture at a scale takes, without its spectra */
static guint64
get_scale_memory (const FvLucid *lucid, gint width, gint height)
{
  gsize n = fv_fourier_count_parameters (width, height);
  gsize n_values = count_values (lucid, width, height);

  return fv_adam_get_memory (n_values) + n * sizeof (gfloat) +
         (lucid->keeps_magnitudes ? fv_phases_get_memory (width, height) : 0) +
         IMAGES_PER_SCALE * fv_image_get_memory (width, height);
}

/**
 * fv_lucid_get_memory:
 * @lucid: an ascent
 *
 * Returns: the most bytes that fv_lucid_ascend() takes at once, with its result, and
 *   beside the start and what its functions do
 */
guint64
fv_lucid_get_memory (const FvLucid *lucid)
{
  guint64 last = get_scale_memory (lucid, lucid->width, lucid->height);
  gint width, height;

  if (lucid->scales > 1)
    {
      /* The largest of the smaller sizes has spectra of its own. */
      fv_lucid_get_scale_size (lucid, lucid->scales - 2, &width, &height);
      last = MAX (last, get_scale_memory (lucid, width, height) +
                            fv_fourier_get_memory (width, height));
    }
  return fv_fourier_get_memory (lucid->width, lucid->height) +
         fv_image_get_memory (lucid->width, lucid->height) + last;
}

/* One scale -------------------------------------------------------------------------- */

static void
scale_clear (Scale *scale)
{
  fv_phases_free (scale->phases);
  fv_adam_free (scale->adam);
  fv_image_free (scale->picture);
  fv_image_free (scale->picture_gradient);
  fv_image_free (scale->view);
  fv_image_free (scale->view_gradient);
  fv_memory_free (scale->gradient);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scale, scale_clear)

static gboolean
scale_init (Scale *scale, const FvLucid *lucid, FvFourier *fourier, gint width,
            gint height, GError **error)
{
  gsize n = fv_fourier_count_parameters (width, height);
  gdouble epsilon = lucid->keeps_magnitudes ? PHASE_EPSILON : EPSILON;

  *scale = (Scale){ .fourier = fourier, .n_values = count_values (lucid, width, height) };
  return (!lucid->keeps_magnitudes ||
          (scale->phases = fv_phases_new (fourier, error)) != NULL) &&
         (scale->adam = fv_adam_new (scale->n_values, epsilon, error)) != NULL &&
         (scale->gradient = fv_memory_new_floats (n, error)) != NULL &&
         (scale->picture = fv_image_new (width, height, error)) != NULL &&
         (scale->picture_gradient = fv_image_new (width, height, error)) != NULL &&
         (scale->view = fv_image_new (width, height, error)) != NULL &&
         (scale->view_gradient = fv_image_new (width, height, error)) != NULL;
}

static gdouble
get_share_done (const Lucid *run)
{
  return (gdouble)run->n_steps_done / (run->lucid->scales * run->lucid->steps);
}

static gboolean
differentiate (Lucid *run, Scale *scale, gboolean *is_asleep, GError **error)
{
  FvImage *picture = scale->picture, *gradient = scale->picture_gradient;
  FvWarp warp;

  fv_lucid_view (run->lucid, picture, run->n_views, get_share_done (run), scale->view,
                 &warp);
  if (!run->gradient_func (scale->view, scale->view_gradient, &run->loss, is_asleep,
                           run->data, error))
    return FALSE;
  memset (gradient->data, 0, fv_image_get_n_values (gradient) * sizeof (gfloat));
  fv_warp_backward (&warp, scale->view_gradient, gradient);
  fv_fourier_backward (scale->fourier, picture, gradient, scale->gradient);
  if (scale->phases != NULL)
    fv_phases_backward (scale->phases, scale->gradient);
  return TRUE;
}

static gboolean
normalize (const Lucid *run, Scale *scale, GError **error)
{
  gsize n = scale->n_values;
  gdouble squares = 0.0, magnitude;

  for (gsize i = 0; i < n; i++)
    squares += (gdouble)scale->gradient[i] * scale->gradient[i];
  magnitude = sqrt (squares / n);
  if (!isfinite (run->loss) || !isfinite (magnitude))
    {
      g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                   _ ("The picture grew beyond all bounds at step %d. Choose a smaller "
                      "step-size."),
                   run->n_steps_done + 1);
      return FALSE;
    }
  if (magnitude == 0.0)
    {
      g_set_error (error, FV_ERROR, FV_ERROR_STUCK,
                   _ ("Nothing responds to the picture: the gradient is zero at step %d. "
                      "Try another seed or start, or another filter."),
                   run->n_steps_done + 1);
      return FALSE;
    }
  for (gsize i = 0; i < n; i++)
    scale->gradient[i] /= magnitude;
  return TRUE;
}

/* @step: of this scale, from 0 */
static gdouble
get_step_size (const Lucid *run, gint step)
{
  gdouble done = get_share_done (run);
  gdouble warmth = MIN ((step + 1.0) / WARM_UP_STEPS, 1.0);

  return run->lucid->step_size * warmth * (0.5 + 0.5 * fv_cos (G_PI * done));
}

static void
limit_deviation (const Lucid *run, FvFourier *fourier)
{
  gdouble deviation = fv_fourier_get_deviation (fourier);

  if (deviation > run->most_deviation)
    fv_fourier_scale (fourier, run->most_deviation / deviation);
}

static gboolean
move_up (Lucid *run, Scale *scale, gint step, gboolean *is_asleep, GError **error)
{
  gfloat *values = scale->phases != NULL ? fv_phases_get (scale->phases)
                                         : fv_fourier_get_parameters (scale->fourier);

  if (!differentiate (run, scale, is_asleep, error))
    return FALSE;
  if (*is_asleep && fv_image_is_zero (scale->picture_gradient))
    {
      run->n_views++; /* as from this one nothing can wake */
      return TRUE;
    }
  if (!normalize (run, scale, error))
    return FALSE;
  fv_adam_ascend (scale->adam, values, scale->gradient, get_step_size (run, step));
  if (scale->phases != NULL)
    fv_phases_apply (scale->phases);
  else
    limit_deviation (run, scale->fourier);
  fv_fourier_draw (scale->fourier, scale->picture);
  return TRUE;
}

static gboolean
make_step (Lucid *run, Scale *scale, gint step, GError **error)
{
  gboolean is_asleep;

  do
    if (!move_up (run, scale, step, &is_asleep, error))
      return FALSE;
  while (is_asleep);
  run->n_steps_done++;
  run->n_views++;
  return run->step_func == NULL ||
         run->step_func (run->n_steps_done, run->loss, scale->picture_gradient,
                         scale->picture, run->data, error);
}

static gboolean
ascend_scale (Lucid *run, FvFourier *fourier, gint width, gint height, GError **error)
{
  g_auto (Scale) scale = { NULL };

  if (!scale_init (&scale, run->lucid, fourier, width, height, error))
    return FALSE;
  fv_fourier_draw (fourier, scale.picture);
  for (gint step = 0; step < run->lucid->steps; step++)
    if (!make_step (run, &scale, step, error))
      return FALSE;
  return TRUE;
}

/* From scale to scale --------------------------------------------------------------- */

/* What a small size has of the whole spectrum is ascended by itself. */
static gboolean
ascend_small (Lucid *run, gint scale, GError **error)
{
  g_autoptr (FvFourier) small = NULL;
  gint width, height;

  fv_lucid_get_scale_size (run->lucid, scale, &width, &height);
  small = fv_fourier_new (width, height, error);
  if (small == NULL)
    return FALSE;
  fv_fourier_copy (small, run->whole);
  if (!ascend_scale (run, small, width, height, error))
    return FALSE;
  fv_fourier_copy (run->whole, small);
  return TRUE;
}

static gboolean
begin (Lucid *run, GError **error)
{
  const FvLucid *lucid = run->lucid;
  g_autoptr (FvImage) start = NULL;

  run->most_deviation = MOST_DEVIATION;
  run->whole = fv_fourier_new (lucid->width, lucid->height, error);
  if (run->whole == NULL)
    return FALSE;
  if (lucid->start == NULL)
    {
      if (lucid->keeps_magnitudes)
        fv_fourier_start_natural (run->whole, lucid->seed);
      else
        fv_fourier_start_noise (run->whole, lucid->seed, NOISE_DEVIATION);
      return TRUE;
    }
  start = fv_image_resize (lucid->start, lucid->width, lucid->height, error);
  if (start == NULL)
    return FALSE;
  fv_fourier_start_picture (run->whole, start);
  run->most_deviation = MAX (run->most_deviation, fv_fourier_get_deviation (run->whole));
  return TRUE;
}

static void
lucid_clear (Lucid *run)
{
  g_clear_pointer (&run->whole, fv_fourier_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Lucid, lucid_clear)

static gboolean
ascend_scales (Lucid *run, GError **error)
{
  const FvLucid *lucid = run->lucid;

  for (gint scale = 0; scale < lucid->scales - 1; scale++)
    if (!ascend_small (run, scale, error))
      return FALSE;
  return ascend_scale (run, run->whole, lucid->width, lucid->height, error);
}

/**
 * fv_lucid_ascend:
 * @lucid: what to do
 * @gradient_func: computes what is maximised, and its gradient
 * @step_func: (nullable): called after each step
 * @data: what both are given
 * @picture: (out): the picture: R, G, B in 0…255
 * @loss: (out): the loss of the last step's view
 * @error: %FV_ERROR_SIZE or %FV_ERROR_MEMORY; %FV_ERROR_STUCK when a gradient is zero;
 *   %FV_ERROR_SETTING when one is not finite; or what a function set
 *
 * Changes noise or a picture, step by step, such that a loss grows. The same arguments
 * give the same bytes, if @gradient_func does.
 *
 * Returns: whether @picture and @loss were made
 */
gboolean
fv_lucid_ascend (const FvLucid *lucid, FvLucidGradientFunc gradient_func,
                 FvLucidStepFunc step_func, gpointer data, FvImage **picture,
                 gdouble *loss, GError **error)
{
  g_autoptr (FvImage) made = fv_image_new (lucid->width, lucid->height, error);
  g_auto (Lucid) run = { lucid, gradient_func, step_func, data };

  if (made == NULL || !begin (&run, error) || !ascend_scales (&run, error))
    return FALSE;
  fv_fourier_draw (run.whole, made);
  *picture = g_steal_pointer (&made);
  *loss = run.loss;
  return TRUE;
}
