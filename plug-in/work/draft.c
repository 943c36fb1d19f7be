/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Drafts: what a plan will give, in a small picture that is made at once.
 *
 * A draft from noise is as large as the picture, or as the preview if that is smaller:
 * what the network sees is measured in pixels, so that a smaller part shows the patterns
 * as they will be. A draft of a photo is of what the preview shows of it, at the size
 * that it is shown in. So is a draft of a texture, whose example becomes as much smaller;
 * where there are as many steps as these take, a draft has less of them. */

#include "draft.h"

#define SAMPLE "sample"

#define LEAST_SIDE 32 /* pixels of a texture */
#define MOST_STEPS 24 /* of the coarsest scale, where the finer ones have less */

/* That the setting can have */
#define LEAST_GUIDE_SCALE 0.1
#define MOST_GUIDE_SCALE  10.0

/* A draft that is smaller than the picture keeps at least the half of each side. */
static gint
get_crop (const FvAscent *full, const FvAscent *draft)
{
  gint crop = full->settings.crop;

  if (draft->width == full->width && draft->height == full->height)
    return crop;
  return MIN (crop, MIN (draft->width, draft->height) / 4);
}

static gboolean
is_texture (const FvAscent *ascent)
{
  return ascent->settings.task == FV_TASK_TEXTURE;
}

/* How large a draft from noise is: a part of the picture, but all of a texture. */
void
draft_get_size (const FvAscent *ascent, gint longest_side, gint *width, gint *height)
{
  gdouble scale = (gdouble)longest_side / MAX (ascent->width, ascent->height);

  *width = MIN (ascent->width, longest_side);
  *height = MIN (ascent->height, longest_side);
  if (is_texture (ascent) && scale < 1.0)
    {
      *width = MAX ((gint)(ascent->width * scale + 0.5), MIN (ascent->width, LEAST_SIDE));
      *height =
          MAX ((gint)(ascent->height * scale + 0.5), MIN (ascent->height, LEAST_SIDE));
    }
}

static gint
get_steps (const FvSettings *settings)
{
  return settings->recipe->steps_factor > 0.0 ? MIN (settings->steps, MOST_STEPS)
                                              : settings->steps;
}

/* A plan's draft before there is a photo or a guide. */
Draft *
draft_new (const AscentPlan *plan, const gchar *weights, gboolean is_quick,
           gint longest_side, DraftFunc func, gpointer user_data)
{
  Draft *draft = g_new0 (Draft, 1);
  FvAscent *ascent = &draft->plan.ascent;

  draft->weights = g_strdup (weights);
  draft->is_quick = is_quick;
  draft->layer = g_strdup (plan->ascent.layer);
  draft->plan.objective = g_strdup (plan->objective);
  draft->full = plan->ascent;
  draft->full.layer = draft->layer;
  if (plan->ascent.image)
    {
      draft->extent = *plan->ascent.image;
      draft->full.image = &draft->extent;
    }

  if (plan->ascent.guide)
    {
      draft->guide_extent = *plan->ascent.guide;
      draft->full.guide = &draft->guide_extent;
    }

  *ascent = draft->full;
  draft_get_size (&draft->full, longest_side, &ascent->width, &ascent->height);
  ascent->settings.steps = get_steps (&ascent->settings);
  ascent->settings.crop = get_crop (&draft->full, ascent);
  ascent->settings.every = 0;
  ascent->settings.frames = 1;
  draft->monitor = monitor_new (longest_side);
  draft->seconds = -1.0;
  draft->func = func;
  draft->user_data = user_data;
  return draft;
}

/* Gives it the part of the photo that it is of, and the part of the mask, or NULL; both
 * belong to the draft then. */
void
draft_set_photo (Draft *draft, FvImage *photo, gfloat *mask)
{
  FvAscent *ascent = &draft->plan.ascent;

  draft->photo = photo;
  draft->mask = mask;
  ascent->image = photo;
  ascent->mask = mask;
  ascent->width = photo->width;
  ascent->height = photo->height;
}

/* Gives it the guide, which belongs to it then; it is to count as if it was that many
 * times as large. */
void
draft_set_guide (Draft *draft, FvImage *guide, gdouble scale)
{
  FvSettings *settings = &draft->plan.ascent.settings;

  draft->guide = guide;
  settings->guide_scale =
      CLAMP (settings->guide_scale * scale, LEAST_GUIDE_SCALE, MOST_GUIDE_SCALE);
}

void
draft_free (Draft *draft)
{
  ascent_plan_clear (&draft->plan);
  fv_image_free (draft->photo);
  fv_image_free (draft->guide);
  g_free (draft->mask);
  g_free (draft->layer);
  g_free (draft->weights);
  monitor_unref (draft->monitor);
  g_clear_error (&draft->error);
  g_free (draft);
}

/* In the thread */

static gdouble
get_time (void)
{
  return g_get_monotonic_time () * 1e-6;
}

static gboolean
note_step (const FvStep *step, gpointer data)
{
  Draft *draft = data;

  monitor_note_step (draft->monitor, step);
  if (draft->forecast)
    forecast_note_step (draft->forecast, get_time ());
  background_let_pass (draft->background);
  if (draft->forecast)
    forecast_resume (draft->forecast, get_time ());
  return TRUE;
}

