/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_DREAM_PRIVATE_H
#define PLUG_IN_DREAM_PRIVATE_H

#include "procedure/procedure.h"
#include "gimp/photo.h"
#include "work/work.h"

#define DREAM_PROCEDURE "plug-in-vgg16-dream"

typedef enum
{
  DREAM_OUTPUT_LAYER,
  DREAM_OUTPUT_IMAGE,
  DREAM_OUTPUT_DRAWABLE
} DreamOutput;

/* What the user sets. GIMP keeps these bytes for the session: a change of the
 * structure needs a new DREAM_VERSION. */
#define DREAM_VERSION 1
typedef struct
{
  gint32 version;
  gint32 seed;  /* 0 for a random one */
  gint32 guide; /* a drawable; 0 for none */
  gint32 output;
  gdouble strength;
  gchar objective[1024];
  gchar recipe[64];
  gchar weights[4096];
  gchar options[1024];
} DreamParameters;

/* One of the pictures that a dream makes. */
typedef struct
{
  GeglBuffer *pixels; /* in the drawable's format */
  gint step;          /* that it was made after, in a series along the ascent; else 0 */
} DreamPicture;

/* A dream under way. */
typedef struct
{
  const Job *job;
  const DreamParameters *parameters;
  AscentPlan plan;
  Photo photo;
  FvImage *guide;
  GArray *pictures; /* of DreamPicture: one, or a series */
  gdouble loss;
  FvWaking waking; /* of the last frame */
  gint n_steps;
  gboolean stopped; /* the user stopped it, and keeps what there is */

  /* In the working thread */
  Work *work;
  FvImage *enlarged; /* what a frame after the first begins with */
  gint frame;        /* from 1 */
  GError *error;     /* of a step */
} Dream;

gboolean dream_plan (const Job *job, AscentPlan *plan, GError **error);
gint dream_get_picks (const Job *job, Pick *picks);
gboolean dream_set_picks (gpointer data, const Pick *picks, gint n_picks);
gboolean dream_plan_is_series (const AscentPlan *plan);
gchar *dream_make_name (const Dream *dream);
gchar *dream_make_record (const Dream *dream);

gboolean dream_work (Dream *dream, GError **error);
gboolean dream_get_destination (const Job *job, Destination *destination);
gboolean dream_place (const Dream *dream, Outcome *outcome, GError **error);

#endif /* PLUG_IN_DREAM_PRIVATE_H */
