/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_FILTER_PRIVATE_H
#define PLUG_IN_FILTER_PRIVATE_H

#include "filter.h"

/* What the user sets. GIMP keeps these bytes for the session: a change of the
 * structure needs a new FILTER_VERSION. */
#define FILTER_VERSION 2
typedef struct
{
  gint32 version;
  gint32 filter;
  gint32 start;  /* FvStart: noise or image */
  gint32 output; /* layer or image */
  gint32 width;  /* of the noise; 0 for the image's */
  gint32 height;
  gint32 seed; /* 0 for a random one */
  gchar layer[ARGUMENT_LAYER_SIZE];
  gchar recipe[64];
  gchar weights[4096];
  gchar options[1024];
} FilterParameters;

gint filter_get_picks (const Job *job, Pick *picks);
gboolean filter_set_picks (gpointer data, const Pick *picks, gint n_picks);

#endif /* PLUG_IN_FILTER_PRIVATE_H */
