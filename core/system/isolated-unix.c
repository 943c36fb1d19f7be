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

#define _GNU_SOURCE /* for prlimit() */
#define _DARWIN_C_SOURCE

#include "isolated.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __APPLE__
#include <limits.h>
#include <mach-o/dyld.h>
#endif

#include "connection-unix.h"
#include "sandbox.h"

#define VARIABLE "FEATVIS_ISOLATED"

/* Of the new process: standard output, which is a socket and takes both directions. */
#define DESCRIPTOR STDOUT_FILENO

struct _FvIsolated
{
  GPid process;
  FvConnection connection;
};

/* Limits ---------------------------------------------------------------------------- */

/* Elsewhere than on Linux a process can limit itself alone. */
#ifdef __linux__

#define CAN_LIMIT_OTHERS TRUE

static gint
change_limit (GPid process, gint resource, const struct rlimit *value, struct rlimit *old)
{
  return prlimit (process, resource, value, old);
}

#else

#define CAN_LIMIT_OTHERS FALSE

static gint
change_limit (GPid process, gint resource, const struct rlimit *value, struct rlimit *old)
{
  (void)process;
  return value != NULL ? setrlimit (resource, value) : getrlimit (resource, old);
}

#endif

/* @most_ever: what the process itself can raise it to later; at least @most */
static gboolean
limit (GPid process, gint resource, rlim_t most, rlim_t most_ever)
{
  struct rlimit value;

  if (change_limit (process, resource, NULL, &value) != 0)
    return FALSE;
  value.rlim_cur = MIN (value.rlim_cur, most);
  value.rlim_max = MIN (value.rlim_max, most_ever);
  return change_limit (process, resource, &value, NULL) == 0;
}

/* A crash leaves no core file. @process: 0 for this one
 *
 * The process limits itself while it is limited from outside: each may read a limit, then
 * the other change it. That both set the same, and nothing else sets these, is what keeps
 * one from taking back what the other did, which the system allows to few.
 *
 * The processor's time ends it by a signal of its own, and only a second later by that by
 * which the system ends what takes too much memory. */
static gboolean
limit_all (GPid process)
{
#ifndef FV_HAS_ADDRESS_SANITIZER
  if (!limit (process, RLIMIT_AS, FV_ISOLATED_MOST_MEMORY, FV_ISOLATED_MOST_MEMORY))
    return FALSE;
#endif
  return limit (process, RLIMIT_CORE, 0, 0) &&
         limit (process, RLIMIT_CPU, FV_ISOLATED_MOST_SECONDS,
                FV_ISOLATED_MOST_SECONDS + 1);
}

/* In the new process ---------------------------------------------------------------- */

static const FvConnection own_end = { DESCRIPTOR, 0 };

static void
end_if_alone (int signal)
{
  (void)signal;
  if (fv_connection_is_closed (&own_end))
    _exit (1);
}

/* Ends this process within a second after the other end was closed, whatever it is at: it
 * is closed, too, when the process that has it ends. (The system's own word of the
 * parent's end comes already when the thread ends that started this process.) */
static gboolean
end_with_parent (void)
{
  const struct itimerval second = { { 1, 0 }, { 1, 0 } };
  struct sigaction action = { .sa_handler = end_if_alone, .sa_flags = SA_RESTART };

  return sigaction (SIGALRM, &action, NULL) == 0 &&
         setitimer (ITIMER_REAL, &second, NULL) == 0;
}

/**
 * fv_isolated_begin:
 * @work: name of some work
 * @connection: (out): with fv_isolated_start()'s caller
 *
 * To be called before main(). Libraries are to be readied between this and
 * fv_sandbox_enter(). The work ends by _Exit().
 *
 * Returns: whether this process is for @work
 */
gboolean
fv_isolated_begin (const gchar *work, FvConnection *connection)
{
  *connection = own_end;
  return g_strcmp0 (g_getenv (VARIABLE), work) == 0 && limit_all (0) &&
         end_with_parent ();
}

/* In the caller's process ----------------------------------------------------------- */

static gchar *
find_program (void)
{
#ifdef __APPLE__
  gchar path[PATH_MAX] = "";
  uint32_t n_bytes = sizeof path;

  _NSGetExecutablePath (path, &n_bytes);
  return g_strdup (path);
#else
  return g_strdup ("/proc/self/exe");
#endif
}

/* Whether there is a process whose end of the connection is @descriptor. Where that can
 * be, it has its limits from outside, so that whatever goes wrong in it, from its first
 * moment on, it ends. */
static gboolean
start (FvIsolated *isolated, const gchar *work, gint input, gint descriptor,
       GError **error)
{
  g_autofree gchar *program = find_program ();
  const gchar *const arguments[] = { program, work, NULL };
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), VARIABLE, work, TRUE);

  if (!g_spawn_async_with_fds (NULL, (gchar **)arguments, environment,
                               G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_FILE_AND_ARGV_ZERO |
                                   G_SPAWN_STDERR_TO_DEV_NULL,
                               NULL, NULL, &isolated->process, input, descriptor, -1,
                               error))
    return FALSE;
  if (!CAN_LIMIT_OTHERS || limit_all (isolated->process))
    return TRUE;
  fv_system_set_error (error);
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

  if (!fv_connection_new (ends, error))
    return NULL;
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
FvConnection *
fv_isolated_get_connection (FvIsolated *isolated)
{
  return &isolated->connection;
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
  gboolean by_itself;
  FvIsolatedEnd end = FV_ISOLATED_FAILED;
  gint status = 0;

  by_itself = fv_connection_is_closed (&isolated->connection) &&
              has_ended (isolated, FV_ISOLATED_GRACE, &status);
  if (by_itself && WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL)
    end = FV_ISOLATED_KILLED;
  else if (!by_itself && fv_connection_is_late (&isolated->connection))
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
