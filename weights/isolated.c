/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Work on what cannot be trusted, by a library that a damaged file can crash or keep
 * busy for ever: it is done in a child process with limits, and only bytes come back. */

#define _POSIX_C_SOURCE 200809L

#include "isolated.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_SECONDS 20 /* of the processor's time */
#define MOST_MEMORY  ((rlim_t)8 << 30)

/* The address sanitizer reserves more than any limit. */
#if defined(__SANITIZE_ADDRESS__)
#define HAS_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ADDRESS_SANITIZER 1
#endif
#endif

static void
limit (gint resource, rlim_t most)
{
  struct rlimit value;

  if (getrlimit (resource, &value) != 0 || value.rlim_cur < most)
    return;
  value.rlim_cur = most;
  setrlimit (resource, &value);
}

/* A crash ends the child quietly: no core file, no message, no handler of GIMP's. */
static void
prepare_child (void)
{
  const gint signals[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL };
  gint nowhere = open ("/dev/null", O_WRONLY);

  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    signal (signals[i], SIG_DFL);
  if (nowhere >= 0)
    dup2 (nowhere, STDERR_FILENO);
  limit (RLIMIT_CORE, 0);
  limit (RLIMIT_CPU, MOST_SECONDS);
#ifndef HAS_ADDRESS_SANITIZER
  limit (RLIMIT_AS, MOST_MEMORY);
#endif
}

/* Reads until the other end is closed, or there are @n_bytes.
 *
 * Returns: how many were read, -1 for a failure */
static gssize
read_bytes (gint descriptor, guint8 *bytes, gsize n_bytes)
{
  gsize n_read = 0;
  gssize n = 1;

  while (n_read < n_bytes && n != 0)
    {
      n = read (descriptor, bytes + n_read, n_bytes - n_read);
      if (n < 0 && errno != EINTR)
        return -1;
      n_read += (gsize)MAX (n, 0);
    }
  return (gssize)n_read;
}

/* Takes what the child tells. */
typedef gboolean (*TakeFunc) (gint descriptor, gpointer data);

typedef struct
{
  GByteArray *bytes;
  gsize n_most;
} Collection;

static gboolean
collect (gint descriptor, gpointer data)
{
  Collection *collection = data;
  guint8 buffer[4096];
  gssize n;

  while ((n = read_bytes (descriptor, buffer, sizeof buffer)) > 0)
    {
      if (collection->bytes->len + (gsize)n > collection->n_most)
        return FALSE;
      g_byte_array_append (collection->bytes, buffer, (guint)n);
    }
  return n == 0;
}

typedef struct
{
  guint8 *bytes;
  gsize n_bytes;
} Target;

/* Neither less nor more */
static gboolean
fill (gint descriptor, gpointer data)
{
  const Target *target = data;
  guint8 excess;

  return read_bytes (descriptor, target->bytes, target->n_bytes) ==
             (gssize)target->n_bytes &&
         read_bytes (descriptor, &excess, 1) == 0;
}

static gboolean
has_succeeded (pid_t child)
{
  gint status;

  while (waitpid (child, &status, 0) < 0)
    if (errno != EINTR)
      return FALSE;
  return WIFEXITED (status) && WEXITSTATUS (status) == EXIT_SUCCESS;
}

/**
 * fv_isolated_write:
 * @descriptor: what the child was given
 * @bytes: what the caller shall get
 * @n_bytes: how many
 *
 * Returns: whether all were written
 */
gboolean
fv_isolated_write (gint descriptor, gconstpointer bytes, gsize n_bytes)
{
  const guint8 *rest = bytes;

  while (n_bytes > 0)
    {
      gssize n = write (descriptor, rest, n_bytes);

      if (n < 0 && errno != EINTR)
        return FALSE;
      rest += MAX (n, 0);
      n_bytes -= MAX (n, 0);
    }
  return TRUE;
}

static gboolean
run (FvIsolatedFunc func, gconstpointer data, TakeFunc take, gpointer take_data)
{
  gboolean is_complete;
  gint ends[2];
  pid_t child;

  if (pipe (ends) != 0)
    return FALSE;
  child = fork ();
  if (child == 0)
    {
      prepare_child ();
      _exit (func (ends[1], data) ? EXIT_SUCCESS : EXIT_FAILURE);
    }
  close (ends[1]);
  is_complete = child > 0 && take (ends[0], take_data);
  close (ends[0]);
  if (child > 0 && !is_complete)
    kill (child, SIGKILL);
  return child > 0 && has_succeeded (child) && is_complete;
}

/**
 * fv_isolated_run:
 * @func: what is done
 * @data: what it is given
 * @n_most_bytes: the most that it may write
 *
 * Returns: (transfer full) (nullable): what @func wrote; %NULL if it failed, crashed,
 *   took too long or wrote too much
 */
GByteArray *
fv_isolated_run (FvIsolatedFunc func, gconstpointer data, gsize n_most_bytes)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  Collection collection = { bytes, n_most_bytes };

  return run (func, data, collect, &collection) ? g_steal_pointer (&bytes) : NULL;
}

/**
 * fv_isolated_fill:
 * @func: what is done
 * @data: what it is given
 * @bytes: (out caller-allocates): what it writes
 * @n_bytes: how much that must be
 *
 * Returns: whether @func wrote as much; %FALSE if it failed, crashed, took too long or
 *   wrote less or more
 */
gboolean
fv_isolated_fill (FvIsolatedFunc func, gconstpointer data, gpointer bytes, gsize n_bytes)
{
  Target target = { bytes, n_bytes };

  return run (func, data, fill, &target);
}
