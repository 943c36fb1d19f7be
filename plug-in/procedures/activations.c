/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The procedure that shows what the drawable excites in the network: the maps of all
 * channels of some layers, or that of one channel at the photo's size. */

#include "activations.h"
#include "map-tiles.h"
#include "maps.h"
#include "gimp/items.h"
#include "gimp/overlay.h"
#include "gimp/photo.h"
#include "gimp/record.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define ACTIVATIONS_PROCEDURE "plug-in-vgg16-activations"
#define VERSION               2

enum
{
  OUTPUT_IMAGE,
  OUTPUT_IMAGES,
  OUTPUT_LAYER,
  OUTPUT_CHANNEL,
  OUTPUT_SELECTION,
  OUTPUT_GROUPS
};

/* What the user sets. GIMP keeps these bytes for the session: a change of the
 * structure needs a new VERSION. */
typedef struct
{
  gint32 version;
  gint32 channel; /* -1 for all */
  gint32 output;
  gchar layers[16384]; /* "" for the first eight; there may be hundreds */
  gchar weights[4096];
  gchar options[1024];
} Parameters;

#define FIELD(field) ARGUMENT_FIELD (Parameters, field)

static const gchar *const outputs[] = { N_ ("New image with a layer for each layer"),
                                        N_ ("New image for each layer"),
                                        N_ ("New layer over the photo"),
                                        N_ ("New channel"),
                                        N_ ("Selection"),
                                        N_ ("New image with a layer for each channel"),
                                        NULL };

static const Argument arguments[] = {
  { "layers",
    "Layers, as \"block1_conv1,block1_pool\", \"first:8\" or \"all\"; \"\" for the first "
    "eight",
    ARGUMENT_LAYERS, FIELD (layers), .text = "", .section = N_ ("Activations"),
    .label = N_ ("_Layers:"),
    .help = N_ ("Layers by their names, such as “block1_conv1, block1_pool”, “first:12” "
                "or “all”. If it is empty, the first eight.") },
  { "channel", "One channel at the photo's size, from 0; -1 for the maps of all",
    ARGUMENT_NUMBER, FIELD (channel), -1, 99999, -1, .section = N_ ("Activations"),
    .label = N_ ("Chann_el:"),
    .help = N_ ("One channel, whose map is enlarged to the photo’s size, or all of them "
                "side by side"),
    .hint = N_ ("−1: all") },
  { "output",
    "Where the result goes: new image with a layer for each layer (0), new image for "
    "each layer (1); of one channel of one layer: new layer over the drawable (2), new "
    "channel (3), the selection (4); of all channels: new image with a group for each "
    "layer, which has a layer for each channel (5)",
    ARGUMENT_CHOICE, FIELD (output), OUTPUT_IMAGE, OUTPUT_GROUPS, OUTPUT_IMAGE,
    .section = N_ ("Result"), .label = N_ ("Ou_tput:"),
    .help = N_ ("Where the result goes"), .choices = outputs },
  { "weights", "File with the network's weights; \"\" to look for one", ARGUMENT_WEIGHTS,
    FIELD (weights), .text = "", .section = N_ ("Activations"),
    .label = N_ ("_Weights file:"),
    .help = N_ ("File with the network's weights. If it is empty, the usual places "
                "are searched.") },
  { "options", "Settings as \"key=value key=value …\"", ARGUMENT_OPTIONS, FIELD (options),
    .number = FV_TASK_ACTIVATIONS, .text = "columns=0 numbers=yes",
    .section = N_ ("Result"), .label = N_ ("O_ptions"),
    .help = N_ ("Such as “map=gray columns=8”:") },
};

/* What is to be done */

typedef struct
{
  const Job *job;
  FvSettings settings;
  gchar **layers;
  FvImage *photo;
  gfloat *alpha; /* of the photo, or NULL if it is opaque */
  GArray *maps;  /* of Maps: those of the layers that are done */
} Activations;

static void
activations_clear (Activations *activations)
{
  g_strfreev (activations->layers);
  fv_image_free (activations->photo);
  g_free (activations->alpha);
  if (activations->maps)
    g_array_unref (activations->maps);
}

static gboolean
is_over_photo (const Parameters *parameters)
{
  return parameters->output >= OUTPUT_LAYER && parameters->output <= OUTPUT_SELECTION;
}

static gboolean
check_output (const Parameters *parameters, gchar **layers, GError **error)
{
  if (!is_over_photo (parameters) ||
      (parameters->channel >= 0 && g_strv_length (layers) == 1))
    return TRUE;

  g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                       _ ("What lies over the photo is the map of one channel of one "
                          "layer. Choose one layer and one channel, or a new image."));
  return FALSE;
}

