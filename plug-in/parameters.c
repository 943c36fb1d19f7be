/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The parameters of the filter procedure: their table, and what they mean to the
 * library. */

#include "parameters.h"

#include <stddef.h>
#include <string.h>

#define NUMBER(field) ARGUMENT_NUMBER, offsetof (Parameters, field), 0
#define TEXT(field)   offsetof (Parameters, field), sizeof ((Parameters *)NULL)->field

const Argument parameters_arguments[PARAMETERS_N_ARGUMENTS] = {
  { "layer", "Layer of the network: \"block1_conv1\" to \"block5_conv3\"", ARGUMENT_TEXT,
    TEXT (layer), 0, 0, 0, "block3_conv1" },
  { "filter", "Filter of the layer: from 0 to the layer's number of filters minus 1",
    NUMBER (filter), 0, 0, 0, NULL },
  { "start", "What to start from: gray noise (0), the drawable (1)", NUMBER (start),
    FV_START_NOISE, FV_START_IMAGE, FV_START_NOISE, NULL },
  { "output", "Where the result goes: new layer (0), new image (1)", NUMBER (output),
    OUTPUT_LAYER, OUTPUT_IMAGE, OUTPUT_LAYER, NULL },
  { "width", "Width of the noise in pixels; 0 for the image's", NUMBER (width), 0,
    GIMP_MAX_IMAGE_SIZE, 0, NULL },
  { "height", "Height of the noise in pixels; 0 for the image's", NUMBER (height), 0,
    GIMP_MAX_IMAGE_SIZE, 0, NULL },
  { "recipe", "Where the defaults of the options come from", ARGUMENT_RECIPE,
    TEXT (recipe), 0, 0, 0, "keras" },
  { "seed", "Seed of the noise; 0 for a random one, which the layer's name tells",
    NUMBER (seed), 0, G_MAXINT32, 0, NULL },
  { "weights", "File with the network's weights; \"\" to look for one", ARGUMENT_TEXT,
    TEXT (weights), 0, 0, 0, "" },
  { "options", "Settings as \"key=value key=value …\"", ARGUMENT_OPTIONS, TEXT (options),
    0, 0, FV_TASK_ASCENT, "" },
};

void
parameters_set_defaults (Parameters *parameters)
{
  memset (parameters, 0, sizeof *parameters);
  parameters->version = PARAMETERS_VERSION;
  arguments_set_defaults (parameters_arguments, PARAMETERS_N_ARGUMENTS, parameters);
}

/* The ascent that the parameters describe. Its texts belong to the parameters.
 * With the drawable as start, its image is the source's extent, which has a size
 * but no pixels: enough for fv_ascent_check(). */
gboolean
parameters_get_ascent (const Parameters *parameters, const Source *source,
                       FvAscent *ascent, GError **error)
{
  const FvRecipe *recipe = fv_recipe_find (parameters->recipe, error);

  if (!recipe)
    return FALSE;

  memset (ascent, 0, sizeof *ascent);
  ascent->layer = parameters->layer;
  ascent->filter = parameters->filter;
  ascent->start = parameters->start;
  ascent->seed = parameters->seed;

  if (ascent->start == FV_START_IMAGE)
    {
      if (!source_check_region (source, error))
        return FALSE;
      ascent->image = &source->extent;
      ascent->width = source->extent.width;
      ascent->height = source->extent.height;
    }
  else
    {
      ascent->width = parameters->width > 0 ? parameters->width : source->image_width;
      ascent->height = parameters->height > 0 ? parameters->height : source->image_height;
    }

  fv_settings_init (&ascent->settings, FV_TASK_ASCENT, recipe, ascent->start);
  return fv_settings_parse (&ascent->settings, parameters->options, error);
}

FvWeights *
parameters_find_weights (const Parameters *parameters, GError **error)
{
  return fv_weights_find (parameters->weights[0] ? parameters->weights : NULL, error);
}
