/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A process of its own does what it is asked, if it can be had within its limits, and is
 * ended where it does not end by itself. */

#include "system/file.h"
#include "system/isolated.h"
#include "system/sandbox.h"

#include <glib/gstdio.h>
#include <stdlib.h>

#ifdef G_OS_WIN32
#include <windows.h>
#else
#include <sys/resource.h>
#endif

#define SERVES  "test-serves"
#define REMAINS "test-remains"
#define TELLS   "test-tells"

/* The file that is locked as long as it is worked on */
#define FILE_VARIABLE "FEATVIS_TEST_FILE"

#define MOST_BYTES ((gsize)1 << 24) /* many times what waits in a connection */

/* What the process can be asked */
typedef enum
{
  ECHO, /* what follows: a number of bytes, and these */
  READ_INPUT,
  TAKE_MEMORY,
  CRASH,
  GIVE_UP,
  SAY_NOTHING
} Task;

/* In the process -------------------------------------------------------------------- */

static gboolean
echo (const FvConnection *connection)
{
  g_autofree guint8 *bytes = NULL;
  guint64 n_bytes;

  if (!fv_connection_read (connection, &n_bytes, sizeof n_bytes))
    return FALSE;
  bytes = g_malloc (n_bytes);
  return fv_connection_read (connection, bytes, n_bytes) &&
         fv_connection_write (connection, bytes, n_bytes);
}

/* What lies in the midst of it, wherever the descriptor stands */
static gboolean
read_input (const FvConnection *connection)
{
  gchar bytes[4] = "";

  fv_system_read_at (FV_ISOLATED_INPUT, bytes, sizeof bytes, 3);
  return fv_connection_write (connection, bytes, sizeof bytes);
}

static gboolean
take_memory (const FvConnection *connection)
{
  g_autofree guint8 *bytes = g_try_malloc (FV_ISOLATED_MOST_MEMORY);
  gboolean succeeded = bytes != NULL;

  return fv_connection_write (connection, &succeeded, sizeof succeeded);
}

static void
crash (void)
{
  volatile gint *volatile nowhere = NULL;

  *nowhere = 1;
}

static gboolean
serve (const FvConnection *connection, Task task)
{
  if (task == CRASH)
    crash ();
  if (task == GIVE_UP)
    g_error ("There is no more memory.");
  if (task == ECHO)
    return echo (connection);
  if (task == READ_INPUT)
    return read_input (connection);
  if (task == TAKE_MEMORY)
    return take_memory (connection);
  return TRUE;
}

static void
serve_all (const FvConnection *connection)
{
  Task task;

  while (fv_connection_read (connection, &task, sizeof task) && serve (connection, task))
    continue;
  _Exit (0);
}

/* Does nothing that fails when the other end is closed. */
static void
remain (const FvConnection *connection)
{
  gboolean is_locked = fv_system_lock (FV_ISOLATED_INPUT) && fv_sandbox_enter ();

  fv_connection_write (connection, &is_locked, sizeof is_locked);
  for (;;)
    continue;
}

#ifndef G_OS_WIN32
static const gint limited[] = { RLIMIT_AS, RLIMIT_CORE, RLIMIT_CPU };

/* Its limits, for which none may ask in the sandbox */
static void
tell (const FvConnection *connection)
{
  struct rlimit limits[G_N_ELEMENTS (limited)] = { { 0, 0 } };
  gboolean succeeded = TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (limited); i++)
    succeeded = getrlimit (limited[i], &limits[i]) == 0 && succeeded;
  if (succeeded)
    fv_connection_write (connection, limits, sizeof limits);
  _Exit (0);
}
#endif

/* Before main() */
__attribute__ ((constructor)) static void
begin (void)
{
  FvConnection connection;

  if (fv_isolated_begin (SERVES, &connection) && fv_sandbox_enter ())
    serve_all (&connection);
  if (fv_isolated_begin (REMAINS, &connection))
    remain (&connection);
#ifndef G_OS_WIN32
  if (fv_isolated_begin (TELLS, &connection))
    tell (&connection);
#endif
}

/* The tests ------------------------------------------------------------------------- */