/* How many channels a layer has. A pooling of VGG, which is no layer of its own, has as
 * many as the convolutions before it in its block, whose names begin like its own. */
static gint
count_channels (const FvWeights *weights, const gchar *name)
{
  gsize length = strcspn (name, "_");
  gint n_channels = 0;
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (weights, &n_layers);
  const FvLayer *layer = fv_layer_find (layers, n_layers, name);

  if (layer)
    return layer->n_filters;

  for (gint i = 0; i < n_layers; i++)
    if (strncmp (layers[i].name, name, length + 1) == 0)
      n_channels = layers[i].n_filters;
  return n_channels;
}

static gboolean
check_channel (const Job *job, gchar **layers, GError **error)
{
  const Parameters *parameters = job->parameters;

  for (gint i = 0; layers[i]; i++)
    {
      gint n_channels = count_channels (job->weights, layers[i]);

      if (parameters->channel < n_channels)
        continue;
      g_set_error (error, FV_ERROR, FV_ERROR_FILTER,
                   _ ("Layer %s has no channel %d. Choose one from 0 to %d, or −1 for "
                      "all."),
                   layers[i], parameters->channel, n_channels - 1);
      return FALSE;
    }
  return TRUE;
}

/* NULL if the weights do not hold all that are named */
static gchar **
choose_layers (const Job *job, GError **error)
{
  const Parameters *parameters = job->parameters;
  g_auto (GStrv) maps = fv_weights_list_maps (job->weights);
  g_auto (GStrv) layers =
      fv_activations_parse_layers ((const gchar *const *)maps, parameters->layers);

  return fv_weights_check_maps (job->weights, (const gchar *const *)layers, error)
             ? g_steal_pointer (&layers)
             : NULL;
}

static gboolean
activations_init (Activations *activations, const Job *job, GError **error)
{
  const Parameters *parameters = job->parameters;

  memset (activations, 0, sizeof *activations);
  activations->job = job;
  fv_settings_init (&activations->settings, FV_TASK_ACTIVATIONS, fv_recipe_get (0),
                    FV_START_IMAGE);
  activations->layers = choose_layers (job, error);
  return activations->layers &&
         fv_settings_parse (&activations->settings, parameters->options, error) &&
         check_output (parameters, activations->layers, error) &&
         check_channel (job, activations->layers, error) &&
         source_check_region (&job->source, error);
}

static gboolean
check (const Job *job, GError **error)
{
  Activations activations;
  gboolean success = activations_init (&activations, job, error);

  activations_clear (&activations);
  return success;
}

static gboolean
get_look (const Job *job, Look *look, GError **error)
{
  Activations activations;
  gboolean success = activations_init (&activations, job, error);

  if (success)
    *look = (Look){ .kind = LOOK_AT_LAYERS,
                    .layers = g_steal_pointer (&activations.layers),
                    .width = job->source.extent.width,
                    .height = job->source.extent.height,
                    .settings = activations.settings };
  activations_clear (&activations);
  return success;
}

static gboolean
compute_in_thread (Work *work, gpointer data, GError **error)
{
  Activations *activations = data;
  const Job *job = activations->job;
  const Parameters *parameters = job->parameters;

  return maps_compute (activations->maps, work, job->weights, activations->photo,
                       activations->layers, parameters->channel, &activations->settings,
                       error);
}

/* FALSE without an error if the user cancelled. */
static gboolean
compute (Activations *activations, GError **error)
{
  const Job *job = activations->job;
  gchar *title;
  WorkEnd end;

  if (!photo_read_with_alpha (&job->source, &activations->photo, &activations->alpha,
                              error))
    return FALSE;

  activations->maps = maps_new ();
  title = g_strdup_printf (_ ("%s: activations"), fv_weights_get_title (job->weights));
  end = work_run (job->view, title, g_strv_length (activations->layers),
                  compute_in_thread, activations, error);
  g_free (title);
  return end != WORK_FAILED;
}

static const Maps *
get_maps (const Activations *activations, gint index)
{
  return &g_array_index (activations->maps, Maps, index);
}

static gdouble
get_dead_share (const Activations *activations)
{
  gint n_dead = 0, n_channels = 0;

  for (guint i = 0; i < activations->maps->len; i++)
    {
      n_dead += get_maps (activations, i)->dead.n_dead;
      n_channels += get_maps (activations, i)->dead.n_channels;
    }
  return (gdouble)n_dead / n_channels;
}

/* What is told about it */

