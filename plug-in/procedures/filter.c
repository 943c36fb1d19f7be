/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The procedure that makes the picture of one filter: its arguments, what they mean to
 * the library, and what is told about the picture. */

#include "filter-private.h"
#include "render.h"
#include "gimp/record.h"
#include "parameters/counterparts.h"
#include "parameters/options.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define FIELD(field) ARGUMENT_FIELD (FilterParameters, field)

static const gchar *const starts[] = { N_ ("Gray noise"), N_ ("Current layer"), NULL };
static const gchar *const outputs[] = { N_ ("New layer"), N_ ("New image"), NULL };

static const Argument arguments[] = {
  { "layer", "Layer of the network, such as \"block3_conv1\"", ARGUMENT_LAYER,
    FIELD (layer), .text = "block3_conv1", .section = N_ ("Filter"),
    .label = N_ ("_Layer:"),
    .help = N_ ("Layer of the network. Early layers respond to colors "
                "and edges, later ones to textures and parts of things.") },
  { "filter", "Filter of the layer: from 0 to the layer's number of filters minus 1",
    ARGUMENT_FILTER, FIELD (filter), .section = N_ ("Filter"), .label = N_ ("_Filter:"),
    .help = N_ ("Number of the filter in its layer") },
  { "start", "What to start from: gray noise (0), the drawable (1)", ARGUMENT_CHOICE,
    FIELD (start), FV_START_NOISE, FV_START_IMAGE, FV_START_NOISE,
    .section = N_ ("Picture"), .label = N_ ("_Start from:"),
    .help = N_ ("What is changed step by step. Of the current layer, the part in the "
                "selection's bounding box is used."),
    .choices = starts },
  { "output", "Where the result goes: new layer (0), new image (1)", ARGUMENT_CHOICE,
    FIELD (output), RENDER_OUTPUT_LAYER, RENDER_OUTPUT_IMAGE, RENDER_OUTPUT_LAYER,
    .section = N_ ("Picture"), .label = N_ ("Ou_tput:"),
    .help = N_ ("Where the result goes"), .choices = outputs },
  { "width", "Width of the noise in pixels; 0 for the image's", ARGUMENT_WIDTH,
    FIELD (width), 0, IMAGE_MAXIMUM_SIDE, 0, .section = N_ ("Picture"),
    .label = N_ ("Si_ze:"), .help = N_ ("Width of the picture, in pixels") },
  { "height", "Height of the noise in pixels; 0 for the image's", ARGUMENT_HEIGHT,
    FIELD (height), 0, IMAGE_MAXIMUM_SIDE, 0, .section = N_ ("Picture"),
    .help = N_ ("Height of the picture, in pixels") },
  { "recipe", "Where the defaults of the options come from", ARGUMENT_RECIPE,
    FIELD (recipe), .text = "keras", .section = N_ ("Ascent"), .label = N_ ("Rec_ipe:"),
    .help = N_ ("Number of steps and scales, step size, noise and contrast, as a "
                "published script has them") },
  { "seed", "Seed of the noise; 0 for a random one, which the layer's name tells",
    ARGUMENT_SEED, FIELD (seed), 0, G_MAXINT32, 0, .section = N_ ("Picture"),
    .label = N_ ("S_eed:"),
    .help = N_ ("The same seed gives the same noise, on every machine") },
  { "weights", "File with the network's weights; \"\" to look for one", ARGUMENT_WEIGHTS,
    FIELD (weights), .text = "", .section = N_ ("Filter"), .label = N_ ("_Weights file:"),
    .help = N_ ("File with the network's weights. If it is empty, the usual places "
                "are searched.") },
  { "options",
    "Settings as \"key=value key=value …\"; objective=TEXT, without spaces: a mixture "
    "instead of the one filter, such as \"block3_conv1:5*0.5+block3_conv1:7\"",
    ARGUMENT_OPTIONS, FIELD (options), .number = FV_TASK_ASCENT,
    .text = "padding=reflect jitter=8", .section = N_ ("Ascent"),
    .label = N_ ("O_ptions"),
    .help = N_ ("What differs from the recipe, such as “steps=40 contrast=0.2”:") },
};

/* The objective is the plug-in's own option, as it takes the place of layer and filter;
 * the rest is left to the library. */
