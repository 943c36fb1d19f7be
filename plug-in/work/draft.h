/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_DRAFT_H
#define PLUG_IN_DRAFT_H

#include "ascent-forecast.h"
#include "ascent-plan.h"
#include "background.h"
#include "monitor.h"

/* A small picture that shows what a plan will give, and what that will cost. It has all
 * that it needs of its own, as the dialog goes on meanwhile. */
typedef struct _Draft Draft;

/* Told in the main thread when the draft is complete, or failed. */
typedef void (*DraftFunc) (const Draft *draft, gpointer user_data);

struct _Draft
{
  gchar *weights; /* as background_get_network() takes it */
  gboolean is_quick;
  AscentPlan plan; /* of the draft; its layer is our own */
  FvAscent full;   /* of the whole picture, for the estimate */
  gchar *layer;
  FvImage *photo;       /* what it starts from; NULL for noise */
  FvImage *guide;       /* or NULL */
  gfloat *mask;         /* of the photo, or NULL */
  FvImage extent;       /* size of what the whole picture starts from */
  FvImage guide_extent; /* and of its guide */
  Monitor *monitor;
  Background *background; /* in the thread */
  Forecast *forecast;     /* tells the pace of the draft's own steps */
  DraftFunc func;
  gpointer user_data;

  /* What came of it */
  GError *error;
  FvEstimate estimate; /* of the whole picture; its work is 0 if it is not known */
  gdouble seconds;     /* that it takes; -1 if that is not known */
};

Draft *draft_new (const AscentPlan *plan, const gchar *weights, gboolean is_quick,
                  gint longest_side, DraftFunc func, gpointer user_data);
void draft_get_size (const FvAscent *ascent, gint longest_side, gint *width,
                     gint *height);
void draft_set_photo (Draft *draft, FvImage *photo, gfloat *mask);
void draft_set_guide (Draft *draft, FvImage *guide, gdouble scale);
void draft_free (Draft *draft);
void draft_start (Draft *draft, Background *background);

#endif /* PLUG_IN_DRAFT_H */
