/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_WORK_H
#define PLUG_IN_WORK_H

#include <libgimp/gimp.h>

typedef enum
{
  WORK_DONE,    /* perhaps early, as it saw work_is_to_end() */
  WORK_STOPPED, /* by the user, who wants to keep the parts that are done */
  WORK_FAILED   /* or cancelled by the user, if there is no error */
} WorkEnd;

/* Work of many parts. */
typedef struct _Work Work;

/* Does the work, in a thread of its own. */
typedef gboolean (*WorkFunc) (Work *work, gpointer data, GError **error);

WorkEnd work_run (const gchar *title, gint n_parts, GimpRunMode run_mode, WorkFunc func,
                  gpointer data, GError **error);
GCancellable *work_get_cancellable (Work *work);
void work_count_part (Work *work);
void work_set_fraction (Work *work, gdouble fraction);
void work_end_by_itself (Work *work);
gboolean work_is_to_end (Work *work);

#endif /* PLUG_IN_WORK_H */
