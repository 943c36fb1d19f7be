/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The procedure that changes a photo towards an objective: its arguments. */

#include "dream.h"
#include "dream-private.h"
#include "gimp/record.h"
#include "parameters/counterparts.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define FIELD(field) ARGUMENT_FIELD (DreamParameters, field)

#define USUAL_OBJECTIVE "block3_conv3"

static const gchar *const outputs[] = { N_ ("New layer"), N_ ("New image"),
                                        N_ ("Current layer itself"), NULL };

/* The last rows are of the dialog alone: scripts write the guide among the options. */
static const Argument arguments[] = {
  { "objective",
    "What is to grow: \"block3_conv3\" for a whole layer, \"block3_conv3:17\" for a "
    "filter, \"block3_conv3@strong:8\" for the filters that the drawable excites most "
    "(or weak, average), and sums such as \"block3_conv1:5*0.5 + block4_conv3\"",
    ARGUMENT_OBJECTIVE, FIELD (objective), .text = USUAL_OBJECTIVE,
    .section = N_ ("Dream"), .label = N_ ("O_bjective:"),
    .help = N_ ("What is to grow: “block3_conv3” for a whole layer, “block3_conv3:17” "
                "for a filter, “block3_conv3@strong:8” for the filters that the photo "
                "excites most, and sums such as “block3_conv1:5*0.5 + block4_conv3”") },
  { "recipe", "Where the defaults of the options come from", ARGUMENT_RECIPE,
    FIELD (recipe), .text = "deepdream", .section = N_ ("Ascent"),
    .label = N_ ("Rec_ipe:"),
    .help = N_ ("Number of steps and scales, step size and jitter, as a published script "
                "has them") },
  { "strength", "How much of the change is kept", ARGUMENT_REAL, FIELD (strength), 0, 1,
    .real = 1.0, .section = N_ ("Result"), .label = N_ ("_Strength:"),
    .help = N_ ("How much of the change is kept: 0 is nothing, 1 all of it") },
  { "seed", "Seed of the jitter; 0 for a random one, which the layer's name tells",
    ARGUMENT_SEED, FIELD (seed), 0, G_MAXINT32, 0, .section = N_ ("Ascent"),
    .label = N_ ("S_eed:"),
    .help = N_ ("The same seed gives the same picture, whenever it is made again") },
  { "output",
    "Where the result goes: new layer (0), new image (1), the drawable itself (2)",
    ARGUMENT_CHOICE, FIELD (output), DREAM_OUTPUT_LAYER, DREAM_OUTPUT_DRAWABLE,
    DREAM_OUTPUT_LAYER, .section = N_ ("Result"), .label = N_ ("Ou_tput:"),
    .help = N_ ("Where the result goes"), .choices = outputs },
  { "weights", "File with the network's weights; \"\" to look for one", ARGUMENT_WEIGHTS,
    FIELD (weights), .text = "", .section = N_ ("Dream"), .label = N_ ("_Weights file:"),
    .help = N_ ("File with the network's weights. If it is empty, the usual places "
                "are searched.") },
  { "options",
    "Settings as \"key=value key=value …\"; guide=ID: a drawable of any open image, "
    "towards whose features whole layers are driven; guide-file=PATH: a picture file in "
    "its place, such as \"/home/me/fur.jpg\" or, without spaces, "
    "\"file:///home/me/my%20fur.jpg\"",
    ARGUMENT_OPTIONS, FIELD (options), .number = FV_TASK_DREAM, .text = "",
    .section = N_ ("Ascent"), .label = N_ ("O_ptions"),
    .help = N_ ("What differs from the recipe, such as “steps=20 keep-colors=yes”:") },
  { "guide", NULL, ARGUMENT_GUIDE, FIELD (guide), .section = N_ ("Dream"),
    .label = N_ ("_Guide:"),
    .help = N_ ("A layer of any open image, or a picture file, towards whose features "
                "whole layers of the network are driven") },
  { "guide-file", NULL, ARGUMENT_GUIDE_FILE, FIELD (guide_file), .text = "",
    .section = N_ ("Dream") },
};

#define N_EXTRA_ROWS 2

/* Layers that the weights do not hold become those that take their place. */
static void
adapt (const FvWeights *weights, gpointer data)
{
  DreamParameters *parameters = data;
  g_autofree gchar *objective = counterparts_translate (weights, parameters->objective);

  if (!objective || strlen (objective) >= sizeof parameters->objective)
    {
      g_free (objective);
      objective = g_strdup (counterparts_find (weights, USUAL_OBJECTIVE));
    }
  g_strlcpy (parameters->objective, objective, sizeof parameters->objective);
}

static gboolean
plan (const Job *job, AscentPlan *ascent_plan, GError **error)
{
  return dream_kind.plan (job, ascent_plan, error);
}

static gboolean
run (const Job *job, Outcome *outcome, GError **error)
{
  return dream_run (job, &dream_kind, outcome, error);
}

const Procedure dream_procedure = {
  .name = "plug-in-vgg16-dream",
  .label = N_ ("_Dream…"),
  .title = N_ ("Dream"),
  .blurb = N_ ("Change a photo such that what a part of VGG16 sees in it grows"),
  .help = "Changes the drawable step by step so that the objective rises (DeepDream, "
          "A. Mordvintsev, C. Olah and M. Tyka, 2015). The selection limits the change, "
          "as much as it is strong; what is fully transparent is ignored; each pixel "
          "that does not change comes back bit for bit, and all alpha is kept. Output: 0 "
          "is a new layer of the selection's bounding box, 1 a new image of it, which is "
          "in colors, 2 the "
          "drawable itself. Options with frames=N make a series, each the dream of the "
          "last one, enlarged by zoom and turned by rotate degrees; with every=N, one "
          "along the ascent: then output 0 is a layer group, 1 an image with a layer for "
          "each, and 2 an error. The argument strength wins over the option. The option "
          "guide=ID names a drawable, of any open image, towards whose features whole "
          "layers are driven, guide-file=PATH a picture file in its place. The parasite "
          "\"" RECORD_NAME "\" holds all that is needed "
          "to make it again: see \"plug-in-vgg16-repeat\". Returns the image, the layer "
          "(the last one of a series; -1 for a channel), and the loss: the objective's "
          "value at the last step.",
  .value_name = "loss",
  .value_blurb = "The objective's value at the last step",
  .arguments = arguments,
  .n_arguments = G_N_ELEMENTS (arguments) - N_EXTRA_ROWS,
  .n_extra_rows = N_EXTRA_ROWS,
  .size = sizeof (DreamParameters),
  .version = DREAM_VERSION,
  .plan = plan,
  .adapt = adapt,
  .get_picks = dream_get_picks,
  .set_picks = dream_set_picks,
  .get_destination = dream_get_destination,
  .run = run,
};
