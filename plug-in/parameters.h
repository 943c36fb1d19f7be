/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PARAMETERS_H
#define PLUG_IN_PARAMETERS_H

#include "arguments.h"
#include "source.h"

#include <featvis.h>

#define FILTER_PROCEDURE       "plug-in-visualize-vgg16-filter"
#define PARAMETERS_VERSION     1
#define PARAMETERS_N_ARGUMENTS 10

typedef enum
{
  OUTPUT_LAYER,
  OUTPUT_IMAGE
} Output;

/* What the user sets. GIMP keeps these bytes for the session: a change of the
 * structure needs a new PARAMETERS_VERSION. */
typedef struct
{
  gint32 version;
  gint32 filter;
  gint32 start;  /* FvStart: noise or image */
  gint32 output; /* Output */
  gint32 width;  /* of the noise; 0 for the image's */
  gint32 height;
  gint32 seed; /* 0 for a random one */
  gchar layer[64];
  gchar recipe[64];
  gchar weights[4096];
  gchar options[1024];
} Parameters;

extern const Argument parameters_arguments[PARAMETERS_N_ARGUMENTS];

void parameters_set_defaults (Parameters *parameters);
gboolean parameters_get_ascent (const Parameters *parameters, const Source *source,
                                FvAscent *ascent, GError **error);
FvWeights *parameters_find_weights (const Parameters *parameters, GError **error);

#endif /* PLUG_IN_PARAMETERS_H */
