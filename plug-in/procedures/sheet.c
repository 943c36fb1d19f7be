/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The procedure that makes the pictures of many filters, side by side in a new image. */

#include "sheet.h"
#include "filter.h"
#include "gimp/place.h"
#include "gimp/record.h"
#include "parameters/counterparts.h"
#include "work/ascent-forecast.h"
#include "work/work.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define SHEET_PROCEDURE "plug-in-vgg16-filter-sheet"
#define VERSION         2

enum
{
  OUTPUT_FLAT,
  OUTPUT_LAYERS
};

/* What the user sets. GIMP keeps these bytes for the session: a change of the
 * structure needs a new VERSION. */
typedef struct
{
  gint32 version;
  gint32 size;   /* of a cell; 0 for the recipe's */
  gint32 output; /* flat or layers */
  gint32 seed;   /* 0 for a random one */
  gchar layer[ARGUMENT_LAYER_SIZE];
  gchar filters[1024]; /* "" for the recipe's */
  gchar recipe[64];
  gchar weights[4096];
  gchar options[1024];
} Parameters;

#define FIELD(field) ARGUMENT_FIELD (Parameters, field)

static const gchar *const outputs[] = { N_ ("New image"),
                                        N_ ("New image with a layer for each filter"),
                                        NULL };

static const Argument arguments[] = {
  { "layer", "Layer of the network, such as \"block3_conv1\"", ARGUMENT_LAYER,
    FIELD (layer), .text = "block3_conv1", .section = N_ ("Filters"),
    .label = N_ ("_Layer:"),
    .help = N_ ("Layer of the network. Early layers respond to colors "
                "and edges, later ones to textures and parts of things.") },
  { "filters", "Filters of the layer, as \"0-63\" or \"3,5,9-12\"; \"\" for the recipe's",
    ARGUMENT_FILTERS, FIELD (filters), .text = "", .section = N_ ("Filters"),
    .label = N_ ("_Filters:"),
    .help = N_ ("Numbers and ranges, such as “0-63” or “3,5,9-12”. If it is empty, those "
                "of the recipe.") },
  { "size", "Width and height of a filter's picture in pixels; 0 for the recipe's",
    ARGUMENT_NUMBER, FIELD (size), 0, IMAGE_MAXIMUM_SIDE, 0, .section = N_ ("Sheet"),
    .label = N_ ("Si_ze:"), .help = N_ ("Width and height of each picture, in pixels"),
    .hint = N_ ("pixels; 0: the recipe’s") },
  { "output",
    "Where the result goes: new image (0), new image with a layer for each "
    "filter (1)",
    ARGUMENT_CHOICE, FIELD (output), OUTPUT_FLAT, OUTPUT_LAYERS, OUTPUT_FLAT,
    .section = N_ ("Sheet"), .label = N_ ("Ou_tput:"),
    .help = N_ ("Where the result goes"), .choices = outputs },
  { "recipe", "Where the defaults of the options come from", ARGUMENT_RECIPE,
    FIELD (recipe), .text = "keras", .section = N_ ("Ascent"), .label = N_ ("Rec_ipe:"),
    .help = N_ ("Number of steps and scales, step size, noise, contrast, and the "
                "sheet’s order, as a published script has them") },
  { "seed", "Seed of the noise; 0 for a random one, which the layer's name tells",
    ARGUMENT_SEED, FIELD (seed), 0, G_MAXINT32, 0, .section = N_ ("Sheet"),
    .label = N_ ("S_eed:"),
    .help = N_ ("The same seed gives the same noise, on every machine") },
  { "weights", "File with the network's weights; \"\" to look for one", ARGUMENT_WEIGHTS,
    FIELD (weights), .text = "", .section = N_ ("Filters"),
    .label = N_ ("_Weights file:"),
    .help = N_ ("File with the network's weights. If it is empty, the usual places "
                "are searched.") },
  { "options", "Settings as \"key=value key=value …\"", ARGUMENT_OPTIONS, FIELD (options),
    .number = FV_TASK_SHEET, .text = "", .section = N_ ("Ascent"),
    .label = N_ ("O_ptions"),
    .help = N_ ("What differs from the recipe, such as “steps=40 columns=10”:") },
};

/* What is to be done */

typedef struct
{
  FvAscent ascent; /* but for the filter */
  gint *filters;
  gint n_filters;
} Plan;

static void
plan_clear (Plan *plan)
{
  g_clear_pointer (&plan->filters, g_free);
}

static const FvLayer *
find_layer (const FvWeights *weights, const gchar *name, GError **error)
{
  const FvObjective objective = { .layer = name };
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (weights, &n_layers);

  if (!fv_objective_check (layers, n_layers, &objective, error))
    return NULL;

  while (strcmp (layers->name, name) != 0)
    layers++;
  return layers;
}

