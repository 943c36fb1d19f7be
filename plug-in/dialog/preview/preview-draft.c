/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The drafts of a dialog's preview: when one begins, what it is of, and what it tells. */

#include "preview-draft.h"
#include "advice.h"
#include "dialog/base/dialog-changes.h"
#include "dialog/base/duration.h"
#include "dialog/rows/dialog-row.h"
#include "gimp/guide-file.h"
#include "gimp/guide.h"
#include "gimp/preview-photo.h"
#include "work/draft.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#define DELAY 150 /* milliseconds from the last change to the draft */

/* The sample network can stand for a network that has its layers alone. */
static gboolean
can_be_quick (const Preview *preview)
{
  const FvWeights *weights = preview->dialog->job->weights;
  gint n_layers;
  g_autofree FvLayer *layers =
      weights ? fv_layers_list (fv_weights_get_network (weights), &n_layers) : NULL;

  return layers != NULL;
}

static gboolean
is_quick (const Preview *preview)
{
  return can_be_quick (preview) &&
         gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (preview->quick_button));
}

static gboolean
make_plan (const Preview *preview, AscentPlan *plan)
{
  const Dialog *dialog = preview->dialog;

  *plan = (AscentPlan){ 0 };
  if (!dialog->procedure->plan (dialog->job, plan, NULL))
    {
      ascent_plan_clear (plan);
      return FALSE;
    }

  plan->ascent.seed = dialog_get_seed (dialog);
  return TRUE;
}

/* All that the draft depends on. What does not change it starts no other one. */
static gchar *
make_key (const Preview *preview, const AscentPlan *plan)
{
  const FvAscent *ascent = &plan->ascent;
  const Source *source = &preview->dialog->job->source;
  PictureRegion region;
  g_autofree gchar *settings = fv_settings_to_string (&ascent->settings);
  g_autofree gchar *file =
      plan->guide_file ? guide_file_get_state (plan->guide_file) : NULL;

  picture_view_get_region (preview->view, &region);

  return g_strdup_printf (
      "%s %d %s %s %d %d %dx%d %" G_GUINT64_FORMAT
      " %d %s %dx%d %d %s %g %g %g %g %d %d %d "
      "%d",
      dialog_get_weights_file (preview->dialog), preview->dialog->n_weights_changes,
      plan->objective ? plan->objective : "", ascent->layer, ascent->filter,
      ascent->start, ascent->width, ascent->height, ascent->seed, plan->guide,
      file ? file : "", ascent->guide ? ascent->guide->width : 0,
      ascent->guide ? ascent->guide->height : 0, is_quick (preview), settings, region.x,
      region.y, region.width, region.height, source->x, source->y, source->has_selection,
      source->has_drawable);
}

/* What it costs */

