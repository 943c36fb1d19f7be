/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A thread that works beside a dialog: on one task at a time, and on the most urgent one.
 * What the user waits for interrupts what can wait, which begins anew afterwards; or, if
 * it lets others pass while it works, goes on where it was.
 *
 * All that both threads see is guarded by one lock, which nobody holds for long, so that
 * the dialog never waits for the work. */

#include "background.h"

#include <string.h>

/* The network itself, and the sample network for quick drafts */
#define N_NETWORKS 2

typedef struct _Entry
{
  const BackgroundTask *task;
  gpointer data;
  BackgroundKind kind;
  GCancellable *cancellable;
  gboolean is_urgent;       /* more than any that is not */
  gboolean lets_pass;       /* it has asked whether others want to, and will again */
  gboolean begins_anew;     /* it was interrupted, not stopped */
  struct _Entry *suspended; /* that this one passes, or NULL */
  GPtrArray *networks;      /* that its task has got: Loaded, of the thread alone */
} Entry;

/* A network that somebody uses: reference counted, of the thread alone. */
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

  Loaded *loaded[N_NETWORKS]; /* of the thread alone; the last one that was used first */
};

static void
loaded_clear (gpointer data)
{
  Loaded *loaded = data;

  fv_network_free (loaded->network);
  g_free (loaded->file);
}

static void
loaded_unref (gpointer loaded)
{
  g_rc_box_release_full (loaded, loaded_clear);
}

static void
entry_free (Entry *entry)
{
  if (entry->task->free)
    entry->task->free (entry->data);
  g_object_unref (entry->cancellable);
  g_ptr_array_unref (entry->networks);
  g_free (entry);
}

