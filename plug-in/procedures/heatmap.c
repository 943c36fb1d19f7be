/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The procedure that shows where a filter fires in a photo, or where a class is seen
 * there. */

#include "heatmap.h"
#include "gimp/items.h"
#include "gimp/overlay.h"
#include "gimp/photo.h"
#include "gimp/record.h"
#include "parameters/counterparts.h"
#include "work/work.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define HEATMAP_PROCEDURE "plug-in-vgg16-heatmap"
#define VERSION           2
#define MAXIMUM_CLASS     999999
#define DEEP_LAYER        "block5_conv3"

enum
{
  OUTPUT_LAYER,
  OUTPUT_IMAGE,
  OUTPUT_CHANNEL,
  OUTPUT_SELECTION
};

/* What the user sets. GIMP keeps these bytes for the session: a change of the
 * structure needs a new VERSION. */
typedef struct
{
  gint32 version;
  gint32 filter;      /* -1 for a class */
  gint32 class_index; /* -1 for the best */
  gint32 output;
  gchar layer[ARGUMENT_LAYER_SIZE]; /* "" for the best for a class, or the last */
  gchar weights[4096];
  gchar options[1024];
} Parameters;

#define FIELD(field) ARGUMENT_FIELD (Parameters, field)

static const gchar *const outputs[] = { N_ ("New layer over the photo"), N_ ("New image"),
                                        N_ ("New channel"), N_ ("Selection"), NULL };

static const Argument arguments[] = {
  { "layer",
    "Layer of the network that is looked at; \"\" for the one that is best for a class, "
    "or the last for a filter",
    ARGUMENT_LAYER, FIELD (layer), .text = "", .section = N_ ("What to look for"),
    .label = N_ ("_Layer:"),
    .help = N_ ("Layer of the network. For a class, the last ones tell best "
                "where it is.") },
  { "filter", "Filter of the layer, from 0; -1 for a class instead", ARGUMENT_FILTER,
    FIELD (filter), -1, G_MAXINT32, -1, .section = N_ ("What to look for"),
    .label = N_ ("_Filter:"), .help = N_ ("Number of the filter in its layer"),
    .hint = N_ ("−1: a class") },
  { "class", "Class, from 0, of weights that have a classifier; -1 for the best",
    ARGUMENT_CLASS, FIELD (class_index), -1, MAXIMUM_CLASS, -1,
    .section = N_ ("What to look for"), .label = N_ ("Cl_ass:"),
    .help = N_ ("Number of the class in ImageNet’s list"), .hint = N_ ("−1: the best") },
  { "output",
    "Where the result goes: new layer over the drawable (0), new image with "
    "the photo and that layer (1), new channel (2), the selection (3)",
    ARGUMENT_CHOICE, FIELD (output), OUTPUT_LAYER, OUTPUT_SELECTION, OUTPUT_LAYER,
    .section = N_ ("Result"), .label = N_ ("Ou_tput:"),
    .help = N_ ("Where the result goes"), .choices = outputs },
  { "weights", "File with the network's weights; \"\" to look for one", ARGUMENT_WEIGHTS,
    FIELD (weights), .text = "", .section = N_ ("What to look for"),
    .label = N_ ("_Weights file:"),
    .help = N_ ("File with the network's weights. If it is empty, the usual places "
                "are searched.") },
  { "options", "Settings as \"key=value key=value …\"", ARGUMENT_OPTIONS, FIELD (options),
    .number = FV_TASK_HEATMAP, .text = "", .section = N_ ("Result"),
    .label = N_ ("O_ptions"), .help = N_ ("Such as “opacity=0.6 map=gray”:") },
};

/* What is to be done */

static const gchar *
get_layer (const Job *job)
{
  const Parameters *parameters = job->parameters;

  return parameters->layer[0] ? parameters->layer
                              : fv_weights_get_last_layer (job->weights)->name;
}

/* NULL for the one that is best for a class */
static const gchar *
get_class_layer (const Job *job)
{
  const Parameters *parameters = job->parameters;

  return parameters->layer[0] ? parameters->layer : NULL;
}

static gboolean
get_settings (const Job *job, FvSettings *settings, GError **error)
{
  const Parameters *parameters = job->parameters;

  fv_settings_init (settings, FV_TASK_HEATMAP, fv_recipe_get (0), FV_START_IMAGE);
  return fv_settings_parse (settings, parameters->options, error);
}

