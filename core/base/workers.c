/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Threads that share out the chunks of one piece of work. However work is cut into
 * chunks, no value may depend on it: then none depends on the number of threads. */

#include "workers.h"

#include "memory.h"

/* Pieces of work follow each other within microseconds, while it takes tens of these to
 * give way to another thread, and more to wake from sleep. So a thread looks so many
 * times without giving way, where each has a processor of its own, and then gives way so
 * many times before it sleeps. */
#define LOOKS    4000
#define PATIENCE 100

/* More threads than processors help nobody, and many only wait for each other. So many
 * may be asked for all the same. */
#define MOST_BEYOND 16

/* What a thread takes beside its scratch memory, in bytes: the part of its stack that is
 * used, and the C library's pool of small memory; measured with glibc */
#define THREAD_MEMORY ((guint64)512 << 10)

/* Fewer positions of a map are no work for a thread. */
#define LEAST_POSITIONS 256

/* The chunks that a thread does first: always the same part of them, as what is near each
 * other in one piece of work is so in the next, and then lies in that thread's caches.
 * When they are done, it takes from the others' shares. Each has a cache line of its own.
 */
typedef struct
{
  gint next;
  gint end;
  gint unused[14];
} Share;

struct _FvWorkers
{
  gint n_threads;    /* with the one that calls fv_workers_run() */
  GThread **threads; /* the n_threads - 1 others */
  gfloat **scratch;
  gint n_joined; /* gives each thread its number */
  FvTimes *times;

  gint looks; /* LOOKS, or 0 where threads share processors */
  gint round; /* counts the pieces of work */
  gint n_busy;
  gint quit;

  GMutex mutex; /* of those that sleep */
  GCond begin;
  GCond done;
  gint n_asleep;
  gint sleeps_until_done;

  FvChunkFunc func;
  gpointer data;
  Share *shares; /* of each thread */
};

/**
 * fv_workers_take_time:
 * @workers: threads, one of which calls this
 * @time: what it has just done
 * @begin: when it began
 *
 * Returns: the time now
 */
gint64
fv_workers_take_time (FvWorkers *workers, FvTime time, gint64 begin)
{
  gint64 now = g_get_monotonic_time ();

  if (workers->times != NULL)
    atomic_fetch_add_explicit (&workers->times->spent[time], now - begin,
                               memory_order_relaxed);
  return now;
}

static void
work (FvWorkers *workers, gint thread)
{
  gint64 begin = g_get_monotonic_time ();

  for (gint i = 0; i < workers->n_threads; i++)
    {
      Share *share = &workers->shares[(thread + i) % workers->n_threads];
      gint chunk;

      while ((chunk = g_atomic_int_add (&share->next, 1)) < share->end)
        workers->func (chunk, workers->scratch[thread], workers->data);
    }
  fv_workers_take_time (workers, FV_TIME_ALL, begin);
}

/* Tells the processor that the thread only waits: the other one of its core goes faster.
 */
