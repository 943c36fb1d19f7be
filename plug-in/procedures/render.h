/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_RENDER_H
#define PLUG_IN_RENDER_H

#include "procedure/procedure.h"

/* Where it goes */
enum
{
  RENDER_OUTPUT_LAYER,
  RENDER_OUTPUT_IMAGE
};

/* A picture that an ascent makes, and not a change of a photo: from noise, or from the
 * part of the drawable in the selection's bounding box. */
typedef struct
{
  const Job *job;
  AscentPlan plan;
  gint output;      /* a new layer or a new image */
  FvImage *picture; /* to start from, or NULL */
  FvImage *guide;   /* or NULL */
  gfloat *alpha;    /* of the result, or NULL if it is opaque */
  FvResult result;
} Render;

gboolean render_set_start (Render *render, GError **error);
gboolean render_work (Render *render, const gchar *title, GError **error);
gboolean render_place (const Render *render, const gchar *name, GString *record,
                       Outcome *outcome, GError **error);
void render_clear (Render *render);

#endif /* PLUG_IN_RENDER_H */
