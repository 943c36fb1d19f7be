/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Thumbnails of a layer's filters, beside a dialog: first those in view, of which the
 * cache has some, and which are urgent; then the other ones, for which whatever else
 * there is to do does not wait. What was made before an interruption is not made again.
 */

#include "thumbnails.h"
#include "thumbnail-queue.h"

#include <string.h>

#define N_AT_A_TIME                                                                      \
  16                 /* that are made, at most, before another look at what is in view */
#define N_AT_ONCE 32 /* that are read, or handed over, before other things are done */

/* The smallest that looks like the filter's large picture. The loss before the ReLU
 * finds the way for filters that do not respond to noise. */
#define RECIPE  "keras"
#define OPTIONS "steps=8 scales=2 relu=before"
#define SEED    1

struct _Thumbnails
{
  gint n_references; /* atomic: who looks, the task, and each delivery */
  gchar *weights;    /* as background_get_network() takes it */
  gchar *layer;
  FvImage *photo; /* or NULL */

  /* In the main thread */
  Background *background;
  const ThumbnailsView *view; /* NULL when nobody looks any more */
  gpointer user_data;

  /* In the working thread */
  gint *filters;       /* in the order in which they are shown */
  gboolean *is_sought; /* in the cache; for each filter */
  ThumbnailCache *cache;
  GError *error;

  GMutex lock;    /* for what follows */
  gint n_filters; /* set once; 0 before */
  gboolean *is_made;
  gint *in_view; /* from the top, or NULL if that is not known yet */
  gint n_in_view;
  gint being_made[N_AT_A_TIME];
  gint n_being_made;
  GCancellable *making; /* of those, or NULL */
  gint *ranks;          /* on their way to the main thread, or NULL */
  GQueue made;          /* the same, of Thumbnail */
  gboolean is_sent;
};

static void
free_thumbnail (gpointer data)
{
  thumbnail_clear (data);
  g_free (data);
}

static void
thumbnails_unref (Thumbnails *thumbnails)
{
  if (!g_atomic_int_dec_and_test (&thumbnails->n_references))
    return;

  g_queue_clear_full (&thumbnails->made, free_thumbnail);
  g_mutex_clear (&thumbnails->lock);
  g_clear_error (&thumbnails->error);
  fv_image_free (thumbnails->photo);
  g_free (thumbnails->ranks);
  g_free (thumbnails->in_view);
  g_free (thumbnails->is_made);
  g_free (thumbnails->is_sought);
  g_free (thumbnails->filters);
  g_free (thumbnails->layer);
  g_free (thumbnails->weights);
  g_free (thumbnails);
}

/* Handing over */

/* In the main thread, with some of what was made. */
static gboolean
deliver (gpointer data)
{
  Thumbnails *thumbnails = data;
  Thumbnail *made[N_AT_ONCE];
  gint n_made = 0;
  gint *ranks;
  gboolean has_more;

  g_mutex_lock (&thumbnails->lock);
  ranks = g_steal_pointer (&thumbnails->ranks);
  while (n_made < N_AT_ONCE && !g_queue_is_empty (&thumbnails->made))
    made[n_made++] = g_queue_pop_head (&thumbnails->made);
  has_more = !g_queue_is_empty (&thumbnails->made);
  thumbnails->is_sent = has_more;
  g_mutex_unlock (&thumbnails->lock);

  if (ranks && thumbnails->view)
    thumbnails->view->ranked (ranks, thumbnails->n_filters, thumbnails->user_data);
  for (gint i = 0; i < n_made; i++)
    {
      if (thumbnails->view)
        thumbnails->view->made (made[i], thumbnails->user_data);
      free_thumbnail (made[i]);
    }
  g_free (ranks);
  if (!has_more)
    thumbnails_unref (thumbnails);
  return has_more;
}

/* In the working thread, with the lock held. */
static void
send (Thumbnails *thumbnails)
{
  if (thumbnails->is_sent)
    return;

  thumbnails->is_sent = TRUE;
  g_atomic_int_inc (&thumbnails->n_references);
  g_idle_add (deliver, thumbnails);
}

