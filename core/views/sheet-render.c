/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The cells of a sheet: many ascents, several at once, each as it would be alone. */

#include "featvis.h"

#include "ascent/estimate.h"

typedef struct
{
  const FvNetwork *network;
  const FvAscent *ascent; /* but for the filter */
  const gint *filters;
  gint n_filters;
  gint next; /* index of the filter that nobody has begun */
  GCancellable *cancellable;

  GMutex mutex; /* for what follows, and held while @cell_func runs */
  FvCellFunc cell_func;
  gpointer user_data;
  GError *error;  /* the first */
  gint has_ended; /* whether @error was set; read without the mutex */
} FvSheetWork;

/* Ends the work; only the first reason counts. */
static void
end_work (FvSheetWork *work, GError *error)
{
  if (work->error == NULL)
    work->error = error;
  else
    g_error_free (error);
  g_atomic_int_set (&work->has_ended, TRUE);
}

static gboolean
on_step (const FvStep *step, gpointer data)
{
  FvSheetWork *work = data;

  (void)step;
  return !g_atomic_int_get (&work->has_ended);
}

/* Gives the caller a cell; or ends the work if that was told to, or @error. */
static void
hand_over (FvSheetWork *work, FvCell *cell, GError *error)
{
  g_mutex_lock (&work->mutex);
  if (error != NULL)
    end_work (work, error);
  else if (work->has_ended)
    fv_cell_clear (cell);
  else if (!work->cell_func (cell, work->user_data, &error))
    end_work (work, error);
  g_mutex_unlock (&work->mutex);
}

static void
make_cell (FvSheetWork *work, const FvAscent *ascent)
{
  FvCell cell = { .filter = ascent->filter };
  GError *error = NULL;
  g_auto (FvResult) result = { NULL };

  fv_ascent_get_size (ascent, &cell.width, &cell.height);
  if (fv_ascend (work->network, ascent, on_step, work, work->cancellable, &result,
                 &error))
    {
      cell.bytes = g_steal_pointer (&result.bytes);
      cell.loss = result.loss;
      cell.waking = result.waking;
    }
  else if (g_error_matches (error, FV_ERROR, FV_ERROR_STUCK))
    {
      cell.is_stuck = TRUE;
      g_clear_error (&error);
    }
  hand_over (work, &cell, error);
}

static gpointer
make_cells (gpointer data)
{
  FvSheetWork *work = data;
  FvAscent ascent = *work->ascent;
  gint i;

  while (!g_atomic_int_get (&work->has_ended) &&
         (i = g_atomic_int_add (&work->next, 1)) < work->n_filters)
    {
      ascent.filter = work->filters[i];
      make_cell (work, &ascent);
    }
  return NULL;
}

/* Where the system has no more threads, there are fewer. */
static void
make_cells_at_once (FvSheetWork *work, gint n_at_once)
{
  g_autoptr (GPtrArray) threads = g_ptr_array_new ();
  GThread *thread;

  while ((gint)threads->len < n_at_once - 1 &&
         (thread = g_thread_try_new ("featvis-cell", make_cells, work, NULL)) != NULL)
    g_ptr_array_add (threads, thread);
  make_cells (work);
  for (guint i = 0; i < threads->len; i++)
    g_thread_join (threads->pdata[i]);
}

static gboolean
check_filters (const FvNetwork *network, const FvAscent *ascent, const gint *filters,
               gint n_filters, GError **error)
{
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  FvAscent checked = *ascent;

  for (gint i = 0; i < n_filters; i++)
    {
      checked.filter = filters[i];
      if (!fv_ascent_check (layers, n_layers, &checked, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * fv_sheet_render:
 * @network: a network, loaded at least to the target layer
 * @ascent: what to do for each filter, without terms; its own filter has no meaning, and
 *   no more has what would stop it. With %FV_TASK_SHEET settings, the recipe's size is
 *   that of a sheet's cells
 * @filters: (array length=n_filters): the filters
 * @n_filters: how many they are, 0 or more
 * @cell_func: called with each cell; stuck filters are cells without a picture
 * @user_data: what it is given
 * @cancellable: (nullable): asked every few rows of each layer; stops the work
 * @error: as fv_ascend() sets it, but for %FV_ERROR_STUCK; or what @cell_func set
 *
 * Makes the picture of each filter as fv_ascend() would, to the byte, with the same seed
 * for each (but for those that another one wakes). Several are made at once, as many as
 * there are threads and memory, and no result depends on how many. The first error stops
 * all of them.
 *
 * Returns: whether all cells were made and taken
 */
gboolean
fv_sheet_render (const FvNetwork *network, const FvAscent *ascent, const gint *filters,
                 gint n_filters, FvCellFunc cell_func, gpointer user_data,
                 GCancellable *cancellable, GError **error)
{
  FvAscent each;
  FvSheetWork work = {
    .network = network,
    .ascent = &each,
    .filters = filters,
    .n_filters = n_filters,
    .cancellable = cancellable,
    .cell_func = cell_func,
    .user_data = user_data,
  };
  gint n_at_once;

  g_return_val_if_fail (network != NULL && ascent != NULL && cell_func != NULL, FALSE);
  g_return_val_if_fail (n_filters >= 0 && (filters != NULL || n_filters == 0), FALSE);
  g_return_val_if_fail (ascent->terms == NULL, FALSE);
  if (n_filters == 0)
    return TRUE;
  if (!check_filters (network, ascent, filters, n_filters, error))
    return FALSE;
  each = *ascent;
  each.filter = filters[0];
  each.stop = NULL;
  if (!fv_ascent_share_threads (network, &each, n_filters, &n_at_once,
                                &each.settings.threads, error))
    return FALSE;
  g_mutex_init (&work.mutex);
  make_cells_at_once (&work, n_at_once);
  g_mutex_clear (&work.mutex);
  if (work.error == NULL)
    return TRUE;
  g_propagate_error (error, work.error);
  return FALSE;
}

/**
 * fv_cell_clear:
 * @cell: a cell
 *
 * Frees its picture.
 */
void
fv_cell_clear (FvCell *cell)
{
  g_return_if_fail (cell != NULL);
  g_clear_pointer (&cell->bytes, fv_memory_free);
}