/* A classifier that is not there cannot be loaded, and the error says why. */
static gboolean
check_classifier (const FvWeights *weights, GError **error)
{
  FvClassifier *classifier;

  if (fv_weights_have_classifier (weights))
    return TRUE;

  classifier = fv_weights_load_classifier (weights, error);
  fv_classifier_free (classifier);
  return classifier != NULL;
}

static gboolean
check (const Job *job, GError **error)
{
  const Parameters *parameters = job->parameters;
  const FvObjective objective = { .layer = get_layer (job),
                                  .filter = MAX (parameters->filter, 0) };
  FvSettings settings;
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (job->weights, &n_layers);

  return get_settings (job, &settings, error) &&
         source_check_region (&job->source, error) &&
         fv_objective_check (layers, n_layers, &objective, error) &&
         (parameters->filter >= 0 || check_classifier (job->weights, error));
}

static gboolean
get_look (const Job *job, Look *look, GError **error)
{
  const Parameters *parameters = job->parameters;

  *look = (Look){ .kind = parameters->filter >= 0 ? LOOK_FOR_FILTER : LOOK_FOR_CLASS,
                  .layers = g_new0 (gchar *, 2),
                  .filter = parameters->filter,
                  .width = job->source.extent.width,
                  .height = job->source.extent.height };
  look->layers[0] =
      g_strdup (parameters->filter >= 0 ? get_layer (job) : get_class_layer (job));
  return get_settings (job, &look->settings, error);
}

static gboolean
uses (const Job *job, const Argument *argument, const gchar **why_not)
{
  const Parameters *parameters = job->parameters;

  if (argument->kind != ARGUMENT_CLASS)
    return TRUE;

  if (fv_weights_have_classifier (job->weights))
    return parameters->filter < 0;

  *why_not = _ ("To look for a class, choose a file of a whole network: GoogLeNet’s "
                "bvlc_googlenet.caffemodel, or VGG16’s, of about 550 MB, as Keras, "
                "torchvision or Caffe have it.");
  return FALSE;
}

/* Without a classifier, a person looks for a filter. A class is looked for where it is
 * seen best unless there is the layer that is named. */
static void
adapt (const FvWeights *weights, gpointer data)
{
  Parameters *parameters = data;
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (weights, &n_layers);

  if (!fv_weights_have_classifier (weights))
    parameters->filter = MAX (parameters->filter, 0);
  if (fv_layer_find (layers, n_layers, parameters->layer))
    return;
  g_strlcpy (parameters->layer,
             parameters->filter < 0 ? "" : counterparts_find (weights, DEEP_LAYER),
             sizeof parameters->layer);
}

/* Looking */

typedef struct
{
  const Job *job;
  Work *work;
  FvSettings settings;
  FvImage *picture;
  gfloat *alpha; /* of the picture, or NULL if it is opaque */
  FvNetwork *network;
  FvClassifier *classifier; /* NULL for a filter */
  FvClassScore best[FV_N_BEST_CLASSES];
  gdouble score;  /* probability of the class, or largest activation of the filter */
  FvHeatmap *map; /* of the picture's size */
} Search;

static void
search_clear (Search *search)
{
  fv_image_free (search->picture);
  g_free (search->alpha);
  fv_network_free (search->network);
  fv_classifier_free (search->classifier);
  fv_heatmap_free (search->map);
}

static gboolean
search_init (Search *search, const Job *job, GError **error)
{
  memset (search, 0, sizeof *search);
  search->job = job;
  return get_settings (job, &search->settings, error) &&
         source_check_region (&job->source, error) &&
         photo_read_with_alpha (&job->source, &search->picture, &search->alpha, error);
}

static void
note_progress (gdouble fraction, gpointer data)
{
  Search *search = data;

  work_set_fraction (search->work, fraction);
}

/* The same as the dialog's forecast, of what is looked at in truth */
static void
set_forecast (const Search *search)
{
  Look look = { 0 };

  if (get_look (search->job, &look, NULL))
    {
      look.width = search->picture->width;
      look.height = search->picture->height;
      work_set_forecast (search->work,
                         look_new_forecast (&look, search->network, search->classifier));
    }
  look_clear (&look);
}

static FvHeatmap *
search_filter (Search *search, GError **error)
{
  const Parameters *parameters = search->job->parameters;
  const gchar *layer = get_layer (search->job);
  FvHeatmap *map;

  search->network = fv_weights_load (search->job->weights, layer, error);
  if (!search->network)
    return NULL;

  set_forecast (search);
  map = fv_heatmap_new_filter (search->network, layer, parameters->filter,
                               search->picture, &search->settings, note_progress, search,
                               work_get_cancellable (search->work), error);
  for (gsize i = 0; map && i < (gsize)map->width * map->height; i++)
    search->score = MAX (search->score, map->data[i]);
  return map;
}

