/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The way of a new picture from its plan to a layer or an image. */

#include "render.h"
#include "gimp/photo.h"
#include "gimp/place.h"
#include "gimp/record.h"
#include "work/ascent-forecast.h"
#include "work/work.h"

#include <glib/gi18n-lib.h>

void
render_clear (Render *render)
{
  ascent_plan_clear (&render->plan);
  g_clear_pointer (&render->picture, fv_image_free);
  g_clear_pointer (&render->guide, fv_image_free);
  g_clear_pointer (&render->alpha, g_free);
  fv_result_clear (&render->result);
}

/* Reads what a planned ascent starts from, or draws its seed, if that is left open. */
gboolean
render_set_start (Render *render, GError **error)
{
  FvAscent *ascent = &render->plan.ascent;

  if (ascent->start == FV_START_NOISE)
    {
      if (ascent->seed == 0)
        ascent->seed = g_random_int_range (1, G_MAXINT32);
      return TRUE;
    }

  if (!photo_read_with_alpha (&render->job->source, &render->picture, &render->alpha,
                              error))
    return FALSE;
  ascent->image = render->picture;
  return TRUE;
}

/* The work */

static gboolean
on_step (const FvStep *step, gpointer data)
{
  Work *work = data;

  work_count_part (work);
  work_note_step (work, step, step->fraction);
  return TRUE;
}

static gboolean
work_in_thread (Work *work, gpointer data, GError **error)
{
  Render *render = data;
  FvAscent *ascent = &render->plan.ascent;
  FvNetwork *network = ascent_plan_load (&render->plan, render->job->weights, error);
  gboolean success;

  ascent->stop = work_get_stop (work);
  success = network && ascent_plan_resolve (&render->plan, network, render->picture,
                                            render->guide, error);
  if (success)
    {
      work_set_forecast (work, ascent_forecast_new (network, ascent));
      success = fv_ascend (network, ascent, on_step, work, work_get_cancellable (work),
                           &render->result, error);
    }
  fv_network_free (network);
  return success;
}

/* Makes the picture. FALSE without an error if the user cancelled. */
gboolean
render_work (Render *render, const gchar *title, GError **error)
{
  WorkEnd end =
      work_run (render->job->view, title, ascent_plan_count_steps (&render->plan),
                work_in_thread, render, error);

  return end == WORK_DONE;
}

/* The place */

static gboolean
add_layer (const Render *render, const gchar *name, const Raster *raster,
           const gchar *record, Outcome *outcome, GError **error)
{
  const Source *source = &render->job->source;
  Raster placed = *raster;

  placed.x = placed.y = render->plan.ascent.settings.crop;
  if (render->plan.ascent.start == FV_START_IMAGE)
    {
      placed.x = source->offset_x + source->x;
      placed.y = source->offset_y + source->y;
    }
  outcome->image = source->image;
  outcome->layer = place_raster (source, name, &placed, record, error);
  return outcome->layer != -1;
}

static gboolean
make_image (const Render *render, const gchar *name, const Raster *raster,
            const gchar *record, Outcome *outcome, GError **error)
{
  const Source *source = &render->job->source;
  gint32 image;

  if (render->plan.ascent.start == FV_START_IMAGE)
    image = place_image_new_like (source, FALSE);
  else
    image = place_image_new (raster->width, raster->height, source);

  outcome->image = image;
  outcome->layer = place_image_add (image, name, raster, record, error);
  if (outcome->layer == -1)
    {
      place_image_discard (image);
      return FALSE;
    }

  place_image_finish (image, record, render->job->run_mode);
  return TRUE;
}

static gchar *
make_name (const Render *render, const gchar *name)
{
  if (!render->result.is_stopped)
    return g_strdup (name);
  return g_strdup_printf (_ ("%s, stopped after step %d"), name, render->result.n_steps);
}

/* Ends a record: where the picture is, and what came of it. */
static gchar *
end_record (const Render *render, GString *record)
{
  const FvAscent *ascent = &render->plan.ascent;

  if (ascent->start == FV_START_IMAGE)
    record_add_region (record, &render->job->source);
  else
    record_add_size (record, ascent->width, ascent->height);
  if (render->result.is_stopped)
    record_add_integer (record, "stopped-after-step", render->result.n_steps);
  record_add_waking (record, &render->result.waking, ascent->seed);
  record_add_real (record, "loss", render->result.loss);
  return g_string_free (record, FALSE);
}

/* The start picture's transparency, if it has any, and what did not matter */
static const gfloat *
get_alpha (const Render *render)
{
  const FvImage *picture = render->result.picture;
  gfloat *importance = render->result.importance;
  gint n = picture->width * picture->height;

  for (gint i = 0; importance && render->alpha && i < n; i++)
    importance[i] *= render->alpha[i];
  return importance ? importance : render->alpha;
}

/* Puts the picture where it goes, with a record that tells already how it was made, and
 * that is freed. */
gboolean
render_place (const Render *render, const gchar *name, GString *record, Outcome *outcome,
              GError **error)
{
  const FvImage *picture = render->result.picture;
  const Raster raster = { .width = picture->width,
                          .height = picture->height,
                          .bytes = render->result.bytes,
                          .values = picture->data,
                          .alpha = get_alpha (render) };
  g_autofree gchar *whole_name = make_name (render, name);
  g_autofree gchar *text = end_record (render, record);

  outcome->value = render->result.loss;
  if (render->output == RENDER_OUTPUT_IMAGE ||
      place_has_lost_image (&render->job->source, render->job->run_mode))
    return make_image (render, whole_name, &raster, text, outcome, error);
  return add_layer (render, whole_name, &raster, text, outcome, error);
}
