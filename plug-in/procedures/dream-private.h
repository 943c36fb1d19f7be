/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_DREAM_PRIVATE_H
#define PLUG_IN_DREAM_PRIVATE_H

#include "procedure/procedure.h"
#include "gimp/photo.h"
#include "work/work.h"

typedef enum
{
  DREAM_OUTPUT_LAYER,
  DREAM_OUTPUT_IMAGE,
  DREAM_OUTPUT_DRAWABLE
} DreamOutput;

/* What the user sets, for a dream or for a style, which has no recipe, and its objective
 * among the options. GIMP keeps these bytes for the session: a change of the structure
 * needs a new DREAM_VERSION. */
#define DREAM_VERSION 2
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
  gchar guide_file[4096]; /* in the place of the drawable; "" for none */
} DreamParameters;

/* One of the pictures that a dream makes. */
typedef struct
{
  GeglBuffer *pixels; /* in the drawable's format */
  gint step;          /* that it was made after, in a series along the ascent; else 0 */
} DreamPicture;

typedef struct _Dream Dream;

/* What one procedure that changes a photo has of its own.
 *
 * plan: of that procedure.
 * make_name: what to call the result.
 * record: adds the arguments of its own to the record. */
typedef struct
{
  const gchar *procedure;
  gboolean (*plan) (const Job *job, AscentPlan *plan, GError **error);
  gchar *(*make_name) (const Dream *dream);
  void (*record) (const Dream *dream, GString *record);
} DreamKind;

/* A dream under way. */
struct _Dream
{
  const DreamKind *kind;
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
};

extern const DreamKind dream_kind;
extern const DreamKind style_kind;

void dream_plan_begin (const Job *job, FvTask task, const FvRecipe *recipe,
                       AscentPlan *plan);
gboolean dream_plan_end (const Job *job, AscentPlan *plan, GError **error);
gboolean dream_plan_is_series (const AscentPlan *plan);
gint dream_get_picks (const Job *job, Pick *picks);
gboolean dream_set_picks (gpointer data, const Pick *picks, gint n_picks);
gchar *dream_make_name (const Dream *dream);
gchar *dream_make_record (const Dream *dream);

gboolean dream_run (const Job *job, const DreamKind *kind, Outcome *outcome,
                    GError **error);
gboolean dream_work (Dream *dream, GError **error);
gboolean dream_get_destination (const Job *job, Destination *destination);
gboolean dream_place (const Dream *dream, Outcome *outcome, GError **error);

#endif /* PLUG_IN_DREAM_PRIVATE_H */
