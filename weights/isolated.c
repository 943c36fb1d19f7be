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

/* Returns: whether all was read, and was not more than @n_most */
static gboolean
read_all (gint descriptor, gsize n_most, GByteArray *bytes)
{
  guint8 buffer[4096];
  gssize n;

  while ((n = read (descriptor, buffer, sizeof buffer)) != 0)
    {
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 || bytes->len + (gsize)n > n_most)
        return FALSE;
      g_byte_array_append (bytes, buffer, n);
    }
  return TRUE;
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
  gboolean is_complete;
  gint ends[2];
  pid_t child;

  if (pipe (ends) != 0)
    return NULL;
  child = fork ();
  if (child == 0)
    {
      prepare_child ();
      _exit (func (ends[1], data) ? EXIT_SUCCESS : EXIT_FAILURE);
    }
  close (ends[1]);
  is_complete = child > 0 && read_all (ends[0], n_most_bytes, bytes);
  close (ends[0]);
  if (child > 0 && !is_complete)
    kill (child, SIGKILL);
  return child > 0 && has_succeeded (child) && is_complete ? g_steal_pointer (&bytes)
                                                           : NULL;
}
