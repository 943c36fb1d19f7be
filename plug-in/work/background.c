/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A thread that works beside a dialog: on one task at a time, and on the most urgent one.
 * What the user waits for interrupts what can wait, which begins anew afterwards.
 *
 * All that both threads see is guarded by one lock, which nobody holds for long, so that
 * the dialog never waits for the work. */

#include "background.h"

#include <string.h>

/* The network itself, and the sample network for quick drafts */
#define N_NETWORKS 2

typedef struct
{
  const BackgroundTask *task;
  gpointer data;
  BackgroundKind kind;
  GCancellable *cancellable;
  gboolean begins_anew; /* it was interrupted, not stopped */
} Entry;

typedef struct
{
  gchar *file;
  FvNetwork *network;
} Loaded;

struct _Background
{
  gint n_references; /* atomic: the dialog, the thread, and each delivery */
  GMutex lock;
  GCond changed;
  Entry *waiting[BACKGROUND_N_KINDS];
  Entry *running;
  gboolean is_paused;
  gboolean is_closed;
  gboolean forgets;

  Loaded loaded[N_NETWORKS]; /* of the thread alone; the last one that was used first */
};

static void
entry_free (Entry *entry)
{
  if (entry->task->free)
    entry->task->free (entry->data);
  g_object_unref (entry->cancellable);
  g_free (entry);
}

static void
unload (Background *background)
{
  for (gint i = 0; i < N_NETWORKS; i++)
    {
      g_clear_pointer (&background->loaded[i].network, fv_network_free);
      g_clear_pointer (&background->loaded[i].file, g_free);
    }
}

static void
background_unref (Background *background)
{
  if (!g_atomic_int_dec_and_test (&background->n_references))
    return;

  g_mutex_clear (&background->lock);
  g_cond_clear (&background->changed);
  g_free (background);
}

/* In the thread */

typedef struct
{
  Background *background;
  Entry *entry;
} Delivery;

/* In the main thread, with what the thread has ended. */
static gboolean
deliver (gpointer data)
{
  Delivery *delivery = data;
  Background *background = delivery->background;
  Entry *entry = delivery->entry;
  gboolean is_wanted;

  g_mutex_lock (&background->lock);
  is_wanted = !background->is_closed && !g_cancellable_is_cancelled (entry->cancellable);
  g_mutex_unlock (&background->lock);

  if (is_wanted && entry->task->done)
    entry->task->done (entry->data);
  entry_free (entry);
  background_unref (background);
  g_free (delivery);
  return G_SOURCE_REMOVE;
}

static void
send (Background *background, Entry *entry)
{
  Delivery *delivery = g_new (Delivery, 1);

  delivery->background = background;
  delivery->entry = entry;
  g_atomic_int_inc (&background->n_references);
  g_idle_add (deliver, delivery);
}

static Entry *
take_most_urgent (Background *background)
{
  for (gint kind = 0; kind < BACKGROUND_N_KINDS; kind++)
    if (background->waiting[kind])
      return g_steal_pointer (&background->waiting[kind]);

  return NULL;
}

/* Waits for something to do. NULL when there is nothing more to come. */
static Entry *
wait_for_entry (Background *background)
{
  gboolean forgets;

  g_mutex_lock (&background->lock);
  while (!background->is_closed && !background->running)
    {
      if (!background->is_paused)
        background->running = take_most_urgent (background);
      if (!background->running)
        g_cond_wait (&background->changed, &background->lock);
    }
  forgets = background->forgets;
  background->forgets = FALSE;
  g_mutex_unlock (&background->lock);

  if (forgets)
    unload (background);
  return background->running;
}

/* What was interrupted waits again, unless another of its kind took its place. */
static void
end_entry (Background *background, Entry *entry)
{
  Entry **waiting = &background->waiting[entry->kind];
  gboolean waits;

  g_mutex_lock (&background->lock);
  background->running = NULL;
  waits = entry->begins_anew && !*waiting && !background->is_closed;
  if (waits)
    {
      entry->begins_anew = FALSE;
      g_object_unref (entry->cancellable);
      entry->cancellable = g_cancellable_new ();
      *waiting = entry;
    }
  g_mutex_unlock (&background->lock);

  if (!waits)
    send (background, entry);
}

static gpointer
work_in_thread (gpointer data)
{
  Background *background = data;
  Entry *entry;

  while ((entry = wait_for_entry (background)))
    {
      entry->task->work (background, entry->data, entry->cancellable);
      end_entry (background, entry);
    }

  unload (background);
  background_unref (background);
  return NULL;
}