static FvIsolated *
start (Task task, gint input)
{
  g_autoptr (GError) error = NULL;
  FvIsolated *isolated = fv_isolated_start (SERVES, input, &error);

  g_assert_no_error (error);
  g_assert_true (
      fv_connection_write (fv_isolated_get_connection (isolated), &task, sizeof task));
  return isolated;
}

static void
test_echo (void)
{
  g_autoptr (FvIsolated) isolated = start (ECHO, -1);
  const FvConnection *connection = fv_isolated_get_connection (isolated);
  g_autofree guint32 *bytes = g_malloc (MOST_BYTES);
  g_autofree guint32 *answer = g_malloc0 (MOST_BYTES);
  const guint64 n_bytes = MOST_BYTES;

  for (gsize i = 0; i < MOST_BYTES / sizeof *bytes; i++)
    bytes[i] = (guint32)i * 2654435761u;
  g_assert_true (fv_connection_write (connection, &n_bytes, sizeof n_bytes));
  g_assert_true (fv_connection_write (connection, bytes, MOST_BYTES));
  g_assert_true (fv_connection_read (connection, answer, MOST_BYTES));
  g_assert_cmpmem (answer, MOST_BYTES, bytes, MOST_BYTES);
  g_assert_false (fv_connection_is_closed (connection));
}

/* A line's end, and what ends a text, are bytes as others are. */
static void
test_input (void)
{
  static const gchar bytes[] = "abc\r\n\x1a"
                               "defghij";
  g_autofree gchar *name = NULL;
  gint input = g_file_open_tmp ("featvis-XXXXXX", &name, NULL);
  gchar answer[4] = "";

  g_assert_cmpuint (fv_system_write (input, bytes, sizeof bytes), ==, sizeof bytes);
  for (gint i = 0; i < 2; i++)
    {
      g_autoptr (FvIsolated) isolated = start (READ_INPUT, input);

      g_assert_true (fv_connection_read (fv_isolated_get_connection (isolated), answer,
                                         sizeof answer));
      g_assert_cmpmem (answer, sizeof answer, bytes + 3, sizeof answer);
    }
  g_close (input, NULL);
  g_remove (name);
}

/* Whether memory can be limited: Wine has the job's limits in name only. */
static gboolean
has_limits (void)
{
#if defined(FV_HAS_ADDRESS_SANITIZER)
  return FALSE;
#elif defined(G_OS_WIN32)
  return GetProcAddress (GetModuleHandleW (L"ntdll.dll"), "wine_get_version") == NULL;
#else
  return TRUE;
#endif
}

static void
test_memory (void)
{
  g_autoptr (FvIsolated) isolated = start (TAKE_MEMORY, -1);
  gboolean succeeded = TRUE;

  g_assert_true (fv_connection_read (fv_isolated_get_connection (isolated), &succeeded,
                                     sizeof succeeded));
  if (has_limits ())
    g_assert_false (succeeded);
  else
    g_test_skip ("memory cannot be limited here");
}

#ifndef G_OS_WIN32
/* The process limits itself at the same time as it is limited from outside: the limit of
 * a limit has to be the same by both ways, as none but the privileged may raise it. */