static gboolean
check_filters (const Plan *plan, const FvWeights *weights, GError **error)
{
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (weights, &n_layers);
  FvAscent ascent = plan->ascent;

  for (gint i = 0; i < plan->n_filters; i++)
    {
      ascent.filter = plan->filters[i];
      if (!fv_ascent_check (layers, n_layers, &ascent, error))
        return FALSE;
    }
  return TRUE;
}

/* The plan's texts belong to the parameters. */
static gboolean
plan_init (Plan *plan, const Job *job, GError **error)
{
  const Parameters *parameters = job->parameters;
  const gchar *filters = parameters->filters;
  const FvRecipe *recipe = fv_recipe_find (parameters->recipe, error);
  const FvLayer *layer;
  gint size;

  memset (plan, 0, sizeof *plan);
  layer = recipe ? find_layer (job->weights, parameters->layer, error) : NULL;
  if (!layer)
    return FALSE;

  size = parameters->size > 0 ? parameters->size : recipe->sheet_size;
  plan->ascent = (FvAscent){ .layer = parameters->layer,
                             .start = FV_START_NOISE,
                             .width = size,
                             .height = size,
                             .seed = parameters->seed };
  fv_settings_init (&plan->ascent.settings, FV_TASK_SHEET, recipe, FV_START_NOISE);
  return fv_settings_parse (&plan->ascent.settings, parameters->options, error) &&
         fv_filters_parse (filters[0] ? filters : NULL, layer, recipe, &plan->filters,
                           &plan->n_filters, error) &&
         check_filters (plan, job->weights, error);
}

static gboolean
check (const Job *job, GError **error)
{
  Plan plan;
  gboolean success = plan_init (&plan, job, error);

  plan_clear (&plan);
  return success;
}

static gboolean
get_look (const Job *job, Look *look, GError **error)
{
  const Parameters *parameters = job->parameters;
  const gchar *const layers[] = { parameters->layer, NULL };
  Plan plan;
  gboolean success = plan_init (&plan, job, error);

  if (success)
    *look = (Look){ .kind = LOOK_FOR_SHEET,
                    .layers = g_strdupv ((gchar **)layers),
                    .n_cells = plan.n_filters,
                    .width = plan.ascent.width,
                    .height = plan.ascent.height,
                    .settings = plan.ascent.settings };
  plan_clear (&plan);
  return success;
}

/* Whether some of the filters are made to be left out, as the best ones are a square. */
static gboolean
leaves_out (const Plan *plan)
{
  const FvSettings *settings = &plan->ascent.settings;

  return settings->best == 0 &&
         fv_sheet_count_kept (settings, plan->n_filters) < plan->n_filters;
}

/* Who names filters expects to see them. */
static gboolean
uses (const Job *job, const Argument *argument, const gchar **why_not)
{
  const Parameters *parameters = job->parameters;
  Plan plan;

  if (argument->kind != ARGUMENT_FILTERS || !parameters->filters[0])
    return TRUE;

  if (plan_init (&plan, job, NULL) && leaves_out (&plan))
    *why_not = _ ("Of these filters, the recipe shows the best ones, as many as make a "
                  "square. To see all of them, choose the order “By number” in Details.");
  plan_clear (&plan);
  return TRUE;
}

/* A layer that the weights do not hold becomes the one that takes its place. */
static void
adapt (const FvWeights *weights, gpointer data)
{
  Parameters *parameters = data;
  const gchar *layer = counterparts_find (weights, parameters->layer);

  if (strcmp (parameters->layer, layer) != 0)
    g_strlcpy (parameters->layer, layer, sizeof parameters->layer);
}

static gboolean
reads_drawable (gconstpointer parameters G_GNUC_UNUSED)
{
  return FALSE;
}

/* Making the cells */

typedef struct
{
  const Job *job;
  Plan plan;
  Work *work;
  GArray *cells; /* of FvCell: those that are finished, in whatever order */
  FvSheet sheet;
} Render;

static void
render_clear (Render *render)
{
  plan_clear (&render->plan);
  fv_sheet_clear (&render->sheet);
  g_array_unref (render->cells);
}

/* Cells that are made at once end at about the same time: when one of them is there, the
 * others are nearly. */
static gdouble
get_share (const Render *render)
{
  const FvSettings *settings = &render->plan.ascent.settings;
  gint n = render->plan.n_filters;
  gint n_at_once =
      settings->threads > 0 ? settings->threads : (gint)g_get_num_processors ();
  gint n_rounds = ((gint)render->cells->len + n_at_once - 1) / n_at_once;

  return MIN ((gdouble)n_rounds * n_at_once / n, 1.0);
}