static FvNetwork *
load (const gchar *file, GError **error)
{
  FvWeights *weights = fv_weights_find (file[0] ? file : NULL, error);
  FvNetwork *network = NULL;
  const FvLayer *layers;
  gint n_layers;
  g_autofree const gchar **names = NULL;

  if (!weights)
    return NULL;

  layers = fv_weights_get_layers (weights, &n_layers);
  names = g_new0 (const gchar *, n_layers + 1);
  for (gint i = 0; i < n_layers; i++)
    names[i] = layers[i].name;
  network = fv_weights_load_layers (weights, names, error);
  fv_weights_free (weights);
  return network;
}

/* The network of a weights file, with all of its layers; "" is the one that is found, and
 * "sample" the sample network. It belongs to the thread, and stays until the task ends.
 */
const FvNetwork *
background_get_network (Background *background, const gchar *file, GError **error)
{
  Loaded *loaded = background->loaded;
  Loaded used = { NULL, NULL };
  gint i = 0;

  while (i < N_NETWORKS - 1 && g_strcmp0 (loaded[i].file, file) != 0)
    i++;
  if (g_strcmp0 (loaded[i].file, file) == 0)
    used = loaded[i];
  else
    {
      used.network = load (file, error);
      if (!used.network)
        return NULL;
      used.file = g_strdup (file);
      g_clear_pointer (&loaded[i].network, fv_network_free);
      g_free (loaded[i].file);
    }

  memmove (loaded + 1, loaded, i * sizeof *loaded);
  loaded[0] = used;
  return used.network;
}

/* In the main thread */

Background *
background_new (void)
{
  Background *background = g_new0 (Background, 1);

  background->n_references = 2;
  g_mutex_init (&background->lock);
  g_cond_init (&background->changed);
  g_thread_unref (g_thread_new ("background", work_in_thread, background));
  return background;
}

/* Lets what runs end at once. */
static void
interrupt (Background *background, BackgroundKind kind)
{
  Entry *running = background->running;

  if (!running || running->kind < kind ||
      g_cancellable_is_cancelled (running->cancellable))
    return;

  running->begins_anew = running->kind != kind;
  g_cancellable_cancel (running->cancellable);
}

static void
replace_waiting (Background *background, BackgroundKind kind, Entry *entry)
{
  Entry *waiting;

  g_mutex_lock (&background->lock);
  waiting = background->waiting[kind];
  background->waiting[kind] = entry;
  if (entry)
    interrupt (background, kind);
  else if (background->running && background->running->kind == kind)
    {
      background->running->begins_anew = FALSE;
      g_cancellable_cancel (background->running->cancellable);
    }
  g_cond_signal (&background->changed);
  g_mutex_unlock (&background->lock);

  if (waiting)
    entry_free (waiting);
}

/* Starts a task, instead of what there was of its kind. */
void
background_start (Background *background, BackgroundKind kind, const BackgroundTask *task,
                  gpointer data)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->task = task;
  entry->data = data;
  entry->kind = kind;
  entry->cancellable = g_cancellable_new ();
  replace_waiting (background, kind, entry);
}

/* Stops what there is of that kind. */
void
background_stop (Background *background, BackgroundKind kind)
{
  replace_waiting (background, kind, NULL);
}

/* While it is paused, nothing is worked on; what ran begins anew afterwards. */
void
background_pause (Background *background, gboolean is_paused)
{
  Entry *running;

  g_mutex_lock (&background->lock);
  running = background->running;
  background->is_paused = is_paused;
  if (is_paused && running && !g_cancellable_is_cancelled (running->cancellable))
    {
      running->begins_anew = TRUE;
      g_cancellable_cancel (running->cancellable);
    }
  g_cond_signal (&background->changed);
  g_mutex_unlock (&background->lock);
}

/* Loads networks anew from the next task on: the files may have changed. */
void
background_forget_networks (Background *background)
{
  g_mutex_lock (&background->lock);
  background->forgets = TRUE;
  g_mutex_unlock (&background->lock);
}

/* Stops everything. What runs ends by itself, and is told to nobody. */
void
background_close (Background *background)
{
  for (gint kind = 0; kind < BACKGROUND_N_KINDS; kind++)
    background_stop (background, kind);

  g_mutex_lock (&background->lock);
  background->is_closed = TRUE;
  g_cond_signal (&background->changed);
  g_mutex_unlock (&background->lock);
  background_unref (background);
}