static void
send_thumbnail (Thumbnails *thumbnails, const Thumbnail *thumbnail)
{
  g_mutex_lock (&thumbnails->lock);
  g_queue_push_tail (&thumbnails->made, g_memdup2 (thumbnail, sizeof *thumbnail));
  send (thumbnails);
  thumbnails->is_made[thumbnail->filter] = TRUE;
  g_mutex_unlock (&thumbnails->lock);
}

static void
send_ranks (Thumbnails *thumbnails)
{
  g_mutex_lock (&thumbnails->lock);
  thumbnails->ranks = g_memdup2 (thumbnails->filters,
                                 thumbnails->n_filters * sizeof *thumbnails->filters);
  send (thumbnails);
  g_mutex_unlock (&thumbnails->lock);
}

/* What the photo excites */

static gboolean
add_means (const FvActivation *activation, gpointer data, GError **error G_GNUC_UNUSED)
{
  gdouble *means = data;
  gsize n_positions = (gsize)activation->width * activation->height;
  gint n = activation->n_channels;

  for (gsize position = 0; position < n_positions; position++)
    for (gint channel = 0; channel < n; channel++)
      means[channel] += activation->values[position * n + channel] / n_positions;
  return TRUE;
}

/* The highest mean first; equal ones by number. */
static gint
compare_means (gconstpointer a, gconstpointer b, gpointer data)
{
  const gdouble *means = data;
  gint filter_a = *(const gint *)a, filter_b = *(const gint *)b;

  if (means[filter_a] != means[filter_b])
    return means[filter_a] < means[filter_b] ? 1 : -1;
  return filter_a - filter_b;
}

static gboolean
rank (Thumbnails *thumbnails, const FvNetwork *network, GCancellable *cancellable,
      GError **error)
{
  const gchar *const layers[] = { thumbnails->layer, NULL };
  gdouble *means = g_new0 (gdouble, thumbnails->n_filters);
  FvSettings settings;
  gboolean success;

  fv_settings_init (&settings, FV_TASK_ACTIVATIONS, fv_recipe_find (RECIPE, NULL),
                    FV_START_IMAGE);
  success = fv_activations_compute (network, thumbnails->photo, layers, &settings,
                                    add_means, NULL, means, cancellable, error);
  if (success)
    {
      g_qsort_with_data (thumbnails->filters, thumbnails->n_filters, sizeof (gint),
                         compare_means, means);
      g_clear_pointer (&thumbnails->photo, fv_image_free);
      send_ranks (thumbnails);
    }
  g_free (means);
  return success;
}

/* Making */

static gboolean
take_cell (FvCell *cell, gpointer data, GError **error G_GNUC_UNUSED)
{
  Thumbnails *thumbnails = data;
  Thumbnail thumbnail = { .filter = cell->filter,
                          .is_stuck = cell->is_stuck,
                          .loss = cell->loss };

  if (cell->bytes)
    thumbnail.bytes = g_memdup2 (cell->bytes, THUMBNAIL_SIZE * THUMBNAIL_SIZE * 3);
  fv_cell_clear (cell);
  thumbnail_cache_store (thumbnails->cache, &thumbnail);
  send_thumbnail (thumbnails, &thumbnail);
  return TRUE;
}

static void
cancel_other (GCancellable *cancellable G_GNUC_UNUSED, gpointer other)
{
  g_cancellable_cancel (other);
}

/* They may be dropped meanwhile for others that are in view, which is no failure. */
static gboolean
make (Thumbnails *thumbnails, const FvNetwork *network, const FvAscent *ascent,
      const gint *filters, gint n_filters, GCancellable *cancellable, GError **error)
{
  g_autoptr (GCancellable) making = g_cancellable_new ();
  gulong handler =
      g_cancellable_connect (cancellable, G_CALLBACK (cancel_other), making, NULL);
  GError *problem = NULL;

  g_mutex_lock (&thumbnails->lock);
  memcpy (thumbnails->being_made, filters, n_filters * sizeof *filters);
  thumbnails->n_being_made = n_filters;
  thumbnails->making = making;
  g_mutex_unlock (&thumbnails->lock);

  fv_sheet_render (network, ascent, filters, n_filters, take_cell, thumbnails, making,
                   &problem);

  g_mutex_lock (&thumbnails->lock);
  thumbnails->making = NULL;
  g_mutex_unlock (&thumbnails->lock);
  g_cancellable_disconnect (cancellable, handler);

  if (problem && g_cancellable_is_cancelled (making) &&
      !g_cancellable_is_cancelled (cancellable))
    g_clear_error (&problem);
  if (problem)
    g_propagate_error (error, problem);
  return !problem;
}