static inline void
rest (void)
{
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause ();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/* Waits a little for *@value to be another than @old, where @differs, or to be it.
 *
 * Returns: whether it is so */
static gboolean
wait_awake (const FvWorkers *workers, const gint *value, gint old, gboolean differs)
{
  for (gint i = 0; i < workers->looks + PATIENCE; i++)
    {
      if ((g_atomic_int_get (value) != old) == differs)
        return TRUE;
      if (i < workers->looks)
        rest ();
      else
        g_thread_yield ();
    }
  return FALSE;
}

static void
wait_for_round (FvWorkers *workers, gint round)
{
  if (wait_awake (workers, &workers->round, round, TRUE))
    return;
  g_mutex_lock (&workers->mutex);
  g_atomic_int_inc (&workers->n_asleep); /* before it looks again: see wake_all() */
  while (g_atomic_int_get (&workers->round) == round)
    g_cond_wait (&workers->begin, &workers->mutex);
  g_atomic_int_add (&workers->n_asleep, -1);
  g_mutex_unlock (&workers->mutex);
}

/* After a new round has begun: who fell asleep before it saw that is woken. */
static void
wake_all (FvWorkers *workers)
{
  if (g_atomic_int_get (&workers->n_asleep) == 0)
    return;
  g_mutex_lock (&workers->mutex);
  g_cond_broadcast (&workers->begin);
  g_mutex_unlock (&workers->mutex);
}

static void
wait_until_done (FvWorkers *workers)
{
  if (wait_awake (workers, &workers->n_busy, 0, FALSE))
    return;
  g_mutex_lock (&workers->mutex);
  g_atomic_int_set (&workers->sleeps_until_done, TRUE);
  while (g_atomic_int_get (&workers->n_busy) > 0)
    g_cond_wait (&workers->done, &workers->mutex);
  g_atomic_int_set (&workers->sleeps_until_done, FALSE);
  g_mutex_unlock (&workers->mutex);
}

static void
end_round (FvWorkers *workers)
{
  if (!g_atomic_int_dec_and_test (&workers->n_busy) ||
      !g_atomic_int_get (&workers->sleeps_until_done))
    return;
  g_mutex_lock (&workers->mutex);
  g_cond_signal (&workers->done);
  g_mutex_unlock (&workers->mutex);
}

static gpointer
run_thread (gpointer data)
{
  FvWorkers *workers = data;
  gint thread = g_atomic_int_add (&workers->n_joined, 1) + 1;

  for (gint round = 0;; round++)
    {
      wait_for_round (workers, round);
      if (g_atomic_int_get (&workers->quit))
        return NULL;
      work (workers, thread);
      end_round (workers);
    }
}

/**
 * fv_workers_get_n_threads:
 * @wanted: a number of threads, 0 for one per processor
 *
 * Returns: the number of threads to use, at least 1: no more than can help
 */
gint
fv_workers_get_n_threads (gint wanted)
{
  gint n_processors = (gint)g_get_num_processors ();

  return wanted > 0 ? MIN (wanted, MAX (n_processors, MOST_BEYOND)) : n_processors;
}

/**
 * fv_workers_choose:
 * @wanted: a number of threads, 0 for one per processor
 * @n_positions: of the largest map that is worked on
 *
 * Returns: the number of threads to use, at least 1, of which each finds something to do
 */
gint
fv_workers_choose (gint wanted, guint64 n_positions)
{
  guint64 most = MAX (n_positions / LEAST_POSITIONS, 1);

  return (gint)MIN (most, (guint64)fv_workers_get_n_threads (wanted));
}

/**
 * fv_workers_get_memory:
 * @n_threads: number of threads, at least 1
 * @scratch_values: size of the scratch memory of each, in floats
 *
 * Returns: what they take, in bytes
 */
guint64
fv_workers_get_memory (gint n_threads, gsize scratch_values)
{
  return (guint64)n_threads * scratch_values * sizeof (gfloat) +
         (guint64)(n_threads - 1) * THREAD_MEMORY;
}

static gboolean
allocate_scratch (FvWorkers *workers, gsize scratch_values, GError **error)
{
  for (gint i = 0; i < workers->n_threads; i++)
    {
      workers->scratch[i] = fv_memory_new_floats (scratch_values, error);
      if (workers->scratch[i] == NULL)
        return FALSE;
    }
  return TRUE;
}

/**
 * fv_workers_new:
 * @n_threads: see fv_workers_get_n_threads()
 * @scratch_values: size of the scratch memory of each thread, in floats
 * @error: %FV_ERROR_MEMORY, or the reason why a thread could not be started
 *
 * Returns: (transfer full): threads that wait for work, or %NULL
 */
FvWorkers *
fv_workers_new (gint n_threads, gsize scratch_values, GError **error)
{
  g_autoptr (FvWorkers) workers = g_new0 (FvWorkers, 1);

  g_mutex_init (&workers->mutex);
  g_cond_init (&workers->begin);
  g_cond_init (&workers->done);
  workers->n_threads = fv_workers_get_n_threads (n_threads);
  if (workers->n_threads <= (gint)g_get_num_processors ())
    workers->looks = LOOKS;
  workers->threads = g_new0 (GThread *, workers->n_threads);
  workers->scratch = g_new0 (gfloat *, workers->n_threads);
  workers->shares = g_new0 (Share, workers->n_threads);
  if (!allocate_scratch (workers, scratch_values, error))
    return NULL;
  for (gint i = 0; i < workers->n_threads - 1; i++)
    {
      workers->threads[i] = g_thread_try_new ("featvis", run_thread, workers, error);
      if (workers->threads[i] == NULL)
        return NULL;
    }
  return g_steal_pointer (&workers);
}

/**
 * fv_workers_count:
 * @workers: threads that wait for work
 *
 * Returns: how many there are, with the one that calls fv_workers_run()
 */
gint
fv_workers_count (const FvWorkers *workers)
{
  return workers->n_threads;
}

/**
 * fv_workers_set_times:
 * @workers: threads that wait for work
 * @times: where the time of what is done from now on is added, or %NULL
 */
void
fv_workers_set_times (FvWorkers *workers, FvTimes *times)
{
  workers->times = times;
}

/**
 * fv_workers_free:
 * @workers: (nullable): threads that wait for work
 */
void
fv_workers_free (FvWorkers *workers)
{
  if (workers == NULL)
    return;
  g_atomic_int_set (&workers->quit, TRUE);
  g_atomic_int_inc (&workers->round);
  wake_all (workers);
  for (gint i = 0; i < workers->n_threads; i++)
    {
      if (workers->threads[i] != NULL)
        g_thread_join (workers->threads[i]);
      fv_memory_free (workers->scratch[i]);
    }
  g_mutex_clear (&workers->mutex);
  g_cond_clear (&workers->begin);
  g_cond_clear (&workers->done);
  g_free (workers->threads);
  g_free (workers->scratch);
  g_free (workers->shares);
  g_free (workers);
}

/**
 * fv_workers_run:
 * @workers: threads that wait for work
 * @n_chunks: number of chunks
 * @func: does one of them; it is called once for each chunk, from several threads
 *   and in any order
 * @data: what @func is given
 *
 * Returns when all chunks are done.
 */
void
fv_workers_run (FvWorkers *workers, gint n_chunks, FvChunkFunc func, gpointer data)
{
  workers->func = func;
  workers->data = data;
  for (gint i = 0; i < workers->n_threads; i++)
    {
      workers->shares[i].next = (gint)((gint64)n_chunks * i / workers->n_threads);
      workers->shares[i].end = (gint)((gint64)n_chunks * (i + 1) / workers->n_threads);
    }
  if (workers->n_threads == 1 || n_chunks == 1)
    {
      work (workers, 0);
      return;
    }
  g_atomic_int_set (&workers->n_busy, workers->n_threads - 1);
  g_atomic_int_inc (&workers->round);
  wake_all (workers);
  work (workers, 0);
  wait_until_done (workers);
}