/* A draft may be too small for as many scales as the picture has. */
static gboolean
fit_scales (const FvNetwork *network, FvAscent *ascent, GError **error)
{
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  GError *problem = NULL;

  while (!fv_ascent_check (layers, n_layers, ascent, &problem))
    {
      if (!g_error_matches (problem, FV_ERROR, FV_ERROR_SIZE) ||
          ascent->settings.scales == 1)
        {
          g_propagate_error (error, problem);
          return FALSE;
        }
      g_clear_error (&problem);
      ascent->settings.scales--;
    }
  return TRUE;
}

/* The sample network has fewer filters: one of them stands for the one that is meant. */
static void
choose_sample_filter (const FvNetwork *network, FvAscent *ascent)
{
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  const FvLayer *layer = fv_layer_find (layers, n_layers, ascent->layer);

  if (layer)
    ascent->filter %= layer->n_filters;
}

/* The terms are read anew, for this network. */
static gboolean
prepare (Draft *draft, const FvNetwork *network, GError **error)
{
  FvAscent *ascent = &draft->plan.ascent;
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  g_autofree gchar *objective = g_steal_pointer (&draft->plan.objective);
  gboolean success = TRUE;

  g_clear_pointer (&draft->plan.terms, fv_terms_free);
  if (draft->is_quick)
    choose_sample_filter (network, ascent);
  if (objective)
    success =
        ascent_plan_set_objective (&draft->plan, objective, layers, n_layers, error) &&
        ascent_plan_resolve (&draft->plan, network, draft->photo, draft->guide, error);
  return success && fit_scales (network, ascent, error);
}

static gboolean
ascend (Draft *draft, const FvNetwork *network, GCancellable *cancellable, GError **error)
{
  FvResult result = { NULL };
  gboolean success;

  if (!prepare (draft, network, error))
    return FALSE;

  draft->forecast = ascent_forecast_new (network, &draft->plan.ascent);
  if (draft->forecast)
    forecast_begin (draft->forecast, get_time ());
  success = fv_ascend (network, &draft->plan.ascent, note_step, draft, cancellable,
                       &result, error);
  g_clear_pointer (&draft->forecast, forecast_free);
  fv_result_clear (&result);
  return success;
}

/* How long the whole picture takes. */
static void
find_time (Draft *draft, const FvNetwork *network, const FvAscent *full)
{
  Forecast *forecast = ascent_forecast_new (network, full);

  draft->seconds = forecast ? forecast_get_left (forecast, 0.0) : -1.0;
  forecast_free (forecast);
}

/* What the whole picture costs can be told before there is a draft. */
static gboolean
estimate (Draft *draft, const FvNetwork *network, GError **error)
{
  AscentPlan plan = { .ascent = draft->full };
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  gboolean success = TRUE;

  if (draft->plan.objective)
    success =
        ascent_plan_set_objective (&plan, draft->plan.objective, layers, n_layers, error);
  success =
      success && fv_ascent_estimate (network, &plan.ascent, &draft->estimate, error);
  if (success)
    find_time (draft, network, &plan.ascent);
  ascent_plan_clear (&plan);
  return success;
}

/* The sample network, if it has the layer: it ends before the dense layers, and has not
 * all of VGG19's. */
static const FvNetwork *
find_quick_network (const Draft *draft, Background *background, const FvNetwork *network,
                    GError **error)
{
  const FvNetwork *sample = background_get_network (background, SAMPLE, NULL, error);
  const FvLayer *layers;
  gint n_layers;

  if (!sample)
    return NULL;
  layers = fv_network_get_layers (sample, &n_layers);
  return fv_layer_find (layers, n_layers, draft->plan.ascent.layer) ? sample : network;
}

/* The terms are those of the draft: all that the picture itself will have. */
static void
estimate_anew (Draft *draft, const FvNetwork *network)
{
  FvAscent full = draft->full;

  full.layer = draft->plan.ascent.layer;
  full.filter = draft->plan.ascent.filter;
  full.terms = draft->plan.ascent.terms;
  full.n_terms = draft->plan.ascent.n_terms;
  if (fv_ascent_estimate (network, &full, &draft->estimate, NULL))
    find_time (draft, network, &full);
}

static void
work (Background *background, gpointer data, GCancellable *cancellable)
{
  Draft *draft = data;
  const gchar *const layers[] = { draft->plan.ascent.layer, NULL };
  const FvNetwork *network;

  draft->background = background;
  g_clear_error (&draft->error); /* that it was interrupted */
  network = background_get_network (background, draft->weights, layers, &draft->error);
  if (!network || !estimate (draft, network, &draft->error))
    return;
  if (draft->is_quick)
    network = find_quick_network (draft, background, network, &draft->error);
  if (network && ascend (draft, network, cancellable, &draft->error) && !draft->is_quick)
    estimate_anew (draft, network);
}

/* In the main thread */

static void
done (gpointer data)
{
  Draft *draft = data;

  draft->func (draft, draft->user_data);
}

static void
free_data (gpointer data)
{
  draft_free (data);
}

/* The draft belongs to the background then, and takes the place of the last one. */
void
draft_start (Draft *draft, Background *background)
{
  static const BackgroundTask task = { work, done, free_data };

  background_start (background, BACKGROUND_DRAFT, &task, draft);
}