/* Hands over those that the cache has, but not too many at a time; TRUE if some were
 * looked for. */
static gboolean
load_cached (Thumbnails *thumbnails, const gint *filters, gint n_filters)
{
  gint n_sought = 0;

  for (gint i = 0; i < n_filters && n_sought < N_AT_ONCE; i++)
    {
      gint filter = filters[i];
      Thumbnail thumbnail;

      if (thumbnails->is_sought[filter])
        continue;

      thumbnails->is_sought[filter] = TRUE;
      n_sought++;
      if (thumbnail_cache_load (thumbnails->cache, filter, &thumbnail))
        send_thumbnail (thumbnails, &thumbnail);
    }
  return n_sought > 0;
}

/* Fills in what there is to do, and returns how many of it come first: what is missing in
 * view, else all. Once nothing is missing in view, this is not urgent any more. */
static gint
fill_queue (Thumbnails *thumbnails, Background *background, gint *queue)
{
  ThumbnailNeed need = { .filters = thumbnails->filters };
  gint n, n_in_view;

  g_mutex_lock (&thumbnails->lock);
  need.n_filters = thumbnails->n_filters;
  need.in_view = thumbnails->in_view;
  need.n_in_view = thumbnails->n_in_view;
  need.is_made = thumbnails->is_made;
  n = thumbnail_queue_fill (&need, queue, &n_in_view);
  if (n_in_view == 0 && thumbnails->in_view)
    background_end_urgency (background);
  g_mutex_unlock (&thumbnails->lock);

  return n_in_view > 0 ? n_in_view : n;
}

static gboolean
render (Thumbnails *thumbnails, Background *background, const FvNetwork *network,
        GCancellable *cancellable, GError **error)
{
  FvAscent ascent = { .layer = thumbnails->layer,
                      .width = THUMBNAIL_SIZE,
                      .height = THUMBNAIL_SIZE,
                      .seed = SEED };
  g_autofree gint *queue = g_new (gint, thumbnails->n_filters);
  gint limit = MIN ((gint)g_get_num_processors (), N_AT_A_TIME);
  gint n_first;

  fv_settings_init (&ascent.settings, FV_TASK_SHEET, fv_recipe_find (RECIPE, NULL),
                    FV_START_NOISE);
  if (!fv_settings_parse (&ascent.settings, OPTIONS, error))
    return FALSE;

  while ((n_first = fill_queue (thumbnails, background, queue)) > 0)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        (!load_cached (thumbnails, queue, n_first) &&
         !make (thumbnails, network, &ascent, queue, MIN (n_first, limit), cancellable,
                error)))
      return FALSE;
  return TRUE;
}

static void
set_filters (Thumbnails *thumbnails, gint n_filters)
{
  thumbnails->filters = g_new (gint, n_filters);
  thumbnails->is_sought = g_new0 (gboolean, n_filters);
  for (gint filter = 0; filter < n_filters; filter++)
    thumbnails->filters[filter] = filter;

  g_mutex_lock (&thumbnails->lock);
  thumbnails->n_filters = n_filters;
  thumbnails->is_made = g_new0 (gboolean, n_filters);
  g_mutex_unlock (&thumbnails->lock);
}

/* Between two times the weights may have become those of another network; whoever looks
 * will then start anew. */
static gboolean
prepare (Thumbnails *thumbnails, const FvNetwork *network, GError **error)
{
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  const FvLayer *layer = fv_layer_find (layers, n_layers, thumbnails->layer);

  if (layer && !thumbnails->filters)
    set_filters (thumbnails, layer->n_filters);
  if (layer && thumbnails->n_filters != layer->n_filters)
    return FALSE;

  thumbnails->cache = thumbnail_cache_open (network, thumbnails->layer, error);
  return thumbnails->cache != NULL;
}

