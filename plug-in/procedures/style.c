/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The procedure that changes a photo towards the manner of another picture: its
 * arguments, what they mean to the library, and what is told about the result. All else
 * is as a dream has it. */

#include "style.h"
#include "dream-private.h"
#include "guide-option.h"
#include "gimp/guide.h"
#include "gimp/record.h"
#include "parameters/options.h"

#include <glib/gi18n-lib.h>

#define FIELD(field) ARGUMENT_FIELD (DreamParameters, field)

static const gchar *const outputs[] = { N_ ("New layer"), N_ ("New image"),
                                        N_ ("Current layer itself"), NULL };
static const gchar *const main_settings[] = { "guide-scale", "keep-colors", NULL };

static const Argument arguments[] = {
  { "style",
    "Drawable, of any open image, whose manner the photo gets; 0 where the options name "
    "a file",
    ARGUMENT_GUIDE, FIELD (guide), 0, G_MAXINT32, 0, .section = N_ ("Manner"),
    .label = N_ ("M_anner of:"),
    .help = N_ ("A layer of any open image, or a picture file, in whose manner the photo "
                "is to be made: a painting, a drawing, a pattern"),
    .hint = N_ ("Choose a picture") },
  { "strength", "How much the style counts beside the photo", ARGUMENT_REAL,
    FIELD (strength), 0, 1, .real = 0.5, .section = N_ ("Manner"),
    .label = N_ ("Stren_gth:"),
    .help = N_ ("How much the style counts beside the photo, from 0, the photo as it is, "
                "to 1, the style alone") },
  { "output",
    "Where the result goes: new layer (0), new image (1), the drawable itself (2)",
    ARGUMENT_CHOICE, FIELD (output), DREAM_OUTPUT_LAYER, DREAM_OUTPUT_DRAWABLE,
    DREAM_OUTPUT_LAYER, .section = N_ ("Result"), .label = N_ ("Ou_tput:"),
    .help = N_ ("Where the result goes"), .choices = outputs },
  { "weights", "File with the network's weights; \"\" to look for one", ARGUMENT_WEIGHTS,
    FIELD (weights), .text = "", .section = N_ ("Ascent"), .label = N_ ("_Weights file:"),
    .help = N_ ("File with the network's weights. If it is empty, the usual places "
                "are searched.") },
  { "options",
    "Settings as \"key=value key=value …\"; guide-file=PATH: a picture file as the "
    "style, such as \"/home/me/waves.jpg\" or, without spaces, "
    "\"file:///home/me/great%20waves.jpg\"; objective=TEXT, without spaces: other "
    "layers, such as \"block1_conv1@style+block3_conv1@style+block4_conv2@content\"",
    ARGUMENT_OPTIONS, FIELD (options), .number = FV_TASK_STYLE, .text = "",
    .section = N_ ("Ascent"), .label = N_ ("O_ptions"),
    .help = N_ ("What differs from the recipe, such as “steps=100 keep-colors=yes”:") },
  { "guide-file", NULL, ARGUMENT_GUIDE_FILE, FIELD (guide_file), .text = "",
    .section = N_ ("Manner") },
};

/* Of the dialog alone: scripts write the file among the options. */
#define N_EXTRA_ROWS 1

/* The plan */

static gboolean
check_chosen (const AscentPlan *plan, GError **error)
{
  if (guide_option_is_set (plan))
    return TRUE;

  g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                       _ ("There is no style yet. Choose a layer of any open image, or a "
                          "picture file, in whose manner the photo is to be made."));
  return FALSE;
}

/* Parts the options into those of the plug-in and those of the library. */
static gboolean
parse_options (const Job *job, AscentPlan *plan, gchar **objective, GError **error)
{
  const DreamParameters *parameters = job->parameters;
  g_autofree gchar *others = NULL;
  g_autofree gchar *rest = NULL;

  *objective = options_take (parameters->options, "objective", &others);
  return guide_option_take (others, plan, &rest, error) &&
         fv_settings_parse (&plan->ascent.settings, rest, error) &&
         check_chosen (plan, error) && guide_option_measure (plan, job->run_mode, error);
}

/* All that can be known before the work begins. */
static gboolean
make_plan (const Job *job, AscentPlan *plan, GError **error)
{
  const DreamParameters *parameters = job->parameters;
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (job->weights, &n_layers);
  g_autofree gchar *objective = NULL;

  dream_plan_begin (job, FV_TASK_STYLE, fv_recipe_get_usual (FV_TASK_STYLE), plan);
  if (!source_check_region (&job->source, error) ||
      !parse_options (job, plan, &objective, error))
    return FALSE;

  plan->ascent.settings.style_strength = parameters->strength;
  return ascent_plan_set_own_objective (plan, objective, layers, n_layers, error) &&
         dream_plan_end (job, plan, error);
}

/* What is told about it */

static gchar *
make_name (const Dream *dream)
{
  g_autofree gchar *style = guide_get_name (dream->plan.guide, dream->plan.guide_file);

  return g_strdup_printf (_ ("%s, style of %s"),
                          fv_weights_get_title (dream->job->weights), style);
}

static void
record (const Dream *dream, GString *record)
{
  const AscentPlan *plan = &dream->plan;

  record_add_real (record, "strength", dream->parameters->strength);
  record_add_own_objective (record, &plan->ascent.settings, plan->objective);
}

const DreamKind style_kind = { "plug-in-vgg16-style", make_plan, make_name, record };

/* The procedure */

static gboolean
run (const Job *job, Outcome *outcome, GError **error)
{
  return dream_run (job, &style_kind, outcome, error);
}

const Procedure style_procedure = {
  .name = "plug-in-vgg16-style",
  .label = N_ ("St_yle From Image…"),
  .title = N_ ("Style From Image"),
  .blurb = N_ ("Change a photo such that it looks made in the manner of another picture"),
  .help =
      "Changes the drawable step by step until a network sees the manner of the style "
      "in it, and still what it saw in the photo (L. A. Gatys, A. S. Ecker and "
      "M. Bethge, 2016). The selection limits the change, as much as it is strong; "
      "each pixel that does not change comes back bit for bit, and all alpha is kept. "
      "Style: a drawable of any open image, or 0 and, among the options, "
      "guide-file=PATH, a picture file. Strength: from 0, the photo as it is, to "
      "1, the style alone. The option guide-scale=2 makes strokes twice as large, "
      "keep-colors=yes changes light and dark alone. Output: 0 is a new layer of the "
      "selection's bounding box, 1 a new image of it, which is in colors, 2 the "
      "drawable itself. The parasite \"" RECORD_NAME "\" holds all that is needed to "
      "make it again: see \"plug-in-vgg16-repeat\". Returns the image, the layer (-1 "
      "for a channel), and the loss: minus how much is still missing.",
  .value_name = "loss",
  .value_blurb = "Minus the distance from style and photo",
  .arguments = arguments,
  .n_arguments = G_N_ELEMENTS (arguments) - N_EXTRA_ROWS,
  .n_extra_rows = N_EXTRA_ROWS,
  .main_settings = main_settings,
  .settings_section = N_ ("Manner"),
  .size = sizeof (DreamParameters),
  .version = DREAM_VERSION,
  .plan = make_plan,
  .get_destination = dream_get_destination,
  .run = run,
};