static gboolean
parse_options (const FilterParameters *parameters, const FvLayer *layers, gint n_layers,
               AscentPlan *plan, GError **error)
{
  g_autofree gchar *rest = NULL;
  g_autofree gchar *objective = options_take (parameters->options, "objective", &rest);

  return (!objective ||
          ascent_plan_set_objective (plan, objective, layers, n_layers, error)) &&
         fv_settings_parse (&plan->ascent.settings, rest, error);
}

static gboolean
set_start (const FilterParameters *parameters, const Source *source, FvAscent *ascent,
           GError **error)
{
  ascent->start = parameters->start;
  ascent->width = parameters->width > 0 ? parameters->width : source->image_width;
  ascent->height = parameters->height > 0 ? parameters->height : source->image_height;
  if (ascent->start == FV_START_NOISE)
    return TRUE;

  if (!source_check_region (source, error))
    return FALSE;
  ascent->image = &source->extent;
  ascent->width = source->extent.width;
  ascent->height = source->extent.height;
  return TRUE;
}

/* What the parameters describe. Its layer is theirs. */
static gboolean
make_plan (const Job *job, AscentPlan *plan, GError **error)
{
  const FilterParameters *parameters = job->parameters;
  const FvRecipe *recipe = fv_recipe_find (parameters->recipe, error);
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (job->weights, &n_layers);

  *plan = (AscentPlan){
    .ascent = { .layer = parameters->layer,
                .filter = parameters->filter,
                .seed = parameters->seed },
  };
  if (!recipe || !set_start (parameters, &job->source, &plan->ascent, error))
    return FALSE;

  fv_settings_init (&plan->ascent.settings, FV_TASK_ASCENT, recipe, plan->ascent.start);
  return parse_options (parameters, layers, n_layers, plan, error) &&
         fv_ascent_check (layers, n_layers, &plan->ascent, error);
}

static gboolean
has_objective (const FilterParameters *parameters)
{
  g_autofree gchar *rest = NULL;
  g_autofree gchar *objective = options_take (parameters->options, "objective", &rest);

  return objective != NULL;
}

/* A picture to start from brings its size, and leaves nothing to chance but by a jitter.
 * A mixture has the layers of its filters, which are told in the place of the filter. */
static gboolean
uses (const Job *job, const Argument *argument, const gchar **why_not G_GNUC_UNUSED)
{
  const FilterParameters *parameters = job->parameters;

  switch (argument->kind)
    {
    case ARGUMENT_WIDTH:
    case ARGUMENT_HEIGHT:
    case ARGUMENT_SEED:
      return parameters->start == FV_START_NOISE;

    case ARGUMENT_LAYER:
      return !has_objective (parameters);

    default:
      return TRUE;
    }
}

static gboolean
reads_drawable (gconstpointer data)
{
  const FilterParameters *parameters = data;

  return parameters->start == FV_START_IMAGE;
}

/* Layers that the weights do not hold become those that take their place; a mixture of
 * them is left out where there is no other. */
static void
adapt (const FvWeights *weights, gpointer data)
{
  FilterParameters *parameters = data;
  const gchar *layer = counterparts_find (weights, parameters->layer);
  g_autofree gchar *rest = NULL;
  g_autofree gchar *objective = options_take (parameters->options, "objective", &rest);
  g_autofree gchar *adapted =
      objective ? counterparts_translate (weights, objective) : NULL;
  g_autofree gchar *options = options_put (rest, "objective", adapted);

  if (strcmp (parameters->layer, layer) != 0)
    g_strlcpy (parameters->layer, layer, sizeof parameters->layer);
  if (g_strcmp0 (objective, adapted) != 0 &&
      strlen (options) < sizeof parameters->options)
    g_strlcpy (parameters->options, options, sizeof parameters->options);
}

/* What is shown, for people. */
static gchar *
describe_target (const FvAscent *ascent, const gchar *objective)
{
  return objective ? g_strdup (objective)
                   : g_strdup_printf (_ ("%s filter %d"), ascent->layer, ascent->filter);
}

static gboolean
ascend (Render *render, GError **error)
{
  g_autofree gchar *target =
      describe_target (&render->plan.ascent, render->plan.objective);
  g_autofree gchar *title =
      g_strdup_printf (_ ("%s %s"), fv_weights_get_title (render->job->weights), target);

  return render_work (render, title, error);
}