static void
work (Background *background, gpointer data, GCancellable *cancellable)
{
  Thumbnails *thumbnails = data;
  const gchar *const layers[] = { thumbnails->layer, NULL };
  const FvNetwork *network;

  g_clear_error (&thumbnails->error); /* that it was interrupted */
  network = background_get_network (background, thumbnails->weights, layers,
                                    &thumbnails->error);
  if (!network || !prepare (thumbnails, network, &thumbnails->error))
    return;

  if (!thumbnails->photo || rank (thumbnails, network, cancellable, &thumbnails->error))
    render (thumbnails, background, network, cancellable, &thumbnails->error);
  g_clear_pointer (&thumbnails->cache, thumbnail_cache_close);
}

/* In the main thread */

static void
done (gpointer data)
{
  Thumbnails *thumbnails = data;

  if (thumbnails->error && thumbnails->view)
    thumbnails->view->failed (thumbnails->error, thumbnails->user_data);
}

static void
free_data (gpointer data)
{
  thumbnails_unref (data);
}

/* Begins to make thumbnails, instead of those that were made before, and, if a photo is
 * given, ranks them by what it excites. The photo belongs to them then. Until it is known
 * what is in view, all else waits. */
Thumbnails *
thumbnails_start (Background *background, const gchar *weights, const gchar *layer,
                  FvImage *photo, const ThumbnailsView *view, gpointer user_data)
{
  static const BackgroundTask task = { work, done, free_data };
  Thumbnails *thumbnails = g_new0 (Thumbnails, 1);

  thumbnails->n_references = 2;
  g_mutex_init (&thumbnails->lock);
  g_queue_init (&thumbnails->made);
  thumbnails->weights = g_strdup (weights);
  thumbnails->layer = g_strdup (layer);
  thumbnails->photo = photo;
  thumbnails->background = background;
  thumbnails->view = view;
  thumbnails->user_data = user_data;
  background_start (background, BACKGROUND_THUMBNAILS, &task, thumbnails);
  background_set_urgent (background, BACKGROUND_THUMBNAILS, TRUE);
  return thumbnails;
}

/* How many of these are missing; all of them before the layer is known. */
static gint
count_missing (const Thumbnails *thumbnails, const gint *filters, gint n_filters)
{
  gint n = 0;

  for (gint i = 0; i < n_filters; i++)
    if (thumbnails->n_filters == 0 ||
        (filters[i] < thumbnails->n_filters && !thumbnails->is_made[filters[i]]))
      n++;
  return n;
}

static gboolean
is_any_in_view (const Thumbnails *thumbnails, const gint *filters, gint n_filters)
{
  for (gint i = 0; i < n_filters; i++)
    for (gint j = 0; j < thumbnails->n_in_view; j++)
      if (filters[i] == thumbnails->in_view[j])
        return TRUE;

  return FALSE;
}

/* Makes those next that are in view now, from the top, while all else waits. What is
 * being made is dropped for them, unless some of it is in view. */
void
thumbnails_set_view (Thumbnails *thumbnails, const gint *filters, gint n_filters)
{
  gboolean is_urgent;

  g_mutex_lock (&thumbnails->lock);
  g_free (thumbnails->in_view);
  thumbnails->in_view = g_new (gint, n_filters + 1); /* known, though none may be */
  memcpy (thumbnails->in_view, filters, n_filters * sizeof *filters);
  thumbnails->n_in_view = n_filters;
  is_urgent = count_missing (thumbnails, filters, n_filters) > 0;
  background_set_urgent (thumbnails->background, BACKGROUND_THUMBNAILS, is_urgent);
  if (is_urgent && thumbnails->making &&
      !is_any_in_view (thumbnails, thumbnails->being_made, thumbnails->n_being_made))
    g_cancellable_cancel (thumbnails->making);
  g_mutex_unlock (&thumbnails->lock);
}

/* Nobody looks any more. */
void
thumbnails_stop (Thumbnails *thumbnails, Background *background)
{
  thumbnails->view = NULL;
  background_stop (background, BACKGROUND_THUMBNAILS);
  thumbnails_unref (thumbnails);
}