static void
test_limits (void)
{
  static const rlim_t most[] = { FV_ISOLATED_MOST_MEMORY, 0,
                                 FV_ISOLATED_MOST_SECONDS + 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (FvIsolated) isolated = fv_isolated_start (TELLS, -1, &error);
  struct rlimit limits[G_N_ELEMENTS (limited)] = { { 0, 0 } };

  g_assert_no_error (error);
  g_assert_true (
      fv_connection_read (fv_isolated_get_connection (isolated), limits, sizeof limits));
  for (gsize i = has_limits () ? 0 : 1; i < G_N_ELEMENTS (limited); i++)
    {
      g_assert_cmpuint (limits[i].rlim_cur, <=, limits[i].rlim_max);
      g_assert_cmpuint (limits[i].rlim_max, <=, most[i]);
    }
}
#endif

/* No deadline is needed to find that it is gone. */
static void
test_crash (gconstpointer task)
{
  FvIsolated *isolated = start (GPOINTER_TO_UINT (task), -1);
  const FvConnection *connection = fv_isolated_get_connection (isolated);
  gchar byte;

  g_assert_false (fv_connection_read (connection, &byte, 1));
  g_assert_true (fv_connection_is_closed (connection));
  g_assert_cmpint (fv_isolated_end (isolated), ==, FV_ISOLATED_FAILED);
}

static void
test_silent (void)
{
  FvIsolated *isolated = start (SAY_NOTHING, -1);
  FvConnection *connection = fv_isolated_get_connection (isolated);
  gchar byte = 0;

  fv_connection_limit (connection, 0.1);
  g_assert_false (fv_connection_read (connection, &byte, 1));
  g_assert_false (fv_connection_write (connection, &byte, 1));
  g_assert_cmpint (fv_isolated_end (isolated), ==, FV_ISOLATED_LATE);
}

/* It does not listen as long as it is not listened to. */
static void
test_full (void)
{
  FvIsolated *isolated = start (ECHO, -1);
  FvConnection *connection = fv_isolated_get_connection (isolated);
  g_autofree guint8 *bytes = g_malloc0 (MOST_BYTES);
  const guint64 n_bytes = MOST_BYTES;

  g_assert_true (fv_connection_write (connection, &n_bytes, sizeof n_bytes));
  g_assert_true (fv_connection_write (connection, bytes, MOST_BYTES));
  fv_connection_limit (connection, 0.1);
  g_assert_false (fv_connection_write (connection, bytes, MOST_BYTES));
  g_assert_cmpint (fv_isolated_end (isolated), ==, FV_ISOLATED_LATE);
}

static gchar *program;

/* Starts a process, tells whether it is there, and leaves it alone. */
static void
leave_orphan (const gchar *file)
{
  gint input = fv_system_open (file, FV_SYSTEM_UPDATE);
  FvIsolated *isolated = fv_isolated_start (REMAINS, input, NULL);
  gboolean is_locked = FALSE;

  if (isolated != NULL)
    fv_connection_read (fv_isolated_get_connection (isolated), &is_locked,
                        sizeof is_locked);
  fv_system_write (input, &is_locked, sizeof is_locked);
  _Exit (0);
}

static void
test_orphan (void)
{
  gchar *arguments[] = { program, NULL };
  g_autofree gchar *name = NULL;
  gint file = g_file_open_tmp ("featvis-XXXXXX", &name, NULL);
  FvSystemStatus status = { .size = 0 };
  gboolean is_locked = FALSE;

  g_setenv (FILE_VARIABLE, name, TRUE);
  g_assert_true (
      g_spawn_async (NULL, arguments, NULL,
                     G_SPAWN_LEAVE_DESCRIPTORS_OPEN | G_SPAWN_CHILD_INHERITS_STDIN, NULL,
                     NULL, NULL, NULL));
  g_unsetenv (FILE_VARIABLE);
  while (status.size == 0)
    {
      g_usleep (1000);
      g_assert_true (fv_system_get_status (file, &status));
    }
  g_assert_cmpint (fv_system_read_at (file, &is_locked, sizeof is_locked, 0), ==,
                   sizeof is_locked);
  g_assert_true (is_locked);
  while (fv_system_is_locked (file))
    g_usleep (1000);
  g_close (file, NULL);
  g_remove (name);
}

int
main (int argc, char **argv)
{
  program = argv[0];
  if (g_getenv (FILE_VARIABLE) != NULL)
    leave_orphan (g_getenv (FILE_VARIABLE));
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/isolated/echo", test_echo);
  g_test_add_func ("/isolated/input", test_input);
  g_test_add_func ("/isolated/memory", test_memory);
#ifndef G_OS_WIN32
  g_test_add_func ("/isolated/limits", test_limits);
#endif
  g_test_add_data_func ("/isolated/crash", GUINT_TO_POINTER (CRASH), test_crash);
  g_test_add_data_func ("/isolated/gives up", GUINT_TO_POINTER (GIVE_UP), test_crash);
  g_test_add_func ("/isolated/silent", test_silent);
  g_test_add_func ("/isolated/full", test_full);
  g_test_add_func ("/isolated/orphan", test_orphan);
  return g_test_run ();
}
