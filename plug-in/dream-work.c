/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The work of a dream, in a thread of its own, where nothing is asked of GIMP: one
 * picture, a series of frames, each the dream of the last one enlarged, or a series along
 * the ascent. */

#include "dream-private.h"

#include "decode.h"

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
keep_step (Dream *dream, const FvStep *step, gint number, GError **error)
{
  FvImage *picture = fv_step_decode (step, error);
  guint8 *bytes = picture ? fv_picture_decode_to_bytes (picture, 0.0, 0.0, error) : NULL;
  gboolean success = bytes && add_picture (dream, picture, bytes, number, error);

  fv_memory_free (bytes);
  fv_image_free (picture);
  return success;
}

/* Steps */

static void
show_progress (Dream *dream, const FvStep *step)
{
  const FvSettings *settings = &step->ascent->settings;

  work_set_fraction (dream->work, (dream->frame - 1 + step->fraction) / settings->frames);
  if (settings->frames == 1)
    work_count_part (dream->work);
}

/* When the user stops a single picture or a series of steps, the picture so far is its
 * last one. A frame that is not complete is left out. */
static gboolean
on_step (const FvStep *step, gpointer data)
{
  Dream *dream = data;
  const FvSettings *settings = &step->ascent->settings;

  dream->n_steps++;
  show_progress (dream, step);
  if (settings->every > 0 && dream->n_steps % settings->every == 0 &&
      !keep_step (dream, step, dream->n_steps, &dream->error))
    return FALSE;

  if (!work_is_to_end (dream->work))
    return TRUE;

  dream->loss = settings->frames == 1 ? step->loss : dream->loss;
  dream->stopped = settings->frames > 1 || keep_step (dream, step, 0, &dream->error);
  return FALSE;
}

/* FALSE with dream->stopped if the user stopped it and keeps what there is. */
static gboolean
ascend (Dream *dream, const FvNetwork *network, FvResult *result, GError **error)
{
  GError *problem = NULL;

  if (fv_ascend (network, &dream->plan.ascent, on_step, dream,
                 work_get_cancellable (dream->work), result, &problem))
    return TRUE;

  if (dream->error)
    {
      g_clear_error (&problem);
      g_propagate_error (error, g_steal_pointer (&dream->error));
    }
  else if (dream->stopped)
    g_clear_error (&problem);
  else
    g_propagate_error (error, problem);
  return FALSE;
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
make_frame (Dream *dream, const FvNetwork *network, GError **error)
{
  const FvSettings *settings = &dream->plan.ascent.settings;
  FvResult result = { NULL };
  gboolean success;

  dream->plan.ascent.image = get_start (dream);
  success = ascend (dream, network, &result, error) &&
            add_picture (dream, result.picture, result.bytes, 0, error) &&
            (dream->frame == settings->frames || enlarge (dream, result.picture, error));
  if (success)
    dream->loss = result.loss;
  if (success && settings->frames > 1)
    work_count_part (dream->work);
  fv_result_clear (&result);
  return success;
}

static gboolean
make_frames (Dream *dream, const FvNetwork *network, GError **error)
{
  gboolean success = TRUE;

  for (dream->frame = 1; success && dream->frame <= dream->plan.ascent.settings.frames;
       dream->frame++)
    success = make_frame (dream, network, error);
  g_clear_pointer (&dream->enlarged, fv_image_free);
  return success || dream->stopped;
}

static gboolean
resolve_terms (Dream *dream, const FvNetwork *network, GError **error)
{
  FvAscent *ascent = &dream->plan.ascent;

  if (!fv_terms_resolve (dream->plan.terms, network, dream->photo.picture, dream->guide,
                         ascent->settings.threads, error))
    return FALSE;

  ascent->terms = fv_terms_get (dream->plan.terms, &ascent->n_terms);
  return TRUE;
}

static gboolean
work_in_thread (Work *work, gpointer data, GError **error)
{
  Dream *dream = data;
  FvNetwork *network =
      fv_weights_load (dream->plan.weights, dream->plan.ascent.layer, error);
  gboolean success;

  dream->work = work;
  work_end_by_itself (work);
  success = network && resolve_terms (dream, network, error) &&
            make_frames (dream, network, error);
  fv_network_free (network);
  return success;
}

/* Makes the pictures. FALSE without an error if the user cancelled. */
gboolean
dream_work (Dream *dream, GError **error)
{
  FvAscent *ascent = &dream->plan.ascent;
  const FvSettings *settings = &ascent->settings;
  gint n_parts =
      settings->frames > 1 ? settings->frames : settings->scales * settings->steps;
  gchar *title;
  WorkEnd end;

  if (ascent->seed == 0)
    ascent->seed = g_random_int_range (1, G_MAXINT32);
  ascent->mask = dream->photo.mask;

  title = g_strdup_printf (_ ("%s %s: dream"), fv_weights_get_title (dream->plan.weights),
                           dream->plan.parameters->objective);
  end = work_run (title, n_parts, dream->job->run_mode, work_in_thread, dream, error);
  g_free (title);
  return end == WORK_DONE;
}
