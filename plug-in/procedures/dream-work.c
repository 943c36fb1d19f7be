/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The work of a dream, in a thread of its own, where nothing is asked of GIMP: one
 * picture, a series of frames, each the dream of the last one enlarged, or a series along
 * the ascent. */

#include "dream-private.h"
#include "work/ascent-forecast.h"

#include <glib/gi18n-lib.h>

/* What the frame begins with. */
static const FvImage *
get_start (const Dream *dream)
{
  return dream->enlarged ? dream->enlarged : dream->photo.picture;
}

/* Pictures */

static gboolean
add_picture (Dream *dream, const FvImage *picture, const guint8 *bytes, gint step,
             GError **error)
{
  DreamPicture made = { NULL, step };

  made.pixels = photo_develop (&dream->photo, picture, bytes, dream->frame > 1, error);
  if (!made.pixels)
    return FALSE;

  g_array_append_val (dream->pictures, made);
  return TRUE;
}

static gboolean
keep_step (Dream *dream, const FvStep *step, GError **error)
{
  g_autoptr (FvImage) picture = fv_step_decode (step, error);
  fv_autofree guint8 *bytes = picture ? fv_image_to_bytes (picture, error) : NULL;

  return bytes && add_picture (dream, picture, bytes, dream->n_steps, error);
}

/* Steps */

static gboolean
on_step (const FvStep *step, gpointer data)
{
  Dream *dream = data;
  const FvSettings *settings = &step->ascent->settings;

  dream->n_steps++;
  if (settings->frames == 1)
    work_count_part (dream->work);
  work_note_step (dream->work, step,
                  (dream->frame - 1 + step->fraction) / settings->frames);
  return settings->every == 0 || dream->n_steps % settings->every != 0 ||
         keep_step (dream, step, &dream->error);
}

/* The user stopped it before the first step. */
static gboolean
is_stop (const Dream *dream, const GError *problem)
{
  return g_error_matches (problem, FV_ERROR, FV_ERROR_CANCELLED) &&
         !g_cancellable_is_cancelled (work_get_cancellable (dream->work)) &&
         g_cancellable_is_cancelled (dream->plan.ascent.stop);
}

/* Notes in dream->stopped whether the user stopped it; then there may be no result. */
static gboolean
ascend (Dream *dream, const FvNetwork *network, FvResult *result, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (fv_ascend (network, &dream->plan.ascent, on_step, dream,
                 work_get_cancellable (dream->work), result, &problem))
    {
      dream->stopped = result->is_stopped;
      return TRUE;
    }

  dream->stopped = !dream->error && is_stop (dream, problem);
  if (!dream->error && !dream->stopped)
    g_propagate_error (error, g_steal_pointer (&problem));
  else if (dream->error)
    g_propagate_error (error, g_steal_pointer (&dream->error));
  return dream->stopped;
}

/* Frames */

static gboolean
enlarge (Dream *dream, const FvImage *made, GError **error)
{
  const FvSettings *settings = &dream->plan.ascent.settings;
  FvImage *next = fv_image_zoom (made, settings->zoom, settings->rotate, error);

  if (!next)
    return FALSE;

  fv_image_free (dream->enlarged);
  dream->enlarged = next;
  return TRUE;
}

static gboolean
keep_frame (Dream *dream, const FvResult *result, GError **error)
{
  const FvSettings *settings = &dream->plan.ascent.settings;

  if (!add_picture (dream, result->picture, result->bytes, 0, error))
    return FALSE;

  dream->loss = result->loss;
  dream->waking = result->waking;
  if (settings->frames > 1)
    work_count_part (dream->work);
  return dream->frame == settings->frames || enlarge (dream, result->picture, error);
}

/* A single picture that the user stopped is kept as it is; a frame is not. */
static gboolean
make_frame (Dream *dream, const FvNetwork *network, GError **error)
{
  g_auto (FvResult) result = { NULL };
  gboolean success;

  dream->plan.ascent.image = get_start (dream);
  success = ascend (dream, network, &result, error);
  if (success && (!dream->stopped || dream->plan.ascent.settings.frames == 1))
    success = keep_frame (dream, &result, error);
  return success;
}

static gboolean
make_frames (Dream *dream, const FvNetwork *network, GError **error)
{
  const FvSettings *settings = &dream->plan.ascent.settings;
  gboolean success = TRUE;

  for (dream->frame = 1; success && !dream->stopped && dream->frame <= settings->frames;
       dream->frame++)
    success = make_frame (dream, network, error);
  g_clear_pointer (&dream->enlarged, fv_image_free);
  return success;
}

static gboolean
work_in_thread (Work *work, gpointer data, GError **error)
{
  Dream *dream = data;
  g_autoptr (FvNetwork) network =
      ascent_plan_load (&dream->plan, dream->job->weights, error);

  dream->work = work;
  dream->plan.ascent.stop = work_get_stop (work);
  if (!network || !ascent_plan_resolve (&dream->plan, network, dream->photo.picture,
                                        dream->guide, error))
    return FALSE;

  dream->plan.ascent.image = get_start (dream);
  work_set_forecast (work, ascent_forecast_new (network, &dream->plan.ascent));
  return make_frames (dream, network, error);
}

/* Makes the pictures. FALSE without an error if the user cancelled. */
gboolean
dream_work (Dream *dream, GError **error)
{
  FvAscent *ascent = &dream->plan.ascent;
  const FvSettings *settings = &ascent->settings;
  gint n_parts =
      settings->frames > 1 ? settings->frames : ascent_plan_count_steps (&dream->plan);
  g_autofree gchar *title = NULL;

  if (ascent->seed == 0)
    ascent->seed = g_random_int_range (1, G_MAXINT32);
  ascent->mask = dream->photo.mask;

  title = dream->kind->make_name (dream);
  return work_run (dream->job->view, title, n_parts, work_in_thread, dream, error) ==
         WORK_DONE;
}
