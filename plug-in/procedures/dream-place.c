/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a dream goes: a new layer, or a group of them for a series; a new image; or the
 * drawable itself. */

#include "dream-private.h"
#include "gimp/change-drawable.h"
#include "gimp/place.h"

#include <glib/gi18n-lib.h>

#define FRAME_DURATION 100 /* milliseconds; animations read it from a layer's name */

static const DreamPicture *
get_picture (const Dream *dream, gint index)
{
  return &g_array_index (dream->pictures, DreamPicture, index);
}

/* A new layer is in the drawable's format, as is one in a new image that the user did not
 * ask for. */
gboolean
dream_get_destination (const Job *job, Destination *destination)
{
  const DreamParameters *parameters = job->parameters;

  *destination = (Destination){ .source = job->source,
                                .kind = DESTINATION_LAYER,
                                .is_like_drawable = TRUE,
                                .is_like_photo = TRUE };
  if (parameters->output == DREAM_OUTPUT_DRAWABLE)
    destination->kind = DESTINATION_DRAWABLE;
  if (parameters->output == DREAM_OUTPUT_IMAGE)
    {
      destination->kind = DESTINATION_IMAGE;
      destination->is_like_drawable = FALSE;
    }
  return TRUE;
}

/* What the layer is called that has the picture. */
static gchar *
make_layer_name (const Dream *dream, gint index)
{
  gint step = get_picture (dream, index)->step;

  if (dream->plan.ascent.settings.frames > 1)
    return g_strdup_printf (_ ("Frame %04d (%dms)"), index + 1, FRAME_DURATION);
  if (step > 0)
    return g_strdup_printf (_ ("Step %d"), step);
  if (dream->plan.ascent.settings.every > 0)
    return g_strdup (_ ("Dream"));
  return dream_make_name (dream);
}

/* Makes a layer of each picture, none of them in the image yet. All of them, or none. */
static gint32 *
make_layers (const Dream *dream, gint32 image, const gchar *record, GError **error)
{
  gint n = dream->pictures->len;
  g_autofree gint32 *layers = g_new (gint32, n);

  for (gint i = 0; i < n; i++)
    {
      g_autofree gchar *name = make_layer_name (dream, i);

      layers[i] = photo_new_layer (&dream->photo, image, name,
                                   get_picture (dream, i)->pixels, record, error);
      if (layers[i] == -1)
        {
          place_discard_layers (layers, i);
          return NULL;
        }
    }
  return g_steal_pointer (&layers);
}

/* The oldest picture of a series is the lowest layer. */
static gboolean
add_layers (const Dream *dream, const gchar *record, Outcome *outcome, GError **error)
{
  const Source *source = &dream->job->source;
  gint n = dream->pictures->len;
  g_autofree gint32 *layers = make_layers (dream, source->image, record, error);
  g_autofree gchar *name = NULL;

  if (!layers)
    return FALSE;

  outcome->image = source->image;
  outcome->layer = layers[n - 1];
  if (!dream_plan_is_series (&dream->plan))
    return place_layer_like (source, layers[0], error);

  name = dream_make_name (dream);
  return place_group_like (source, name, layers, n, record, error);
}

static gboolean
make_image (const Dream *dream, const gchar *record, Outcome *outcome, GError **error)
{
  const Source *source = &dream->job->source;
  gint n = dream->pictures->len;
  gboolean is_in_colors = dream->parameters->output == DREAM_OUTPUT_IMAGE;
  gint32 image = place_image_new_like (source, source->is_gray && !is_in_colors);
  g_autofree gint32 *layers = make_layers (dream, image, record, error);

  if (!layers || !place_image_insert (image, 0, layers, n, error))
    {
      place_image_discard (image);
      return FALSE;
    }

  outcome->image = image;
  outcome->layer = layers[n - 1];
  place_image_finish (image, record, dream->job->run_mode);
  return TRUE;
}

/* Puts the pictures where the parameters say. */
gboolean
dream_place (const Dream *dream, Outcome *outcome, GError **error)
{
  const Source *source = &dream->job->source;
  RunMode run_mode = dream->job->run_mode;
  DreamOutput output = dream->parameters->output;
  g_autofree gchar *record = dream_make_record (dream);

  outcome->value = dream->loss;
  if (output == DREAM_OUTPUT_IMAGE || place_has_lost_image (source, run_mode))
    return make_image (dream, record, outcome, error);
  if (!source_check_image (source->image, error))
    return FALSE;
  if (output == DREAM_OUTPUT_DRAWABLE && !change_has_lost_drawable (source, run_mode))
    return change_drawable (source, get_picture (dream, 0)->pixels, record, outcome,
                            error);
  return add_layers (dream, record, outcome, error);
}
