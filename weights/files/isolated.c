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

#define _GNU_SOURCE /* for prlimit(), SOCK_CLOEXEC and POLLRDHUP */

#include "isolated.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox.h"

#define VARIABLE "FEATVIS_ISOLATED"
#define PROGRAM  "/proc/self/exe"

/* Of the new process: standard output, which is a socket and takes both directions.
 * Standard input is what the work is on. */
#define DESCRIPTOR STDOUT_FILENO

#define MOST_SECONDS 30 /* of the processor's time */
#define MOST_MEMORY  ((rlim_t)2 << 30)

#define GRACE 2000 /* milliseconds that a process may live on that has closed its end */

struct _FvIsolated
{
  GPid process;
  FvConnection connection;
};

/* Bytes ----------------------------------------------------------------------------- */

/* Whether something can be read or written before it is too late */
static gboolean
wait_for (const FvConnection *connection, gshort what)
{
  struct pollfd item = { connection->descriptor, what, 0 };
  gint64 rest = 0;
  gint n = 0;

  while (n == 0 || (n < 0 && errno == EINTR))
    {
      if (connection->deadline != 0)
        rest = connection->deadline - g_get_monotonic_time ();
      if (rest < 0)
        return FALSE;
      n = poll (&item, 1,
                connection->deadline != 0 ? (gint)MIN (rest / 1000 + 1, G_MAXINT) : -1);
    }
  return n > 0;
}

/**
 * fv_isolated_write:
 * @connection: one end of the connection
 * @bytes: what the other end shall get
 * @n_bytes: how many
 *
 * Returns: whether all were written; %FALSE if the other end is closed, or it is too late
 */
gboolean
fv_isolated_write (const FvConnection *connection, gconstpointer bytes, gsize n_bytes)
{
  const guint8 *rest = bytes;

  while (n_bytes > 0)
    {
      gssize n;

      if (!wait_for (connection, POLLOUT))
        return FALSE;
      n = send (connection->descriptor, rest, n_bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (n < 0 && errno != EINTR && errno != EAGAIN)
        return FALSE;
      rest += MAX (n, 0);
      n_bytes -= MAX (n, 0);
    }
  return TRUE;
}

/**
 * fv_isolated_read:
 * @connection: one end of the connection
 * @bytes: (out caller-allocates): what the other end wrote
 * @n_bytes: how many
 *
 * Returns: whether there were as many before the other end was closed, and before it was
 *   too late
 */
gboolean
fv_isolated_read (const FvConnection *connection, gpointer bytes, gsize n_bytes)
{
  guint8 *rest = bytes;

  while (n_bytes > 0)
    {
      gssize n;

      if (!wait_for (connection, POLLIN))
        return FALSE;
      n = recv (connection->descriptor, rest, n_bytes, MSG_DONTWAIT);
      if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
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
 * @connection: (out): with fv_isolated_start()'s caller
 *
 * To be called before main(). Libraries are to be readied between this and
 * fv_sandbox_enter().
 *
 * Returns: whether this process is for @work
 */
gboolean
fv_isolated_begin (const gchar *work, FvConnection *connection)
{
  *connection = (FvConnection){ DESCRIPTOR, 0 };
  return g_strcmp0 (g_getenv (VARIABLE), work) == 0 && fv_sandbox_end_with (DESCRIPTOR);
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
#ifndef FV_HAS_ADDRESS_SANITIZER
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
start (FvIsolated *isolated, const gchar *work, gint input, gint descriptor,
       GError **error)
{
  const gchar *const arguments[] = { PROGRAM, work, NULL };
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), VARIABLE, work, TRUE);

  if (!g_spawn_async_with_fds (NULL, (gchar **)arguments, environment,
                               G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_FILE_AND_ARGV_ZERO |
                                   G_SPAWN_STDERR_TO_DEV_NULL,
                               NULL, NULL, &isolated->process, input, descriptor, -1,
                               error))
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
 * @input: descriptor of what the work is on; -1 for nothing
 * @error: why no process can be started: #GSpawnError or #GFileError, which ends no
 *   sentence yet
 *
 * Returns: (transfer full): the process, to be ended by fv_isolated_end(); or %NULL
 */
FvIsolated *
fv_isolated_start (const gchar *work, gint input, GError **error)
{
  g_autofree FvIsolated *isolated = g_new0 (FvIsolated, 1);
  gint ends[2];
  gboolean success;

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    {
      set_system_error (error);
      return NULL;
    }
  isolated->connection.descriptor = ends[0];
  success = start (isolated, work, input, ends[1], error);
  close (ends[1]);
  if (success)
    return g_steal_pointer (&isolated);
  close (ends[0]);
  return NULL;
}

/**
 * fv_isolated_get_connection:
 * @isolated: a process
 *
 * Returns: the connection with it
 */
const FvConnection *
fv_isolated_get_connection (const FvIsolated *isolated)
{
  return &isolated->connection;
}

/**
 * fv_isolated_limit:
 * @isolated: a process
 * @seconds: how long it may be waited for from now on
 */
void
fv_isolated_limit (FvIsolated *isolated, gdouble seconds)
{
  isolated->connection.deadline =
      g_get_monotonic_time () + (gint64)(seconds * G_USEC_PER_SEC);
}

/* Whether the process has ended, or does within @most milliseconds */
static gboolean
has_ended (const FvIsolated *isolated, gint most, gint *status)
{
  for (gint i = 0;; i++)
    {
      pid_t found = waitpid (isolated->process, status, WNOHANG);

      if (found != 0 && !(found < 0 && errno == EINTR))
        return TRUE;
      if (i >= most)
        return FALSE;
      g_usleep (1000);
    }
}

static gboolean
is_closed (const FvIsolated *isolated)
{
  struct pollfd item = { isolated->connection.descriptor, POLLRDHUP, 0 };

  return poll (&item, 1, 0) > 0;
}

/**
 * fv_isolated_end:
 * @isolated: (transfer full): a process
 *
 * Ends it, if it does not end by itself, as one does whose end of the connection is
 * closed.
 *
 * Returns: how it ended by itself
 */
FvIsolatedEnd
fv_isolated_end (FvIsolated *isolated)
{
  gint64 deadline = isolated->connection.deadline;
  gboolean by_itself;
  FvIsolatedEnd end = FV_ISOLATED_FAILED;
  gint status = 0;

  by_itself = is_closed (isolated) && has_ended (isolated, GRACE, &status);
  if (by_itself && WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL)
    end = FV_ISOLATED_KILLED;
  else if (!by_itself && deadline != 0 && g_get_monotonic_time () >= deadline)
    end = FV_ISOLATED_LATE;
  if (!by_itself)
    {
      kill (isolated->process, SIGKILL);
      while (waitpid (isolated->process, &status, 0) < 0 && errno == EINTR)
        continue;
    }
  close (isolated->connection.descriptor);
  g_free (isolated);
  return end;
}
