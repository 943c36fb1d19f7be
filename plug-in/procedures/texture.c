/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The procedure that makes more of what is selected: its arguments, what they mean to the
 * library, and what is told about the texture. */

#include "texture.h"
#include "guide-option.h"
#include "render.h"
#include "gimp/guide.h"
#include "gimp/record.h"
#include "parameters/options.h"

#include <glib/gi18n-lib.h>

#define TEXTURE_PROCEDURE "plug-in-vgg16-texture"

/* What the user sets. GIMP keeps these bytes for the session: a change of the structure
 * needs a new TEXTURE_VERSION. */
#define TEXTURE_VERSION 2
typedef struct
{
  gint32 version;
  gint32 guide;  /* a drawable; 0 for what is selected */
  gint32 output; /* layer or image */
  gint32 width;  /* 0 for the image's */
  gint32 height;
  gint32 seed; /* 0 for a random one */
  gchar weights[4096];
  gchar options[1024];
  gchar guide_file[4096]; /* in the place of the drawable; "" for none */
} TextureParameters;

#define FIELD(field) ARGUMENT_FIELD (TextureParameters, field)

static const gchar *const outputs[] = { N_ ("New layer"), N_ ("New image"), NULL };
static const gchar *const main_settings[] = { "seamless", "guide-scale", NULL };

/* The last rows are of the dialog alone: scripts write the guide among the options. */
static const Argument arguments[] = {
  { "output", "Where the result goes: new layer (0), new image (1)", ARGUMENT_CHOICE,
    FIELD (output), RENDER_OUTPUT_LAYER, RENDER_OUTPUT_IMAGE, RENDER_OUTPUT_LAYER,
    .section = N_ ("Picture"), .label = N_ ("Ou_tput:"),
    .help = N_ ("Where the result goes"), .choices = outputs },
  { "width", "Width of the texture in pixels; 0 for the image's", ARGUMENT_WIDTH,
    FIELD (width), 0, IMAGE_MAXIMUM_SIDE, 0, .section = N_ ("Picture"),
    .label = N_ ("Si_ze:"), .help = N_ ("Width of the picture, in pixels") },
  { "height", "Height of the texture in pixels; 0 for the image's", ARGUMENT_HEIGHT,
    FIELD (height), 0, IMAGE_MAXIMUM_SIDE, 0, .section = N_ ("Picture"),
    .help = N_ ("Height of the picture, in pixels") },
  { "seed", "Seed of the noise; 0 for a random one, which the layer's name tells",
    ARGUMENT_SEED, FIELD (seed), 0, G_MAXINT32, 0, .section = N_ ("Picture"),
    .label = N_ ("S_eed:"),
    .help = N_ ("The same seed gives the same noise, on every machine") },
  { "weights", "File with the network's weights; \"\" to look for one", ARGUMENT_WEIGHTS,
    FIELD (weights), .text = "", .section = N_ ("Ascent"), .label = N_ ("_Weights file:"),
    .help = N_ ("File with the network's weights. If it is empty, the usual places "
                "are searched.") },
  { "options",
    "Settings as \"key=value key=value …\"; guide=ID: a drawable of any open image, all "
    "of which is the example; guide-file=PATH: a picture file as the example, such as "
    "\"/home/me/bark.jpg\" or, without spaces, \"file:///home/me/my%20bark.jpg\"; "
    "objective=TEXT, without spaces: other layers, such as "
    "\"block1_conv1@style+block3_conv1@style\"",
    ARGUMENT_OPTIONS, FIELD (options), .number = FV_TASK_TEXTURE, .text = "",
    .section = N_ ("Ascent"), .label = N_ ("O_ptions"),
    .help = N_ ("What differs from the recipe, such as “steps=200 seamless=xy”:") },
  { "guide", NULL, ARGUMENT_GUIDE, FIELD (guide), .section = N_ ("Example"),
    .label = N_ ("Ex_ample:"),
    .help = N_ (
        "What the texture is made of: what is selected of the current layer, all "
        "of it without a selection, another layer of any open image, or a picture file"),
    .hint = N_ ("Selection, or current layer") },
  { "guide-file", NULL, ARGUMENT_GUIDE_FILE, FIELD (guide_file), .text = "",
    .section = N_ ("Example") },
};

#define N_EXTRA_ROWS 2

/* The plan */

/* Parts the options into those of the plug-in and those of the library. */
static gboolean
parse_options (const TextureParameters *parameters, AscentPlan *plan, gchar **objective,
               GError **error)
{
  g_autofree gchar *others = NULL;
  g_autofree gchar *rest = NULL;

  guide_option_set (plan, parameters->guide, parameters->guide_file);
  if (!guide_option_take (parameters->options, plan, &others, error))
    return FALSE;
  *objective = options_take (others, "objective", &rest);
  return fv_settings_parse (&plan->ascent.settings, rest, error);
}

static gboolean
set_example (const Job *job, AscentPlan *plan, GError **error)
{
  plan->has_example = !guide_option_is_set (plan);
  if (plan->has_example)
    {
      if (!source_check_region (&job->source, error))
        return FALSE;
      plan->ascent.guide = &job->source.extent;
    }
  return guide_option_measure (plan, job->run_mode, error) &&
         guide_check_size (plan->ascent.guide, error);
}