static gboolean
take_cell (FvCell *cell, gpointer data, GError **error G_GNUC_UNUSED)
{
  Render *render = data;

  g_array_append_val (render->cells, *cell);
  work_count_part (render->work);
  work_note_share (render->work, get_share (render));
  return TRUE;
}

static gboolean
make_cells (Work *work, gpointer data, GError **error)
{
  Render *render = data;
  const Plan *plan = &render->plan;
  g_autoptr (FvNetwork) network =
      fv_weights_load (render->job->weights, plan->ascent.layer, error);

  render->work = work;
  if (!network)
    return FALSE;

  work_set_forecast (work,
                     ascent_forecast_new_sheet (network, &plan->ascent, plan->n_filters));
  return fv_sheet_render (network, &plan->ascent, plan->filters, plan->n_filters,
                          take_cell, render, work_get_cancellable (work), error);
}

/* FALSE without an error if the user cancelled. */
static gboolean
render_cells (Render *render, GError **error)
{
  const FvAscent *ascent = &render->plan.ascent;
  g_autofree gchar *title = g_strdup_printf (
      _ ("%s %s: filters"), fv_weights_get_title (render->job->weights), ascent->layer);
  WorkEnd end = work_run (render->job->view, title, render->plan.n_filters, make_cells,
                          render, error);

  return end != WORK_FAILED &&
         fv_sheet_arrange (&render->sheet, (const FvCell *)render->cells->data,
                           render->cells->len, &ascent->settings, error);
}

static const FvCell *
get_cell (const Render *render, gint place)
{
  return &g_array_index (render->cells, FvCell, render->sheet.places[place].cell);
}

static gdouble
get_best_loss (const Render *render)
{
  gdouble loss = 0.0;

  for (gint i = 0; i < render->sheet.n_places; i++)
    loss = MAX (loss, get_cell (render, i)->loss);
  return loss;
}

/* Records */

static void
add_filters (GString *record, const gchar *key, const gint *filters, gint n_filters)
{
  g_autofree gchar *text = fv_filters_to_string (filters, n_filters);

  record_add_text (record, key, text);
}

/* Those that are finished, in the order that was asked for. */
static GArray *
get_finished (const Render *render)
{
  GArray *finished = g_array_new (FALSE, FALSE, sizeof (gint));

  for (gint i = 0; i < render->plan.n_filters; i++)
    for (guint cell = 0; cell < render->cells->len; cell++)
      if (g_array_index (render->cells, FvCell, cell).filter == render->plan.filters[i])
        g_array_append_val (finished, render->plan.filters[i]);
  return finished;
}

static void
add_shown (const Render *render, GString *record)
{
  gint n_shown = render->sheet.n_places;
  g_autofree gint *shown = g_new (gint, n_shown);

  for (gint i = 0; i < n_shown; i++)
    shown[i] = get_cell (render, i)->filter;
  add_filters (record, "shown", shown, n_shown);
}

/* Of the whole sheet: the filters that it was made from, and those that it shows. */
static gchar *
make_record (const Render *render)
{
  const Parameters *parameters = render->job->parameters;
  const FvAscent *ascent = &render->plan.ascent;
  GString *record = record_begin (SHEET_PROCEDURE, render->job->weights);
  g_autoptr (GArray) finished = get_finished (render);

  record_add_text (record, "layer", ascent->layer);
  add_filters (record, "filters", (const gint *)finished->data, finished->len);
  add_shown (render, record);
  record_add_integer (record, "size", ascent->width);
  record_add_integer (record, "output", parameters->output);
  record_add_text (record, "recipe", parameters->recipe);
  record_add_integer (record, "seed", ascent->seed);
  record_add_settings (record, &ascent->settings, NULL);
  record_add_real (record, "loss", get_best_loss (render));
  return g_string_free (record, FALSE);
}

/* Of one cell: the filter's procedure can repeat it. */
static gchar *
make_cell_record (const Render *render, const FvAscent *ascent, const FvCell *cell)
{
  GString *record = filter_begin_record (render->job->weights, ascent, NULL, TRUE);

  record_add_size (record, ascent->width, ascent->height);
  record_add_waking (record, &cell->waking, ascent->seed);
  record_add_real (record, "loss", cell->loss);
  return g_string_free (record, FALSE);
}

/* The new image */

static gchar *
make_name (const Render *render)
{
  const FvAscent *ascent = &render->plan.ascent;
  gint n = render->sheet.n_places;

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s %s, %d filter, seed %d",
                                       "%s %s, %d filters, seed %d", n),
                          fv_weights_get_title (render->job->weights), ascent->layer, n,
                          (gint)ascent->seed);
}

