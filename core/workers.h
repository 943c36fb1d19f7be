/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_WORKERS_H
#define FV_WORKERS_H

#include <glib.h>

typedef struct _FvWorkers FvWorkers;

/* Does part @chunk of some work; @scratch belongs to the thread meanwhile. */
typedef void (*FvChunkFunc) (gint chunk, gfloat *scratch, gpointer data);

FvWorkers *fv_workers_new (gint n_threads, gsize scratch_values, GError **error);
void fv_workers_free (FvWorkers *workers);
void fv_workers_run (FvWorkers *workers, gint n_chunks, FvChunkFunc func, gpointer data);

gint fv_workers_count (const FvWorkers *workers);
gint fv_workers_get_n_threads (gint wanted);

#endif /* FV_WORKERS_H */
