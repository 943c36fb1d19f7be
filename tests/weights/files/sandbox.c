/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a hostile file can reach through the process that reads it: nothing that is not
 * open, no other program's time, and no life of its own. */

#define _DEFAULT_SOURCE /* for MAP_ANONYMOUS */

#include "../common.h"
#include "system/isolated.h"
#include "system/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(FV_HAVE_SECCOMP) && !defined(FV_HAS_ADDRESS_SANITIZER)
#define HAS_FILTER /* of what the system is asked */
#endif

#define PIPE "FEATVIS_TEST_PIPE" /* variable: where the orphan's pipe is */

/* The work of this program, in processes that it starts --------------------------------
 */

#define TRIES  "test-tries"
#define HANGS  "test-hangs"
#define CLOSES "test-closes"

/* What was tried, as a bit each of what succeeded */
enum
{
  TRIED_OPEN = 1,
  TRIED_WRITE_OPEN = 2,
  TRIED_FORK = 4,
  TRIED_SOCKET = 8,
  TRIED_CODE = 16,
  TRIED_KILL = 32,
  TRIED_MEMORY = 64, /* which is allowed */
  TRIED_READ = 128   /* so is this */
};

static guint
try_all (void)
{
  const int memory = MAP_PRIVATE | MAP_ANONYMOUS;
  char byte;
  guint done = 0;
  pid_t child;

  done |= open ("/dev/null", O_RDONLY) >= 0 ? TRIED_OPEN : 0;
  done |= open ("/dev/null", O_WRONLY) >= 0 ? TRIED_WRITE_OPEN : 0;
  done |= socket (AF_UNIX, SOCK_STREAM, 0) >= 0 ? TRIED_SOCKET : 0;
  done |= mmap (NULL, 4096, PROT_READ | PROT_EXEC, memory, -1, 0) != MAP_FAILED
              ? TRIED_CODE
              : 0;
  done |= kill (getppid (), 0) == 0 ? TRIED_KILL : 0;
  done |= mmap (NULL, 4096, PROT_READ, memory, -1, 0) != MAP_FAILED ? TRIED_MEMORY : 0;
  done |= pread (STDIN_FILENO, &byte, 1, 0) == 1 ? TRIED_READ : 0;
  child = fork ();
  if (child == 0)
    _exit (0);
  done |= child > 0 ? TRIED_FORK : 0;
#ifdef HAS_FILTER /* else this would be another program, and not answer */
  execl ("/bin/true", "true", NULL);
#endif
  return done;
}

static void
hang (void)
{
  for (;;)
    pause ();
}

/* Before main(): see core/system/isolated-unix.c */
__attribute__ ((constructor)) static void
begin (void)
{
  FvConnection connection;
  pid_t own = getpid ();
  guint done;

  if (fv_isolated_begin (TRIES, &connection))
    {
      done = fv_sandbox_enter () ? try_all () : G_MAXUINT;
      fv_connection_write (&connection, &done, sizeof done);
      _exit (0);
    }
  if (fv_isolated_begin (HANGS, &connection))
    {
      fv_connection_write (&connection, &own, sizeof own);
      hang ();
    }
  if (fv_isolated_begin (CLOSES, &connection))
    {
      const struct sigaction ignore = { .sa_handler = SIG_IGN };

      sigaction (SIGALRM, &ignore, NULL);
      fv_connection_write (&connection, &own, sizeof own);
      shutdown (connection.descriptor, SHUT_RDWR);
      hang ();
    }
}

/* The tests -------------------------------------------------------------------------- */

static FvIsolated *
start (const gchar *work, gint input)
{
  g_autoptr (GError) error = NULL;
  FvIsolated *isolated = fv_isolated_start (work, input, &error);

  g_assert_no_error (error);
  return isolated;
}

static void
test_tries (void)
{
  gint input = g_open (test_file ("keras-2.h5"), O_RDONLY | O_CLOEXEC, 0);
  FvIsolated *isolated = start (TRIES, input);
  guint done = 0;

  g_assert_true (
      fv_connection_read (fv_isolated_get_connection (isolated), &done, sizeof done));
  g_assert_cmpint (fv_isolated_end (isolated), ==, FV_ISOLATED_FAILED);
  close (input);
#ifndef HAS_FILTER
  done &= ~(guint)(TRIED_FORK | TRIED_CODE | TRIED_KILL);
#endif
  g_assert_cmphex (done, ==, TRIED_MEMORY | TRIED_READ);
}