/* Adds a layer of the sheet's size: all cells, or what is beside and below them. */
static gint32
add_sheet (const Render *render, gint32 image, const FvCell *cells, const gchar *record,
           GError **error)
{
  const FvSheet *sheet = &render->sheet;
  fv_autofree guint8 *bytes = fv_sheet_draw (sheet, cells, error);
  const Raster raster = { .width = sheet->width,
                          .height = sheet->height,
                          .bytes = bytes };
  g_autofree gchar *name = make_name (render);

  return bytes ? place_image_add (image, name, &raster, record, error) : -1;
}

static gint32
add_background (const Render *render, gint32 image, const gchar *record, GError **error)
{
  g_autoptr (GArray) blanks = g_array_copy (render->cells);

  for (guint i = 0; i < blanks->len; i++)
    g_array_index (blanks, FvCell, i).bytes = NULL;
  return add_sheet (render, image, (const FvCell *)blanks->data, record, error);
}

static gint32
add_cell (const Render *render, gint32 image, gint place, GError **error)
{
  const FvCell *cell = get_cell (render, place);
  const Raster raster = { .width = cell->width,
                          .height = cell->height,
                          .bytes = cell->bytes,
                          .x = render->sheet.places[place].x,
                          .y = render->sheet.places[place].y };
  FvAscent ascent = render->plan.ascent;
  g_autofree gchar *record = NULL;
  g_autofree gchar *name = NULL;

  ascent.filter = cell->filter;
  ascent.settings.task = FV_TASK_ASCENT;
  record = make_cell_record (render, &ascent, cell);
  name = filter_make_name (render->job->weights, &ascent, NULL);
  return place_image_add (image, name, &raster, record, error);
}

/* The first cell is the uppermost layer. */
static gint32
add_layers (const Render *render, gint32 image, const gchar *record, GError **error)
{
  gint32 layer = add_background (render, image, record, error);

  for (gint i = render->sheet.n_places - 1; layer != -1 && i >= 0; i--)
    if (get_cell (render, i)->bytes)
      layer = add_cell (render, image, i, error);
  return layer;
}

static gboolean
make_image (const Render *render, Outcome *outcome, GError **error)
{
  const Parameters *parameters = render->job->parameters;
  const FvSheet *sheet = &render->sheet;
  g_autofree gchar *record = make_record (render);

  outcome->value = get_best_loss (render);
  outcome->image = place_image_new (sheet->width, sheet->height, NULL);
  if (parameters->output == OUTPUT_LAYERS)
    outcome->layer = add_layers (render, outcome->image, record, error);
  else
    outcome->layer = add_sheet (render, outcome->image,
                                (const FvCell *)render->cells->data, record, error);

  if (outcome->layer == -1)
    {
      place_image_discard (outcome->image);
      return FALSE;
    }

  place_image_finish (outcome->image, record, render->job->run_mode);
  return TRUE;
}

static gboolean
run (const Job *job, Outcome *outcome, GError **error)
{
  Render render = { .job = job };
  gboolean success;

  render.cells = g_array_new (FALSE, FALSE, sizeof (FvCell));
  g_array_set_clear_func (render.cells, (GDestroyNotify)fv_cell_clear);
  success = plan_init (&render.plan, job, error);
  if (success && render.plan.ascent.seed == 0)
    render.plan.ascent.seed = g_random_int_range (1, G_MAXINT32);
  success =
      success && render_cells (&render, error) && make_image (&render, outcome, error);
  render_clear (&render);
  return success;
}

const Procedure sheet_procedure = {
  .name = SHEET_PROCEDURE,
  .label = N_ ("Filter _Sheet…"),
  .title = N_ ("Filter Sheet"),
  .blurb = N_ ("Show the patterns that many filters of a VGG16 network respond to"),
  .help = "Makes the picture of each filter from gray noise, as "
          "\"" FILTER_PROCEDURE "\" does, and puts them side by side into a new image. "
          "The drawable is not looked at. Filters are numbers and ranges, as \"0-63\" or "
          "\"3,5,9-12\". Without any, and for size 0, the recipe's are taken: \"keras\" "
          "makes every filter of the layer at 412x412 and shows the best ones, \"book\" "
          "filters 0 to 63 at 64x64 in order. Output: 0 is an image with one layer, 1 an "
          "image with a layer for each filter above a black one. Each layer's parasite "
          "\"" RECORD_NAME "\" holds all that is needed to make it again. Returns the "
          "image, the layer (of the first filter), and the highest loss. A person can "
          "stop and keep the pictures that are finished.",
  .value_name = "loss",
  .value_blurb = "The best filter's mean activation",
  .arguments = arguments,
  .n_arguments = G_N_ELEMENTS (arguments),
  .size = sizeof (Parameters),
  .version = VERSION,
  .check = check,
  .get_look = get_look,
  .uses = uses,
  .adapt = adapt,
  .reads_drawable = reads_drawable,
  .run = run,
};