/* The layers that are done: all, but where the user stopped it. */
static gchar *
join_layers (const Activations *activations)
{
  g_autofree gchar **names = g_new0 (gchar *, activations->maps->len + 1);

  for (guint i = 0; i < activations->maps->len; i++)
    names[i] = (gchar *)get_maps (activations, i)->dead.layer;
  return g_strjoinv (",", names);
}

/* Of one layer, or of all of them if it is NULL. */
static gchar *
make_record (const Activations *activations, const Maps *maps)
{
  const Parameters *parameters = activations->job->parameters;
  GString *record = record_begin (ACTIVATIONS_PROCEDURE, activations->job->weights);
  g_autofree gchar *layers = join_layers (activations);

  record_add_text (record, "layers", layers);
  record_add_integer (record, "channel", parameters->channel);
  record_add_integer (record, "output", parameters->output);
  record_add_region (record, &activations->job->source);
  record_add_settings (record, &activations->settings, NULL);
  if (maps)
    {
      record_add_text (record, "layer", maps->dead.layer);
      record_add_integer (record, "channels", maps->dead.n_channels);
      record_add_integer (record, "dead", maps->dead.n_dead);
    }
  return g_string_free (record, FALSE);
}

static gchar *
make_name (const Activations *activations, const Maps *maps)
{
  const Parameters *parameters = activations->job->parameters;

  if (parameters->channel < 0)
    return g_strdup (maps->dead.layer);
  return g_strdup_printf (_ ("%s channel %d"), maps->dead.layer, parameters->channel);
}

/* New images */

static gint32
add_maps (const Activations *activations, gint32 image, const Maps *maps, GError **error)
{
  const Parameters *parameters = activations->job->parameters;
  g_autofree gchar *name = make_name (activations, maps);
  g_autofree gchar *record = make_record (activations, maps);
  FvSettings settings = activations->settings;
  const Raster raster = { .width = maps->width,
                          .height = maps->height,
                          .bytes = maps->bytes };
  const Overlay overlay = { maps->map, activations->alpha, &settings, name, record };

  settings.opacity = 1.0; /* there is nothing below */
  if (maps->map)
    return overlay_add (&overlay, image, error);
  if (parameters->output == OUTPUT_GROUPS)
    return map_tiles_add (maps, &settings, image, record, error);
  return place_image_add (image, name, &raster, record, error);
}

/* Adds a layer that tells the share of dead channels: hidden, since it would be seen
 * around the maps. */
static gint32
add_plot (const Activations *activations, gint32 image, GError **error)
{
  g_autofree FvDeadChannels *dead = g_new (FvDeadChannels, activations->maps->len);
  g_autofree gchar *record = make_record (activations, NULL);
  Raster raster = { 0 };
  fv_autofree guint8 *bytes = NULL;
  gint32 layer;

  for (guint i = 0; i < activations->maps->len; i++)
    dead[i] = get_maps (activations, i)->dead;

  bytes = fv_dead_channels_draw (dead, activations->maps->len, &raster.width,
                                 &raster.height, error);
  if (!bytes)
    return -1;

  raster.bytes = bytes;
  layer = place_image_add (image, _ ("Dead channels"), &raster, record, error);
  if (layer != -1)
    item_hide (layer);
  return layer;
}

/* As large as the largest layer. The network's first one is the uppermost. */
static gint32
make_image (const Activations *activations, gint first, gint n, gboolean with_plot,
            gint32 *layer, GError **error)
{
  gint width = 1, height = 1;
  gint32 image;

  for (gint i = first; i < first + n; i++)
    {
      width = MAX (width, get_maps (activations, i)->width);
      height = MAX (height, get_maps (activations, i)->height);
    }
  image = place_image_new (width, height, NULL);
  if (get_maps (activations, first)->map) /* of the photo's size */
    place_image_take_resolution (image, &activations->job->source);

  *layer = with_plot ? add_plot (activations, image, error) : 0;
  for (gint i = first + n - 1; *layer != -1 && i >= first; i--)
    *layer = add_maps (activations, image, get_maps (activations, i), error);
  if (*layer != -1)
    return image;

  place_image_discard (image);
  return -1;
}

static gboolean
make_one_image (const Activations *activations, Outcome *outcome, GError **error)
{
  g_autofree gchar *record = make_record (activations, NULL);

  outcome->image =
      make_image (activations, 0, activations->maps->len, TRUE, &outcome->layer, error);
  if (outcome->image == -1)
    return FALSE;

  place_image_finish (outcome->image, record, activations->job->run_mode);
  return TRUE;
}

