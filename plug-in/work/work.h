/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_WORK_H
#define PLUG_IN_WORK_H

#include "forecast.h"
#include "monitor.h"

typedef enum
{
  WORK_DONE,    /* perhaps early, by work_get_stop() */
  WORK_STOPPED, /* by the user, who wants to keep the parts that are done */
  WORK_FAILED   /* or cancelled by the user, if there is no error */
} WorkEnd;

/* Work of many parts, or of one, of which there is nothing to keep before its end. */
typedef struct _Work Work;

/* Does the work, in a thread of its own. */
typedef gboolean (*WorkFunc) (Work *work, gpointer data, GError **error);

/* Where a person sees the work, and can stop it. All of it is called in the main thread:
 * begin before the work, show again and again, with how far it is, and end after it. */
typedef struct _WorkView WorkView;

struct _WorkView
{
  void (*begin) (WorkView *view, Work *work, const gchar *title);
  void (*show) (WorkView *view, Work *work, const gchar *text);
  void (*end) (WorkView *view, Work *work);
};

WorkEnd work_run (WorkView *view, const gchar *title, gint n_parts, WorkFunc func,
                  gpointer data, GError **error);

/* In the working thread */
GCancellable *work_get_cancellable (Work *work);
GCancellable *work_get_stop (Work *work);
void work_set_forecast (Work *work, Forecast *forecast);
void work_note_step (Work *work, const FvStep *step, gdouble fraction);
void work_count_part (Work *work);
void work_set_fraction (Work *work, gdouble fraction);
void work_note_share (Work *work, gdouble share);

/* In the main thread, for views */
Monitor *work_get_monitor (Work *work);
gdouble work_get_fraction (Work *work);
gchar *work_describe_state (Work *work);
gchar *work_describe_time (Work *work);
gboolean work_has_parts (Work *work);
gboolean work_can_keep (Work *work);
gboolean work_is_stopping (Work *work);
void work_stop (Work *work, gboolean keep);

#endif /* PLUG_IN_WORK_H */