static FvHeatmap *
search_class (Search *search, gint class_index, GError **error)
{
  const FvWeights *weights = search->job->weights;
  const gchar *scores;
  const gchar *last = fv_weights_get_last_layer (weights)->name;

  search->classifier = fv_weights_load_classifier (weights, error);
  if (!search->classifier)
    return NULL;

  scores = fv_classifier_get_layer (search->classifier);
  search->network = fv_weights_load (weights, scores ? scores : last, error);
  if (!search->network)
    return NULL;

  set_forecast (search);
  return fv_heatmap_new_class (
      search->network, search->classifier, get_class_layer (search->job), class_index,
      search->picture, &search->settings, search->best, &search->score, note_progress,
      search, work_get_cancellable (search->work), error);
}

static gboolean
search_in_thread (Work *work, gpointer data, GError **error)
{
  Search *search = data;
  const Parameters *parameters = search->job->parameters;
  g_autoptr (FvHeatmap) map = NULL;

  search->work = work;
  if (parameters->filter >= 0)
    map = search_filter (search, error);
  else
    map = search_class (search, parameters->class_index, error);

  if (map)
    search->map =
        fv_heatmap_resize (map, search->picture->width, search->picture->height, error);
  return search->map != NULL;
}

/* FALSE without an error if the user cancelled. */
static gboolean
search_run (Search *search, GError **error)
{
  g_autofree gchar *title =
      g_strdup_printf (_ ("%s: heat map"), fv_weights_get_title (search->job->weights));
  WorkEnd end = work_run (search->job->view, title, 1, search_in_thread, search, error);

  return end == WORK_DONE;
}

/* What is told about it */

/* What the search looked at; "" for the layer that is best for a class, which only the
 * network knows. */
static const gchar *
get_searched_layer (const Search *search)
{
  const Parameters *parameters = search->job->parameters;

  if (search->classifier && fv_classifier_get_layer (search->classifier))
    return parameters->layer;
  return get_layer (search->job);
}

static gint
get_class (const Search *search)
{
  const Parameters *parameters = search->job->parameters;

  return parameters->class_index >= 0 ? parameters->class_index
                                      : search->best[0].class_index;
}

static gchar *
make_name (const Search *search)
{
  const Parameters *parameters = search->job->parameters;
  const gchar *title = fv_weights_get_title (search->job->weights);
  g_autofree gchar *class_name = NULL;

  if (parameters->filter >= 0)
    return g_strdup_printf (_ ("%s %s filter %d, heat map"), title,
                            get_layer (search->job), parameters->filter);

  class_name = fv_classifier_get_class_name (search->classifier, get_class (search));
  return g_strdup_printf (_ ("%s %s, %.1f %%"), title, class_name, 100.0 * search->score);
}

static void
add_best (GString *record, const Search *search)
{
  for (gint i = 0; i < FV_N_BEST_CLASSES && search->best[i].class_index >= 0; i++)
    {
      g_autofree gchar *key = g_strdup_printf ("best-%d", i + 1);
      g_autofree gchar *name =
          fv_classifier_get_class_name (search->classifier, search->best[i].class_index);
      g_autofree gchar *text = g_strdup_printf ("%d %.6f %s", search->best[i].class_index,
                                                search->best[i].probability, name);

      record_add_text (record, key, text);
    }
}

static gchar *
make_record (const Search *search)
{
  const Parameters *parameters = search->job->parameters;
  GString *record = record_begin (HEATMAP_PROCEDURE, search->job->weights);

  record_add_text (record, "layer", get_searched_layer (search));
  record_add_integer (record, "filter", parameters->filter);
  record_add_integer (record, "class", search->classifier ? get_class (search) : -1);
  record_add_integer (record, "output", parameters->output);
  record_add_region (record, &search->job->source);
  record_add_settings (record, &search->settings, NULL);
  if (search->classifier)
    add_best (record, search);
  record_add_real (record, "score", search->score);
  return g_string_free (record, FALSE);
}

/* The result */