static gboolean
make_plan (const Job *job, AscentPlan *plan, GError **error)
{
  const TextureParameters *parameters = job->parameters;
  const Source *source = &job->source;
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (job->weights, &n_layers);
  g_autofree gchar *objective = NULL;

  *plan = (AscentPlan){
    .ascent = { .start = FV_START_NOISE,
                .width = parameters->width > 0 ? parameters->width : source->image_width,
                .height =
                    parameters->height > 0 ? parameters->height : source->image_height,
                .seed = parameters->seed },
  };
  fv_settings_init (&plan->ascent.settings, FV_TASK_TEXTURE,
                    fv_recipe_get_usual (FV_TASK_TEXTURE), FV_START_NOISE);
  return parse_options (parameters, plan, &objective, error) &&
         ascent_plan_set_own_objective (plan, objective, layers, n_layers, error) &&
         set_example (job, plan, error) &&
         fv_ascent_check (layers, n_layers, &plan->ascent, error);
}

static gboolean
reads_drawable (gconstpointer data)
{
  const TextureParameters *parameters = data;
  AscentPlan plan = { 0 };
  g_autofree gchar *rest = NULL;
  gboolean reads;

  guide_option_set (&plan, parameters->guide, parameters->guide_file);
  reads = !guide_option_take (parameters->options, &plan, &rest, NULL) ||
          !guide_option_is_set (&plan);
  ascent_plan_clear (&plan);
  return reads;
}

/* What is told about it */

static gchar *
make_name (const Render *render)
{
  const AscentPlan *plan = &render->plan;
  gint32 drawable = plan->has_example ? render->job->source.drawable : plan->guide;
  g_autofree gchar *example = guide_get_name (drawable, plan->guide_file);

  return g_strdup_printf (_ ("%s texture of %s, seed %d"),
                          fv_weights_get_title (render->job->weights), example,
                          (gint)plan->ascent.seed);
}

/* The example is told by its place, or as a guide by its name or file. */
static GString *
begin_record (const Render *render)
{
  const AscentPlan *plan = &render->plan;
  GString *record = record_begin (TEXTURE_PROCEDURE, render->job->weights);

  record_add_integer (record, "output", render->output);
  record_add_integer (record, "seed", plan->ascent.seed);
  record_add_own_objective (record, &plan->ascent.settings, plan->objective);
  record_add_guide (record, plan->guide, plan->guide_file);
  if (plan->has_example)
    record_add_example (record, &render->job->source);
  return record;
}

/* The procedure */

static gboolean
read_example (Render *render, GError **error)
{
  const AscentPlan *plan = &render->plan;

  render->guide = plan->has_example ? guide_read_example (&render->job->source, error)
                                    : guide_read (plan->guide, plan->guide_file, error);
  return render->guide && guide_check_size (render->guide, error);
}

static gboolean
get_destination (const Job *job, Destination *destination)
{
  const TextureParameters *parameters = job->parameters;
  gboolean is_image = parameters->output == RENDER_OUTPUT_IMAGE;

  *destination =
      (Destination){ .source = job->source,
                     .kind = is_image ? DESTINATION_IMAGE : DESTINATION_LAYER };
  return TRUE;
}

static gboolean
run (const Job *job, Outcome *outcome, GError **error)
{
  const TextureParameters *parameters = job->parameters;
  Render render = { .job = job, .output = parameters->output };
  g_autofree gchar *name = NULL;
  gboolean success = make_plan (job, &render.plan, error) &&
                     render_set_start (&render, error) && read_example (&render, error);

  if (success)
    {
      name = make_name (&render);
      success = render_work (&render, name, error) &&
                render_place (&render, name, begin_record (&render), outcome, error);
    }
  render_clear (&render);
  return success;
}

const Procedure texture_procedure = {
  .name = TEXTURE_PROCEDURE,
  .label = N_ ("_Texture From Selection…"),
  .title = N_ ("Texture From Selection"),
  .blurb = N_ ("Make more of what is selected, such as bark or pebbles, of any size"),
  .help = "Starts from noise, and changes it step by step until a network sees the same "
          "in it as in the example (L. A. Gatys, A. S. Ecker and M. Bethge, 2015), from "
          "coarse to fine. The example is the largest rectangle within the selection, or "
          "the whole drawable without one; with the option guide=ID, that drawable, of "
          "any open image, with guide-file=PATH a picture file. The option seamless=xy "
          "makes a tile, guide-scale=2 all forms "
          "twice as large. Output: 0 is a new layer, 1 a new image. The parasite "
          "\"" RECORD_NAME "\" holds all that is needed to make it again: see "
          "\"plug-in-vgg16-repeat\". Returns the image, the layer, and the loss: minus "
          "how much the texture still differs from the example.",
  .value_name = "loss",
  .value_blurb = "Minus the distance from the example",
  .arguments = arguments,
  .n_arguments = G_N_ELEMENTS (arguments) - N_EXTRA_ROWS,
  .n_extra_rows = N_EXTRA_ROWS,
  .first_section = N_ ("Example"),
  .main_settings = main_settings,
  .settings_section = N_ ("Picture"),
  .size = sizeof (TextureParameters),
  .version = TEXTURE_VERSION,
  .plan = make_plan,
  .reads_drawable = reads_drawable,
  .get_destination = get_destination,
  .run = run,
};