/* All of them, or none. The first one is returned. */
static gboolean
make_images (const Activations *activations, Outcome *outcome, GError **error)
{
  gint n = activations->maps->len;
  g_autofree gint32 *images = g_new (gint32, n);
  gint n_made = 0;
  gint32 layer;

  while (n_made < n && (images[n_made] = make_image (activations, n_made, 1, FALSE,
                                                     &layer, error)) != -1)
    {
      if (n_made == 0)
        outcome->layer = layer;
      n_made++;
    }

  outcome->image = images[0];
  for (gint i = 0; i < n_made; i++)
    if (n_made == n)
      place_image_finish (images[i], NULL, activations->job->run_mode);
    else
      place_image_discard (images[i]);
  return n_made == n;
}

/* The photo */

static gboolean
place_over_photo (const Activations *activations, OverlayKind kind, Outcome *outcome,
                  GError **error)
{
  const Maps *maps = get_maps (activations, 0);
  g_autofree gchar *name = make_name (activations, maps);
  g_autofree gchar *record = make_record (activations, maps);
  const Overlay overlay = { maps->map, activations->alpha, &activations->settings, name,
                            record };

  return overlay_place (&overlay, &activations->job->source, kind, outcome, error);
}

static gboolean
place_result (const Activations *activations, Outcome *outcome, GError **error)
{
  const Job *job = activations->job;
  const Parameters *parameters = job->parameters;

  outcome->value = get_dead_share (activations);
  if (parameters->output == OUTPUT_IMAGES)
    return make_images (activations, outcome, error);
  if (!is_over_photo (parameters) || place_has_lost_image (&job->source, job->run_mode))
    return make_one_image (activations, outcome, error);

  switch (parameters->output)
    {
    case OUTPUT_LAYER:
      return place_over_photo (activations, OVERLAY_LAYER, outcome, error);
    case OUTPUT_CHANNEL:
      return place_over_photo (activations, OVERLAY_CHANNEL, outcome, error);
    default:
      return place_over_photo (activations, OVERLAY_SELECTION, outcome, error);
    }
}

static gboolean
run (const Job *job, Outcome *outcome, GError **error)
{
  Activations activations;
  gboolean success = activations_init (&activations, job, error) &&
                     compute (&activations, error) &&
                     place_result (&activations, outcome, error);

  activations_clear (&activations);
  return success;
}

static gboolean
get_destination (const Job *job, Destination *destination)
{
  const Parameters *parameters = job->parameters;
  FvSettings settings;

  fv_settings_init (&settings, FV_TASK_ACTIVATIONS, fv_recipe_get (0), FV_START_IMAGE);
  if (!fv_settings_parse (&settings, parameters->options, NULL))
    return FALSE;

  *destination = (Destination){ .source = job->source,
                                .kind = DESTINATION_CHANNEL,
                                .is_gray_already = settings.map == FV_COLORMAP_GRAY };
  if (parameters->output < OUTPUT_LAYER)
    destination->kind = DESTINATION_IMAGE;
  else if (parameters->output == OUTPUT_LAYER)
    destination->kind = DESTINATION_LAYER;
  return TRUE;
}

const Procedure activations_procedure = {
  .name = ACTIVATIONS_PROCEDURE,
  .label = N_ ("_Activations…"),
  .title = N_ ("Activations"),
  .blurb = N_ ("Show what a photo excites in the layers of a VGG16 network"),
  .help =
      "Shows the maps of all channels of some layers for the drawable, each "
      "normalized to its own mean and deviation, 16 to a row, in the colors of a "
      "map; or the map of one channel, enlarged to the drawable's size. Within a "
      "selection only the drawable's part in its bounding box is looked at. Output: "
      "0 is a new image with a layer for each layer of the network, called after it, "
      "and a hidden plot of the share of dead channels, which are zero everywhere; 1 "
      "a new image for each layer; 5 a new image with a group for each layer, which has "
      "a layer for each channel in its place. Of one channel of one layer: 2 is a new "
      "layer over "
      "the drawable, 3 a new channel, 4 the selection. Each layer's parasite "
      "\"" RECORD_NAME "\" holds all that is needed to make it again, and the "
      "numbers of its channels and dead channels. Returns the image, the layer (-1 "
      "for a channel or selection), and the share of dead channels of all layers, 0 "
      "to 1.",
  .value_name = "dead",
  .value_blurb = "The share of dead channels of all layers, 0 to 1",
  .arguments = arguments,
  .n_arguments = G_N_ELEMENTS (arguments),
  .size = sizeof (Parameters),
  .version = VERSION,
  .check = check,
  .get_look = get_look,
  .get_destination = get_destination,
  .run = run,
};