static void
unload (Background *background)
{
  for (gint i = 0; i < N_NETWORKS; i++)
    g_clear_pointer (&background->loaded[i], loaded_unref);
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

static gboolean
comes_before (const Entry *entry, const Entry *other)
{
  if (entry->is_urgent != other->is_urgent)
    return entry->is_urgent;
  return entry->kind < other->kind;
}

/* The most urgent one that waits, or NULL */
static Entry **
find_most_urgent (Background *background)
{
  Entry **found = NULL;

  for (gint kind = 0; kind < BACKGROUND_N_KINDS; kind++)
    if (background->waiting[kind] &&
        (!found || comes_before (background->waiting[kind], *found)))
      found = &background->waiting[kind];
  return found;
}

static Entry *
take_most_urgent (Background *background)
{
  Entry **waiting = find_most_urgent (background);

  return waiting ? g_steal_pointer (waiting) : NULL;
}

/* Lets the running one end at once; it will begin anew. */
static void
interrupt_running (Background *background)
{
  Entry *running = background->running;

  if (g_cancellable_is_cancelled (running->cancellable))
    return;

  running->begins_anew = TRUE;
  g_cancellable_cancel (running->cancellable);
}

/* Lets what runs give way to what is more urgent. */
static void
give_way (Background *background)
{
  const Entry *running = background->running;
  Entry **waiting = find_most_urgent (background);

  if (!running)
    return;
  if ((running->suspended && comes_before (running->suspended, running)) ||
      (waiting && !running->lets_pass && comes_before (*waiting, running)))
    interrupt_running (background);
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
  background->running = entry->suspended;
  entry->suspended = NULL;
  entry->lets_pass = FALSE;
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

static void
work_on (Background *background, Entry *entry)
{
  entry->task->work (background, entry->data, entry->cancellable);
  g_ptr_array_set_size (entry->networks, 0);
  end_entry (background, entry);
}

static gpointer
work_in_thread (gpointer data)
{
  Background *background = data;
  Entry *entry;

  while ((entry = wait_for_entry (background)))
    work_on (background, entry);

  unload (background);
  background_unref (background);
  return NULL;
}

/* Works on what passes, one after the other, with the lock held. When networks are to be
 * loaded anew nothing passes, since they are forgotten between tasks. */
static void
work_on_passing (Background *background, Entry *entry)
{
  while (!background->forgets && !background->is_paused &&
         !g_cancellable_is_cancelled (entry->cancellable))
    {
      Entry **waiting = find_most_urgent (background);
      Entry *passing;

      if (!waiting || !comes_before (*waiting, entry))
        return;

      passing = g_steal_pointer (waiting);
      passing->suspended = entry;
      background->running = passing;
      g_mutex_unlock (&background->lock);
      work_on (background, passing);
      g_mutex_lock (&background->lock);
    }
}

/* To be called by a task that keeps what it has, from time to time: what is more urgent
 * is worked on meanwhile. */
void
background_let_pass (Background *background)
{
  g_mutex_lock (&background->lock);
  background->running->lets_pass = TRUE;
  work_on_passing (background, background->running);
  g_mutex_unlock (&background->lock);
}

/* To be called by an urgent task that is not any more. */
void
background_end_urgency (Background *background)
{
  g_mutex_lock (&background->lock);
  background->running->is_urgent = FALSE;
  give_way (background);
  g_mutex_unlock (&background->lock);
}

/* With the layers that are asked for, beside all that are no dense layers of a VGG */
static FvNetwork *
load (const gchar *file, const gchar *const *layers, GError **error)
{
  FvWeights *weights = fv_weights_find (file[0] ? file : NULL, error);
  FvNetwork *network = NULL;
  g_auto (GStrv) maps = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  if (!weights)
    return NULL;

  maps = fv_weights_list_maps (weights);
  for (gint i = 0; maps[i]; i++)
    g_ptr_array_add (names, maps[i]);
  for (gint i = 0; layers && layers[i]; i++)
    g_ptr_array_add (names, (gpointer)layers[i]);
  g_ptr_array_add (names, NULL);
  network = fv_weights_load_layers (weights, (const gchar *const *)names->pdata, error);
  fv_weights_free (weights);
  return network;
}

static gboolean
serves (const Loaded *loaded, const gchar *file, const gchar *const *layers)
{
  const FvLayer *found;
  gint n_layers;

  if (!loaded || !g_str_equal (loaded->file, file))
    return FALSE;
  found = fv_network_get_layers (loaded->network, &n_layers);
  for (gint i = 0; layers && layers[i]; i++)
    if (!fv_layer_find (found, n_layers, layers[i]))
      return FALSE;
  return TRUE;
}

/* Where the network of that file is among the loaded ones, or is to be. */
static gint
find_loaded (const Background *background, const gchar *file)
{
  gint i = 0;

  while (i < N_NETWORKS - 1 &&
         (!background->loaded[i] || !g_str_equal (background->loaded[i]->file, file)))
    i++;
  return i;
}

/* The network of a weights file; "" is the one that is found, and "sample" the sample
 * network. It has all of its layers, but the dense ones of a VGG, which are much larger
 * than all others, only where they are asked for; NULL asks for none. It belongs to the
 * thread, and stays until the task ends, whatever passes it. */
const FvNetwork *
background_get_network (Background *background, const gchar *file,
                        const gchar *const *layers, GError **error)
{
  gint i = find_loaded (background, file);
  Loaded *used = background->loaded[i];

  if (!serves (used, file, layers))
    {
      FvNetwork *network = load (file, layers, error);

      if (!network)
        return NULL;
      used = g_rc_box_new (Loaded);
      used->file = g_strdup (file);
      used->network = network;
      g_clear_pointer (&background->loaded[i], loaded_unref);
    }

  memmove (background->loaded + 1, background->loaded, i * sizeof *background->loaded);
  background->loaded[0] = used;
  g_ptr_array_add (background->running->networks, g_rc_box_acquire (used));
  return used->network;
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

/* Stops those of a kind that run, or that others pass. */
static void
stop_running (Background *background, BackgroundKind kind)
{
  for (Entry *entry = background->running; entry; entry = entry->suspended)
    if (entry->kind == kind)
      {
        entry->begins_anew = FALSE;
        g_cancellable_cancel (entry->cancellable);
      }
}

static void
replace_waiting (Background *background, BackgroundKind kind, Entry *entry)
{
  Entry *waiting;

  g_mutex_lock (&background->lock);
  waiting = background->waiting[kind];
  background->waiting[kind] = entry;
  stop_running (background, kind);
  give_way (background);
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
  entry->networks = g_ptr_array_new_with_free_func (loaded_unref);
  replace_waiting (background, kind, entry);
}

/* Puts what there is of that kind before all that is not urgent, or not any more. */
void
background_set_urgent (Background *background, BackgroundKind kind, gboolean is_urgent)
{
  Entry *entry;

  g_mutex_lock (&background->lock);
  entry = background->waiting[kind];
  for (Entry *other = background->running; other && !entry; other = other->suspended)
    if (other->kind == kind)
      entry = other;
  if (entry)
    entry->is_urgent = is_urgent;
  give_way (background);
  g_mutex_unlock (&background->lock);
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
  g_mutex_lock (&background->lock);
  background->is_paused = is_paused;
  for (Entry *entry = background->running; is_paused && entry; entry = entry->suspended)
    if (!g_cancellable_is_cancelled (entry->cancellable))
      {
        entry->begins_anew = TRUE;
        g_cancellable_cancel (entry->cancellable);
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
