/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Gradient ascent of a picture's spectrum: lucid.c makes the steps; this gives it the
 * network's gradients, and tells the caller of each step. */

#include "spectrum-ascent.h"

#include <string.h>

#include "ascent-step.h"
#include "evaluation.h"
#include "picture/decode.h"
#include "picture/norms.h"

/* What is there while lucid.c makes its steps */
typedef struct
{
  FvAscentRun *run;
  FvEvaluation *evaluation; /* at the size of @tensor */
  FvImage *tensor;          /* a view, as the network sees it */
  gint64 begin;             /* of the step */
} Views;

static void
views_clear (Views *views)
{
  g_clear_pointer (&views->evaluation, fv_evaluation_free);
  g_clear_pointer (&views->tensor, fv_image_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Views, views_clear)

/* Each scale has passes of its own. */
static gboolean
prepare (Views *views, const FvImage *view, GError **error)
{
  const FvAscentPlan *plan = views->run->plan;
  gint scale = views->run->n_steps_done / plan->lucid.steps;

  if (views->tensor != NULL && views->tensor->width == view->width &&
      views->tensor->height == view->height)
    return TRUE;
  g_assert (view->width == plan->scales[scale].width &&
            view->height == plan->scales[scale].height);
  views_clear (views);
  views->tensor = fv_image_new (view->width, view->height, error);
  if (views->tensor == NULL)
    return FALSE;
  views->evaluation =
      fv_evaluation_new (plan, &plan->scales[scale], views->run->cancellable, error);
  return views->evaluation != NULL;
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
  Views *views = data;
  FvColors colors = views->run->plan->colors;

  views->begin = g_get_monotonic_time ();
  if (!prepare (views, view, error))
    return FALSE;
  memcpy (views->tensor->data, view->data,
          fv_image_get_n_values (view) * sizeof (gfloat));
  fv_picture_to_tensor (views->tensor, views->run->plan->mean, colors);
  if (!fv_ascent_step_differentiate (views->run, views->evaluation, views->tensor,
                                     gradient, loss, error))
    return FALSE;
  turn_gradient (gradient, colors);
  return fv_ascent_step_check (views->run, *loss,
                               fv_image_get_root_mean_square (gradient), error);
}

/* Takes @picture */
static void
set_picture (FvAscentRun *run, FvImage *picture)
{
  fv_picture_to_tensor (picture, run->plan->mean, run->plan->colors);
  fv_image_free (run->tensor);
  run->tensor = picture;
}

static gboolean
report (gint step, gdouble loss, const FvImage *picture, gpointer data, GError **error)
{
  const Views *views = data;
  FvAscentRun *run = views->run;
  gint n_steps = run->plan->lucid.steps;
  FvImage *copy;

  g_clear_pointer (&run->tensor, fv_image_free); /* before there is another */
  copy = fv_image_copy (picture, error);
  if (copy == NULL)
    return FALSE;
  set_picture (run, copy);
  run->scale = (step - 1) / n_steps;
  return fv_ascent_step_report (run, (step - 1) % n_steps, loss, views->begin, error);
}

/**
 * fv_spectrum_ascent_run:
 * @run: an ascent that has a plan
 * @error: any #FvError
 *
 * Returns: whether @run->tensor is the result; if not, it is that of the last step that
 *   was made, if any
 */
gboolean
fv_spectrum_ascent_run (FvAscentRun *run, GError **error)
{
  g_auto (Views) views = { .run = run };
  FvImage *picture = NULL;
  gdouble loss;

  if (!fv_lucid_ascend (&run->plan->lucid, differentiate, report, &views, &picture, &loss,
                        error))
    return FALSE;
  set_picture (run, picture);
  run->scale = run->plan->n_scales;
  return TRUE;
}