/* What to call the picture of a filter, or of an objective if that is not NULL. */
gchar *
filter_make_name (const FvWeights *weights, const FvAscent *ascent,
                  const gchar *objective)
{
  const gchar *title = fv_weights_get_title (weights);
  g_autofree gchar *target = describe_target (ascent, objective);

  if (ascent->start == FV_START_NOISE)
    return g_strdup_printf (_ ("%s %s, seed %d"), title, target, (gint)ascent->seed);
  return g_strdup_printf (_ ("%s %s"), title, target);
}

/* The record of a picture as this procedure makes it, but for its place and loss. Seed
 * and size are the ones that were used, even where the parameters left the choice
 * open. */
GString *
filter_begin_record (const FvWeights *weights, const FvAscent *ascent,
                     const gchar *objective, gint output)
{
  GString *record = record_begin (FILTER_PROCEDURE, weights);

  record_add_text (record, "layer", ascent->layer);
  record_add_integer (record, "filter", ascent->filter);
  record_add_integer (record, "start", ascent->start);
  record_add_integer (record, "output", output);
  record_add_text (record, "recipe", ascent->settings.recipe->name);
  record_add_integer (record, "seed", ascent->seed);
  record_add_settings (record, &ascent->settings, objective);
  return record;
}

static gboolean
place_result (const Render *render, Outcome *outcome, GError **error)
{
  const AscentPlan *plan = &render->plan;
  const FvWeights *weights = render->job->weights;
  g_autofree gchar *name = filter_make_name (weights, &plan->ascent, plan->objective);
  GString *record =
      filter_begin_record (weights, &plan->ascent, plan->objective, render->output);

  return render_place (render, name, record, outcome, error);
}

static gboolean
get_destination (const Job *job, Destination *destination)
{
  const FilterParameters *parameters = job->parameters;
  gboolean is_image = parameters->output == RENDER_OUTPUT_IMAGE;

  *destination = (Destination){ .source = job->source,
                                .kind = is_image ? DESTINATION_IMAGE : DESTINATION_LAYER,
                                .is_like_photo = parameters->start == FV_START_IMAGE };
  return TRUE;
}

static gboolean
run (const Job *job, Outcome *outcome, GError **error)
{
  const FilterParameters *parameters = job->parameters;
  Render render = { .job = job, .output = parameters->output };
  gboolean success = make_plan (job, &render.plan, error) &&
                     render_set_start (&render, error) && ascend (&render, error) &&
                     place_result (&render, outcome, error);

  render_clear (&render);
  return success;
}

const Procedure filter_procedure = {
  .name = FILTER_PROCEDURE,
  .label = N_ ("Visualize _VGG16 Filter…"),
  .title = N_ ("Visualize VGG16 Filter"),
  .blurb = N_ ("Show the pattern that a filter of a VGG16 network responds to"),
  .help = "Starts from gray noise or from the drawable, and changes it step by step "
          "so that the mean activation of one filter of the network rises (gradient "
          "ascent in input space). The result is a new layer or a new image, called "
          "after the network, layer, filter and seed; its parasite "
          "\"" RECORD_NAME "\" holds all that is needed to make it again. Within "
          "a selection only the drawable's part in its bounding box is used, and the "
          "selection becomes the new layer's transparency. Start: 0 is gray noise, 1 "
          "the drawable. Output: 0 is a new layer, 1 a new image. Width and height "
          "are those of the noise. The weights are looked for in the file given, "
          "$FEATVIS_WEIGHTS, the user's data folder, and the caches of Keras, PyTorch "
          "and Hugging Face. Returns the image and the layer that were made, and the "
          "loss: the filter's mean activation at the last step. Indexed images have "
          "to be converted to RGB before.",
  .value_name = "loss",
  .value_blurb = "The filter's mean activation",
  .arguments = arguments,
  .n_arguments = G_N_ELEMENTS (arguments),
  .size = sizeof (FilterParameters),
  .version = FILTER_VERSION,
  .plan = make_plan,
  .uses = uses,
  .adapt = adapt,
  .get_picks = filter_get_picks,
  .set_picks = filter_set_picks,
  .reads_drawable = reads_drawable,
  .get_destination = get_destination,
  .run = run,
};