static void
show_estimate (Preview *preview, const Draft *draft)
{
  g_autofree gchar *size =
      g_format_size_full (draft->estimate.memory, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree gchar *seconds = NULL;
  g_autofree gchar *text = NULL;

  if (draft->seconds >= 0.0)
    seconds = duration_describe (draft->seconds);
  if (seconds)
    text = g_strdup_printf (_ ("Full size: about %s, %s"), seconds, size);
  else
    text = g_strdup_printf (_ ("Full size: %s"), size);
  gtk_label_set_text (GTK_LABEL (preview->estimate), text);
}

/* The end of a draft */

static void
show_end (Preview *preview, const Draft *draft)
{
  g_autofree gchar *text = NULL;

  if (draft->error)
    {
      g_clear_pointer (&preview->key, g_free); /* it is tried again, and told again */
      preview_set_status (preview, "");
      preview_show_nothing (preview);
      dialog_show_problem (preview->dialog, draft->error);
      if (g_error_matches (draft->error, FV_ERROR, FV_ERROR_STUCK))
        advice_show_stuck (preview->dialog);
      return;
    }

  text =
      g_strdup_printf (draft->is_quick ? _ ("Draft by the sample network, %d × %d pixels")
                                       : _ ("Draft, %d × %d pixels"),
                       draft->plan.ascent.width, draft->plan.ascent.height);
  preview_set_status (preview, text);
}

static void
draft_done (const Draft *draft, gpointer user_data)
{
  Preview *preview = user_data;

  preview_look (preview);
  preview_set_monitor (preview, NULL);
  if (draft->estimate.work > 0.0)
    show_estimate (preview, draft);
  show_end (preview, draft);
}

/* The begin of a draft */

/* Gives the draft the guide, if there is one, at that scale, or nearly so. */
static void
set_guide (const Preview *preview, Draft *draft, const AscentPlan *plan, gdouble scale)
{
  gdouble own_scale = scale;
  FvImage *guide = NULL;

  if (plan->has_example)
    guide = guide_read_small_example (&preview->dialog->job->source, &own_scale);
  else if (plan->ascent.guide)
    guide = guide_read_small (plan->guide, plan->guide_file, &own_scale);
  if (guide)
    draft_set_guide (draft, guide, scale / own_scale);
}

/* Shows the part of the photo, and gives the draft what the network is to see of it. */
static gboolean
set_photo (Preview *preview, Draft *draft, const AscentPlan *plan)
{
  const Source *source = &preview->dialog->job->source;
  const PictureRegion *region = &preview->region;
  gdouble scale = MIN (picture_view_get_scale (preview->view), 1.0);
  gint width = MAX ((gint)floor (region->width * scale + 0.5), 1);
  gint height = MAX ((gint)floor (region->height * scale + 0.5), 1);
  FvImage *photo = preview_show_photo (preview, &width, &height);
  g_autofree gfloat *alpha = NULL;
  gfloat *mask = NULL;

  if (!photo)
    return FALSE;

  alpha = preview_photo_read_alpha (source, region, width, height);
  if (alpha)
    fv_image_fill_hidden (photo, alpha);
  if (plan->is_masked)
    mask = preview_photo_read_mask (source, region, width, height, alpha);
  draft_set_photo (draft, photo, mask);
  set_guide (preview, draft, plan, scale);
  return TRUE;
}

static void
start (Preview *preview, const AscentPlan *plan)
{
  Draft *draft = draft_new (plan, dialog_get_weights_file (preview->dialog),
                            is_quick (preview), PREVIEW_SIZE, draft_done, preview);

  if (plan->ascent.start == FV_START_IMAGE && !set_photo (preview, draft, plan))
    {
      draft_free (draft);
      preview_set_status (preview, _ ("The photo cannot be read any more."));
      dialog_changed (preview->dialog); /* which tells why, if it knows */
      return;
    }
  if (plan->ascent.start == FV_START_NOISE)
    set_guide (preview, draft, plan,
               (gdouble)draft->plan.ascent.width / plan->ascent.width);

  preview_set_monitor (preview, draft->monitor);
  draft_start (draft, preview->dialog->background);
}

static gboolean
start_if_forgotten (gpointer data)
{
  Preview *preview = data;
  AscentPlan plan;

  preview->delay = 0;
  if (!make_plan (preview, &plan))
    {
      preview_set_status (preview, "");
      return G_SOURCE_REMOVE;
    }

  preview_show_size (preview, &plan.ascent, PREVIEW_SIZE);
  if (!preview->key)
    {
      preview->key = make_key (preview, &plan);
      start (preview, &plan);
    }
  ascent_plan_clear (&plan);
  return G_SOURCE_REMOVE;
}

/* Another draft will begin in any case. The last one's picture stays to be seen, but
 * nothing is told of it. */
static void
forget_draft (Preview *preview)
{
  gtk_label_set_text (GTK_LABEL (preview->estimate), "");
  g_clear_pointer (&preview->key, g_free);
  background_stop (preview->dialog->background, BACKGROUND_DRAFT);
  preview_set_monitor (preview, NULL);
}

static gboolean
is_outdated (const Preview *preview)
{
  AscentPlan plan;
  g_autofree gchar *key = NULL;

  if (!preview->key || !make_plan (preview, &plan))
    return TRUE;

  key = make_key (preview, &plan);
  ascent_plan_clear (&plan);
  return strcmp (key, preview->key) != 0;
}

/* To be called when the parameters, or what is to be seen, may have changed. */
void
preview_change_draft (Preview *preview)
{
  if (preview->work)
    return;

  gtk_widget_set_sensitive (preview->quick_button, can_be_quick (preview));
  if (is_outdated (preview))
    {
      forget_draft (preview);
      preview_tell_preparing (preview);
    }
  g_clear_handle_id (&preview->delay, g_source_remove);
  preview->delay = g_timeout_add (DELAY, start_if_forgotten, preview);
}

void
preview_stop_draft (Preview *preview)
{
  g_clear_handle_id (&preview->delay, g_source_remove);
  forget_draft (preview);
  preview_set_status (preview, "");
}
