/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What ThreadSanitizer is to know of GLib, which is not compiled with it and has mutexes
 * of its own: that a mutex is locked and unlocked, and what a cancellable and a first
 * initialisation order. The linker puts these functions in the place of its (--wrap),
 * which they call. Threads are pthreads, and atomic operations are the compiler's: it
 * knows these by itself. */

#include <gio/gio.h>
#include <sanitizer/tsan_interface.h>

/* A function of GLib, and what is put in its place */
#define WRAP(type, name, arguments)                                                      \
  type __real_##name arguments;                                                          \
  type __wrap_##name arguments

WRAP (void, g_mutex_lock, (GMutex * mutex));
WRAP (void, g_mutex_unlock, (GMutex * mutex));
WRAP (void, g_mutex_clear, (GMutex * mutex));
WRAP (void, g_cond_wait, (GCond * cond, GMutex *mutex));
WRAP (void, g_cancellable_cancel, (GCancellable * cancellable));
WRAP (gboolean, g_cancellable_is_cancelled, (GCancellable * cancellable));
WRAP (gboolean, g_once_init_enter, (volatile void *location));
WRAP (void, g_once_init_leave, (volatile void *location, gsize result));
WRAP (guint, g_idle_add, (GSourceFunc function, gpointer data));

void
__wrap_g_mutex_lock (GMutex *mutex)
{
  __tsan_mutex_pre_lock (mutex, 0);
  __real_g_mutex_lock (mutex);
  __tsan_mutex_post_lock (mutex, 0, 0);
}

void
__wrap_g_mutex_unlock (GMutex *mutex)
{
  __tsan_mutex_pre_unlock (mutex, 0);
  __real_g_mutex_unlock (mutex);
  __tsan_mutex_post_unlock (mutex, 0);
}

/* A condition orders nothing by itself: its mutex does. */
void
__wrap_g_cond_wait (GCond *cond, GMutex *mutex)
{
  __tsan_mutex_pre_unlock (mutex, 0);
  __tsan_mutex_post_unlock (mutex, 0);
  __real_g_cond_wait (cond, mutex);
  __tsan_mutex_pre_lock (mutex, 0);
  __tsan_mutex_post_lock (mutex, 0, 0);
}

void
__wrap_g_mutex_clear (GMutex *mutex)
{
  __real_g_mutex_clear (mutex);
  __tsan_mutex_destroy (mutex, 0);
}

/* Who sees that it was cancelled sees what was done before it was, for the first time. */
void
__wrap_g_cancellable_cancel (GCancellable *cancellable)
{
  if (!__real_g_cancellable_is_cancelled (cancellable))
    __tsan_release (cancellable);
  __real_g_cancellable_cancel (cancellable);
}

gboolean
__wrap_g_cancellable_is_cancelled (GCancellable *cancellable)
{
  gboolean is_cancelled = __real_g_cancellable_is_cancelled (cancellable);

  if (is_cancelled)
    __tsan_acquire (cancellable);
  return is_cancelled;
}

gboolean
__wrap_g_once_init_enter (volatile void *location)
{
  gboolean is_first = __real_g_once_init_enter (location);

  if (!is_first)
    __tsan_acquire ((void *)location);
  return is_first;
}

void
__wrap_g_once_init_leave (volatile void *location, gsize result)
{
  __tsan_release ((void *)location);
  __real_g_once_init_leave (location, result);
}

typedef struct
{
  GSourceFunc function;
  gpointer data;
} Idle;

static gboolean
call_idle (gpointer data)
{
  Idle *idle = data;

  __tsan_acquire (idle);
  return idle->function (idle->data);
}

/* What was done before it was added is seen by what is called. */
guint
__wrap_g_idle_add (GSourceFunc function, gpointer data)
{
  Idle *idle = g_new (Idle, 1);
  GSource *source = g_idle_source_new ();
  guint id;

  idle->function = function;
  idle->data = data;
  g_source_set_callback (source, call_idle, idle, g_free);
  __tsan_release (idle);
  id = g_source_attach (source, NULL);
  g_source_unref (source);
  return id;
}
