/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Work on what cannot be trusted, by a library that a damaged file can crash or keep
 * busy for ever: it is done in a process of its own with limits, and only bytes come
 * back.
 *
 * The process is this program, started again. A mere fork of a program with threads may
 * call next to nothing, as any lock of any library may be held for ever in it; and it
 * counts as its own all address space that the program had reserved. A program that is
 * started is free of both, and GLib does it by calls that are allowed in between. That it
 * is the same program keeps the plug-in and the command one file each, which work
 * wherever they are put. Before main(), a constructor asks fv_isolated_begin() whether
 * there is work, does it and ends the process: so the programs need know nothing of it.
 * Where the library was loaded by a program that is not linked with it, that program
 * finds its input empty and no word of ours; the work then cannot be started. */

#define _GNU_SOURCE /* for prlimit() and SOCK_CLOEXEC */

#include "isolated.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define VARIABLE "FEATVIS_ISOLATED"
#define PROGRAM  "/proc/self/exe"

/* Of the new process: standard output, which is a socket and takes both directions.
 * Standard input is empty. */
#define DESCRIPTOR STDOUT_FILENO

#define MOST_SECONDS 30 /* of the processor's time */
#define MOST_MEMORY  ((rlim_t)8 << 30)

/* The address sanitizer reserves more than any limit. */
#if defined(__SANITIZE_ADDRESS__)
#define HAS_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ADDRESS_SANITIZER 1
#endif
#endif

struct _FvIsolated
{
  GPid process;
  gint descriptor;
};

/* Bytes ----------------------------------------------------------------------------- */

/**
 * fv_isolated_write:
 * @descriptor: one end of the connection
 * @bytes: what the other end shall get
 * @n_bytes: how many
 *
 * Returns: whether all were written; %FALSE if the other end is closed
 */
gboolean
fv_isolated_write (gint descriptor, gconstpointer bytes, gsize n_bytes)
{
  const guint8 *rest = bytes;

  while (n_bytes > 0)
    {
      gssize n = send (descriptor, rest, n_bytes, MSG_NOSIGNAL);

      if (n < 0 && errno != EINTR)
        return FALSE;
      rest += MAX (n, 0);
      n_bytes -= MAX (n, 0);
    }
  return TRUE;
}

/**
 * fv_isolated_read:
 * @descriptor: one end of the connection
 * @bytes: (out caller-allocates): what the other end wrote
 * @n_bytes: how many
 *
 * Returns: whether there were as many before the other end was closed
 */
gboolean
fv_isolated_read (gint descriptor, gpointer bytes, gsize n_bytes)
{
  guint8 *rest = bytes;

  while (n_bytes > 0)
    {
      gssize n = recv (descriptor, rest, n_bytes, 0);

      if (n == 0 || (n < 0 && errno != EINTR))
        return FALSE;
      rest += MAX (n, 0);
      n_bytes -= MAX (n, 0);
    }
  return TRUE;
}

/* In the new process ---------------------------------------------------------------- */

/**
 * fv_isolated_begin:
 * @work: name of some work
 *
 * To be called before main().
 *
 * Returns: the descriptor that is connected with fv_isolated_start()'s caller; -1 if this
 *   process is not for @work
 */
gint
fv_isolated_begin (const gchar *work)
{
  return g_strcmp0 (g_getenv (VARIABLE), work) == 0 ? DESCRIPTOR : -1;
}

/* In the caller's process ------------------------------------------------------------ */

static gboolean
limit (GPid process, gint resource, rlim_t most)
{
  struct rlimit value;

  if (prlimit (process, resource, NULL, &value) != 0)
    return FALSE;
  value.rlim_cur = MIN (value.rlim_cur, most);
  return prlimit (process, resource, &value, NULL) == 0;
}

/* From outside, so that whatever goes wrong in the process, from its first moment on, it
 * ends. A crash leaves no core file. */
static gboolean
limit_all (GPid process)
{
#ifndef HAS_ADDRESS_SANITIZER
  if (!limit (process, RLIMIT_AS, MOST_MEMORY))
    return FALSE;
#endif
  return limit (process, RLIMIT_CORE, 0) && limit (process, RLIMIT_CPU, MOST_SECONDS);
}

static void
set_system_error (GError **error)
{
  g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (errno),
                       g_strerror (errno));
}

/* Whether there is a process with limits, whose end of the connection is @descriptor */
static gboolean
start (FvIsolated *isolated, const gchar *work, gint descriptor, GError **error)
{
  const gchar *const arguments[] = { PROGRAM, work, NULL };
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), VARIABLE, work, TRUE);

  if (!g_spawn_async_with_fds (NULL, (gchar **)arguments, environment,
                               G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_FILE_AND_ARGV_ZERO |
                                   G_SPAWN_STDERR_TO_DEV_NULL,
                               NULL, NULL, &isolated->process, -1, descriptor, -1, error))
    return FALSE;
  if (limit_all (isolated->process))
    return TRUE;
  set_system_error (error);
  kill (isolated->process, SIGKILL);
  waitpid (isolated->process, NULL, 0);
  return FALSE;
}

/**
 * fv_isolated_start:
 * @work: name of some work that a constructor of this library does
 * @error: why no process can be started: #GSpawnError or #GFileError, which ends no
 *   sentence yet
 *
 * Returns: (transfer full): the process, to be ended by fv_isolated_end(); or %NULL
 */
FvIsolated *
fv_isolated_start (const gchar *work, GError **error)
{
  FvIsolated *isolated;
  gint ends[2];
  gboolean success;

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    {
      set_system_error (error);
      return NULL;
    }
  isolated = g_new0 (FvIsolated, 1);
  isolated->descriptor = ends[0];
  success = start (isolated, work, ends[1], error);
  close (ends[1]);
  if (success)
    return isolated;
  close (ends[0]);
  g_free (isolated);
  return NULL;
}

/**
 * fv_isolated_get_descriptor:
 * @isolated: a process
 *
 * Returns: the descriptor that is connected with it
 */
gint
fv_isolated_get_descriptor (const FvIsolated *isolated)
{
  return isolated->descriptor;
}

/**
 * fv_isolated_end:
 * @isolated: (transfer full): a process
 * @has_closed: whether its end of the connection is known to be closed, which it is when
 *   the process ends; else it is killed
 *
 * Returns: how it ended by itself
 */
FvIsolatedEnd
fv_isolated_end (FvIsolated *isolated, gboolean has_closed)
{
  gint status = 0;

  if (!has_closed)
    kill (isolated->process, SIGKILL);
  close (isolated->descriptor);
  while (waitpid (isolated->process, &status, 0) < 0 && errno == EINTR)
    continue;
  g_free (isolated);
  return has_closed && WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL
             ? FV_ISOLATED_KILLED
             : FV_ISOLATED_FAILED;
}