static gint32
add_photo (const Search *search, gint32 image, const gchar *record, GError **error)
{
  const FvImage *picture = search->picture;
  const Raster raster = { .width = picture->width,
                          .height = picture->height,
                          .values = picture->data,
                          .alpha = search->alpha };
  g_autofree gchar *name = item_get_name (search->job->source.drawable);

  return place_image_add (image, name ? name : _ ("Photo"), &raster, record, error);
}

static gboolean
make_image (const Search *search, const Overlay *overlay, Outcome *outcome,
            GError **error)
{
  gint32 image = place_image_new_like (&search->job->source, FALSE);

  outcome->image = image;
  outcome->layer = -1;
  if (add_photo (search, image, overlay->record, error) != -1)
    outcome->layer = overlay_add (overlay, image, error);
  if (outcome->layer == -1)
    {
      place_image_discard (image);
      return FALSE;
    }

  place_image_finish (image, overlay->record, search->job->run_mode);
  return TRUE;
}

static gboolean
place_result (const Search *search, Outcome *outcome, GError **error)
{
  const Parameters *parameters = search->job->parameters;
  const Source *source = &search->job->source;
  g_autofree gchar *name = make_name (search);
  g_autofree gchar *record = make_record (search);
  const Overlay overlay = { search->map, search->alpha, &search->settings, name, record };

  outcome->value = search->score;
  if (parameters->output == OUTPUT_IMAGE ||
      place_has_lost_image (source, search->job->run_mode))
    return make_image (search, &overlay, outcome, error);

  switch (parameters->output)
    {
    case OUTPUT_LAYER:
      return overlay_place (&overlay, source, OVERLAY_LAYER, outcome, error);
    case OUTPUT_CHANNEL:
      return overlay_place (&overlay, source, OVERLAY_CHANNEL, outcome, error);
    default:
      return overlay_place (&overlay, source, OVERLAY_SELECTION, outcome, error);
    }
}

static gboolean
run (const Job *job, Outcome *outcome, GError **error)
{
  Search search;
  gboolean success = search_init (&search, job, error) && search_run (&search, error) &&
                     place_result (&search, outcome, error);

  search_clear (&search);
  return success;
}

static gboolean
read_photo (const Job *job, FvSettings *settings, FvImage **photo, GError **error)
{
  Search search;
  gboolean success = search_init (&search, job, error);

  *settings = search.settings;
  *photo = success ? g_steal_pointer (&search.picture) : NULL;
  search_clear (&search);
  return success;
}

static gboolean
get_destination (const Job *job, Destination *destination)
{
  const Parameters *parameters = job->parameters;
  FvSettings settings;

  if (!get_settings (job, &settings, NULL))
    return FALSE;

  *destination = (Destination){ .source = job->source,
                                .kind = DESTINATION_CHANNEL,
                                .is_like_photo = TRUE,
                                .is_gray_already = settings.map == FV_COLORMAP_GRAY };
  if (parameters->output == OUTPUT_IMAGE)
    destination->kind = DESTINATION_IMAGE;
  else if (parameters->output == OUTPUT_LAYER)
    destination->kind = DESTINATION_LAYER;
  return TRUE;
}

const Procedure heatmap_procedure = {
  .name = HEATMAP_PROCEDURE,
  .label = N_ ("_Heat Map…"),
  .title = N_ ("Heat Map"),
  .blurb = N_ ("Show where a photo has what a filter or a class of VGG16 looks for"),
  .help = "With a filter: shows where it fires in the drawable, by its activation. With "
          "filter -1 and weights that have the classifier (fc1, fc2, predictions): shows "
          "where a class is seen, by Grad-CAM (R. R. Selvaraju et al., 2017). Within a "
          "selection only the drawable's part in its bounding box is looked at, and the "
          "selection becomes the result's transparency. Output: 0 is a new layer in the "
          "colors of a map over the drawable, with the opacity of the options, 1 a new "
          "image with the photo and that layer, 2 a new channel, 3 the selection. The "
          "layer's name tells what was found; its parasite \"" RECORD_NAME "\" holds all "
          "that is needed to make it again, and the five best classes. Returns the "
          "image, the layer (-1 for a channel or selection), and the score: the class's "
          "probability, or the filter's largest activation.",
  .value_name = "score",
  .value_blurb = "The class's probability, or the filter's largest activation",
  .arguments = arguments,
  .n_arguments = G_N_ELEMENTS (arguments),
  .size = sizeof (Parameters),
  .version = VERSION,
  .check = check,
  .get_look = get_look,
  .get_destination = get_destination,
  .uses = uses,
  .adapt = adapt,
  .read_photo = read_photo,
  .run = run,
};
