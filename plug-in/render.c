/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From parameters to a layer: weights, network, ascent, result.
 *
 * The user's Cancel in GIMP's progress bar kills this process without warning.
 * Therefore the image is not touched before the result is complete, and then it is
 * changed in one short undo group. */

#include "render.h"
#include "parameters.h"
#include "pixels.h"
#include "record.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const Parameters *parameters;
  Source source;
  FvWeights *weights;
  FvAscent ascent;
  FvImage *picture; /* to start from, or NULL */
  gfloat *alpha;    /* of the result, or NULL if it is opaque */
  FvResult result;
} Render;

static void
render_clear (Render *render)
{
  g_clear_pointer (&render->weights, fv_weights_free);
  g_clear_pointer (&render->picture, fv_image_free);
  g_clear_pointer (&render->alpha, g_free);
  fv_result_clear (&render->result);
}

/* Everything that can be known to fail is checked here, before the weights are
 * loaded. */
static gboolean
prepare (Render *render, gint32 image, gint32 drawable, GError **error)
{
  const FvLayer *layers;
  gint n_layers;

  if (!source_init (&render->source, image, drawable, error) ||
      !parameters_get_ascent (render->parameters, &render->source, &render->ascent,
                              error))
    return FALSE;

  render->weights = parameters_find_weights (render->parameters, error);
  if (!render->weights)
    return FALSE;

  layers = fv_weights_get_layers (render->weights, &n_layers);
  if (!fv_ascent_check (layers, n_layers, &render->ascent, error))
    return FALSE;

  if (render->ascent.start == FV_START_NOISE)
    {
      if (render->ascent.seed == 0)
        render->ascent.seed = g_random_int_range (1, G_MAXINT32);
      return TRUE;
    }

  if (!pixels_read (&render->source, &render->picture, &render->alpha, error))
    return FALSE;
  render->ascent.image = render->picture;
  return TRUE;
}

static gboolean
show_step (const FvStep *step, gpointer user_data G_GNUC_UNUSED)
{
  gimp_progress_update (step->fraction);
  return TRUE;
}

static gboolean
ascend (Render *render, GError **error)
{
  FvNetwork *network;
  gboolean success;

  gimp_progress_init_printf (_ ("%s %s filter %d…"),
                             fv_weights_get_title (render->weights), render->ascent.layer,
                             render->ascent.filter);

  network = fv_weights_load (render->weights, render->ascent.layer, error);
  success = network && fv_ascend (network, &render->ascent, show_step, NULL, NULL,
                                  &render->result, error);

  fv_network_free (network);
  gimp_progress_end ();
  return success;
}

static gchar *
make_name (const Render *render)
{
  const gchar *title = fv_weights_get_title (render->weights);
  const FvAscent *ascent = &render->ascent;

  if (ascent->start == FV_START_NOISE)
    return g_strdup_printf (_ ("%s %s filter %d, seed %d"), title, ascent->layer,
                            ascent->filter, (gint)ascent->seed);
  return g_strdup_printf (_ ("%s %s filter %d"), title, ascent->layer, ascent->filter);
}

static gboolean
set_pdb_error (GError **error)
{
  g_set_error (error, FV_ERROR, FV_ERROR_MEMORY,
               _ ("GIMP could not make the layer: %s. Make sure that there is room for "
                  "it in GIMP's swap folder."),
               gimp_get_pdb_error ());
  return FALSE;
}

/* Above the drawable, in its group. A channel has no place among the layers: then,
 * and if the drawable is gone, at the top. */
static gboolean
insert_layer (const Source *source, gint32 layer)
{
  gint32 neighbour = source->drawable;
  gint32 parent = 0;
  gint position = 0;

  if (gimp_item_is_valid (neighbour) && gimp_item_is_layer_mask (neighbour))
    neighbour = gimp_layer_from_mask (neighbour);

  if (gimp_item_is_valid (neighbour) && gimp_item_is_layer (neighbour))
    {
      parent = MAX (gimp_item_get_parent (neighbour), 0);
      position = gimp_image_get_item_position (source->image, neighbour);
    }

  return gimp_image_insert_layer (source->image, layer, parent, position);
}

static gint32
make_layer (const Render *render, gint32 image, const GimpParasite *record)
{
  gchar *name = make_name (render);
  gint32 layer = pixels_write_layer (image, name, &render->result, render->alpha);

  if (layer != -1)
    gimp_item_attach_parasite (layer, record);
  g_free (name);
  return layer;
}

static gboolean
add_layer (const Render *render, const GimpParasite *record, Outcome *outcome,
           GError **error)
{
  const Source *source = &render->source;
  gboolean inserted;

  if (!source_check_image (source->image, error))
    return FALSE;

  outcome->image = source->image;
  outcome->layer = make_layer (render, source->image, record);
  if (outcome->layer == -1)
    return set_pdb_error (error);

  if (render->ascent.start == FV_START_IMAGE)
    gimp_layer_set_offsets (outcome->layer, source->offset_x + source->x,
                            source->offset_y + source->y);

  gimp_image_undo_group_start (source->image);
  inserted = insert_layer (source, outcome->layer);
  gimp_image_undo_group_end (source->image);
  return inserted || set_pdb_error (error);
}

static gboolean
make_image (const Render *render, GimpRunMode run_mode, const GimpParasite *record,
            Outcome *outcome, GError **error)
{
  const FvImage *picture = render->result.picture;
  gint32 image = gimp_image_new_with_precision (picture->width, picture->height, GIMP_RGB,
                                                render->source.precision);

  gimp_image_undo_disable (image);
  outcome->image = image;
  outcome->layer = make_layer (render, image, record);
  if (outcome->layer == -1 || !gimp_image_insert_layer (image, outcome->layer, 0, 0))
    {
      set_pdb_error (error);
      gimp_image_delete (image);
      return FALSE;
    }

  gimp_image_attach_parasite (image, record);
  gimp_image_undo_enable (image);
  if (run_mode != GIMP_RUN_NONINTERACTIVE)
    gimp_display_new (image);
  return TRUE;
}

static gboolean
place_result (const Render *render, GimpRunMode run_mode, Outcome *outcome,
              GError **error)
{
  GimpParasite *record = record_new (render->parameters, &render->source, &render->ascent,
                                     render->weights, render->result.loss);
  gboolean success;

  if (render->parameters->output == OUTPUT_IMAGE)
    success = make_image (render, run_mode, record, outcome, error);
  else
    success = add_layer (render, record, outcome, error);

  outcome->loss = render->result.loss;
  gimp_parasite_free (record);
  return success;
}

/* Makes the picture of one filter. */
gboolean
render_filter (GimpRunMode run_mode, gint32 image, gint32 drawable,
               gconstpointer parameters, Outcome *outcome, GError **error)
{
  Render render = { .parameters = parameters };
  gboolean success = prepare (&render, image, drawable, error) &&
                     ascend (&render, error) &&
                     place_result (&render, run_mode, outcome, error);

  render_clear (&render);
  return success;
}
