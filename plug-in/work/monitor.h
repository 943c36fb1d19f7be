/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_MONITOR_H
#define PLUG_IN_MONITOR_H

#include <featvis.h>

/* What is to be seen of an ascent that another thread makes. */
typedef struct _Monitor Monitor;

/* How far it is. */
typedef struct
{
  gint scale; /* from 1; 0 before the first step */
  gint n_scales;
  gint step;
  gint n_steps;
  gint width; /* at this scale */
  gint height;
  gdouble fraction;
  gdouble loss;
  gdouble seconds; /* since the first step began */
} MonitorState;

/* The picture so far: R, G, B, row by row. */
typedef struct
{
  gint width;
  gint height;
  guint8 *bytes;
} MonitorFrame;

Monitor *monitor_new (gint longest_side);
Monitor *monitor_ref (Monitor *monitor);
void monitor_unref (Monitor *monitor);

/* In the working thread */
void monitor_note_step (Monitor *monitor, const FvStep *step);

/* In the main thread */
void monitor_get_state (Monitor *monitor, MonitorState *state);
gboolean monitor_take_frame (Monitor *monitor, MonitorFrame *frame);
gdouble *monitor_copy_losses (Monitor *monitor, gint *n_losses);
gint *monitor_copy_scales (Monitor *monitor, gint *n_scales);

#endif /* PLUG_IN_MONITOR_H */
