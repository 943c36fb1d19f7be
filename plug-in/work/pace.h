/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PACE_H
#define PLUG_IN_PACE_H

#include <glib.h>

#define PACE_KIND_SIZE 104
#define PACE_N_POINTS  96

/* What one step of some kind took. The first step at a size takes longer than those that
 * follow, as it makes all that they use again. */
typedef struct
{
  gchar kind[PACE_KIND_SIZE];
  gdouble work;  /* multiply-adds of a step */
  gdouble first; /* seconds of the first one */
  gdouble next;  /* and of each that follows */
} PacePoint;

/* How fast this machine is, as it was measured: plain data, which GIMP keeps for the
 * session. A change of the structure needs a new PACE_VERSION. */
typedef struct
{
  gint32 version;
  gint32 n_points;
  PacePoint points[PACE_N_POINTS]; /* the newest first */
} Pace;

#define PACE_VERSION 1

Pace *pace_get_common (void);
void pace_copy (const Pace *pace, Pace *copy);
gboolean pace_set (Pace *pace, const Pace *other);
void pace_note (Pace *pace, const gchar *kind, gdouble work, gdouble first, gdouble next);
gboolean pace_find (const Pace *pace, const gchar *kind, gdouble work, PacePoint *found);

#endif /* PLUG_IN_PACE_H */
