/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_BACKGROUND_H
#define PLUG_IN_BACKGROUND_H

#include <featvis.h>

/* What is worked on beside a dialog, the most urgent first. There is at most one task of
 * each kind. */
typedef enum
{
  BACKGROUND_DRAFT,
  BACKGROUND_COST,
  BACKGROUND_CLASSES,
  BACKGROUND_THUMBNAILS,
  BACKGROUND_N_KINDS
} BackgroundKind;

typedef struct _Background Background;

/* How a task is done. The data belongs to the task from the start on.
 *
 * work: in the thread. It returns soon after the cancellable was cancelled, and what it
 *   did until then must be of use, or be done again: after a more urgent task it is
 * called anew. done: in the main thread, after work that was not cancelled; may be NULL.
 * free: in the main thread, at the end, whatever the end was. */
typedef struct
{
  void (*work) (Background *background, gpointer data, GCancellable *cancellable);
  void (*done) (gpointer data);
  void (*free) (gpointer data);
} BackgroundTask;

/* In the main thread. None of them waits for the thread. */
Background *background_new (void);
void background_start (Background *background, BackgroundKind kind,
                       const BackgroundTask *task, gpointer data);
void background_stop (Background *background, BackgroundKind kind);
void background_set_urgent (Background *background, BackgroundKind kind,
                            gboolean is_urgent);
void background_pause (Background *background, gboolean is_paused);
void background_forget_networks (Background *background);
void background_close (Background *background);

/* In the thread */
const FvNetwork *background_get_network (Background *background, const gchar *file,
                                         const gchar *const *layers, GError **error);
void background_let_pass (Background *background);
void background_end_urgency (Background *background);

#endif /* PLUG_IN_BACKGROUND_H */