/* Whether what is waited for in vain is given up, and leaves nothing behind */
static void
test_without_answer (gconstpointer work)
{
  FvIsolated *isolated = start (work, -1);
  FvConnection *connection = fv_isolated_get_connection (isolated);
  gboolean hangs = strcmp (work, HANGS) == 0;
  pid_t process;
  gchar byte;

  g_assert_true (fv_connection_read (connection, &process, sizeof process));
  g_assert_cmpint (kill (process, 0), ==, 0);
  if (hangs)
    fv_connection_limit (connection, 0.1);
  g_assert_false (fv_connection_read (connection, &byte, 1));
  g_assert_cmpint (fv_isolated_end (isolated), ==,
                   hangs ? FV_ISOLATED_LATE : FV_ISOLATED_FAILED);
  g_assert_cmpint (kill (process, 0), ==, -1);
  g_assert_cmpint (errno, ==, ESRCH);
}

/* What nobody reads cannot be written for ever either. */
static void
test_full (void)
{
  FvIsolated *isolated = start (HANGS, -1);
  FvConnection *connection = fv_isolated_get_connection (isolated);
  g_autofree guint8 *bytes = g_malloc0 (1 << 24);

  fv_connection_limit (connection, 0.1);
  g_assert_false (fv_connection_write (connection, bytes, 1 << 24));
  g_assert_cmpint (fv_isolated_end (isolated), ==, FV_ISOLATED_LATE);
}

/* Starts a process that has the pipe's only end for writing, and dies. */
static void
die (void)
{
  FvIsolated *isolated = start (HANGS, g_open (g_getenv (PIPE), O_WRONLY | O_CLOEXEC, 0));
  pid_t process;

  g_assert_true (fv_connection_read (fv_isolated_get_connection (isolated), &process,
                                     sizeof process));
  raise (SIGKILL);
}

static void
test_orphan (void)
{
  g_autofree gchar *folder = g_dir_make_tmp ("featvis-XXXXXX", NULL);
  g_autofree gchar *path = g_build_filename (folder, "pipe", NULL);
  gint pipe;
  gchar byte;

  if (g_test_subprocess ())
    die ();
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  pipe = g_open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0);
  g_setenv (PIPE, path, TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_assert_cmpint (fcntl (pipe, F_SETFL, 0), ==, 0);
  g_assert_cmpint (read (pipe, &byte, 1), ==, 0); /* comes when nobody has it any more */
  close (pipe);
  g_remove (path);
  g_rmdir (folder);
}

/* What the links of a file point to is not even opened: a pipe would be waited for for
 * ever. */
static void
test_pipe (void)
{
  static const gchar *const names[] = { "links.h5", "hdf5-slash.h5", "hdf5-unlimited.h5",
                                        "external.h5", "virtual.h5" };
  g_autofree gchar *folder = g_dir_make_tmp ("featvis-XXXXXX", NULL);
  g_autofree gchar *pipe = g_build_filename (folder, "keras-2.h5", NULL);

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree gchar *copy = g_build_filename (folder, names[i], NULL);
      g_autofree gchar *bytes = NULL;
      g_autoptr (FvWeights) weights = NULL;
      g_autoptr (FvNetwork) network = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (test_file (names[i]), &bytes, &length, NULL));
      g_assert_true (g_file_set_contents (copy, bytes, (gssize)length, NULL));
      weights = fv_weights_open (copy, NULL);
      if (weights != NULL)
        network = fv_weights_load (weights, "block1_conv2", NULL);
      g_assert_null (network);
      g_remove (copy);
    }
  g_remove (pipe);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox/tries", test_tries);
  g_test_add_data_func ("/sandbox/hangs", HANGS, test_without_answer);
  g_test_add_data_func ("/sandbox/closes", CLOSES, test_without_answer);
  g_test_add_func ("/sandbox/full", test_full);
  g_test_add_func ("/sandbox/orphan", test_orphan);
  g_test_add_func ("/sandbox/pipe", test_pipe);
  return g_test_run ();
}
