/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_WORKERS_H
#define FV_WORKERS_H

#include <glib.h>
#include <stdatomic.h>

typedef struct _FvWorkers FvWorkers;

/* What the threads' time is spent on */
typedef enum
{
  FV_TIME_INPUT,  /* transforms of inputs */
  FV_TIME_OUTPUT, /* transforms of outputs, with bias, ReLU and pooling */
  FV_TIME_ALL,
  FV_N_TIMES
} FvTime;

/* Time of all threads together, in microseconds */
typedef struct
{
  _Atomic gint64 spent[FV_N_TIMES];
} FvTimes;

/* Does part @chunk of some work; @scratch belongs to the thread meanwhile. */
typedef void (*FvChunkFunc) (gint chunk, gfloat *scratch, gpointer data);

FvWorkers *fv_workers_new (gint n_threads, gsize scratch_values, GError **error);
void fv_workers_free (FvWorkers *workers);
void fv_workers_run (FvWorkers *workers, gint n_chunks, FvChunkFunc func, gpointer data);

void fv_workers_set_times (FvWorkers *workers, FvTimes *times);
gint64 fv_workers_take_time (FvWorkers *workers, FvTime time, gint64 begin);
gint fv_workers_count (const FvWorkers *workers);
gint fv_workers_get_n_threads (gint wanted);
guint64 fv_workers_get_memory (gint n_threads, gsize scratch_values);
gint fv_workers_choose (gint wanted, guint64 n_positions);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvWorkers, fv_workers_free)

#endif /* FV_WORKERS_H */
