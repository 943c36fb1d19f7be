/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Documented in isolated-unix.c. There is no fork to be had, so the process is this
 * program, started again, here all the more. Its limits are those of a job that it is
 * alone in; it ends with that, which the system closes when this process ends. */

#include "isolated.h"

#include <glib/gstdio.h>
#include <stdlib.h>

#include "connection-windows.h"

#define NAME "featvis-isolated" /* of the program, on the new process's command line */

#define DESCRIPTOR 1 /* of the new process: standard output */

#define MOST_PATH  32768    /* characters */
#define PER_SECOND 10000000 /* the units in which the system counts a process's time */

/* What the new process gets, which must not be the same twice */
enum
{
  STANDARD_INPUT,
  STANDARD_OUTPUT,
  STANDARD_ERROR,
  N_HANDLES
};

struct _FvIsolated
{
  HANDLE job, process;
  FvConnection connection;
};

/* In the new process ---------------------------------------------------------------- */

/* In place of GLib's own way, which is to show a window and wait. */
static GLogWriterOutput
end_if_fatal (GLogLevelFlags level, const GLogField *fields, gsize n_fields,
              gpointer data)
{
  (void)fields;
  (void)n_fields;
  (void)data;
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_FLAG_FATAL))
    _Exit (1);
  return G_LOG_WRITER_HANDLED;
}

static gchar *
get_command_line (const gchar *work)
{
  return g_strconcat (NAME " ", work, NULL);
}

/* What goes wrong here opens no window. */
gboolean
fv_isolated_begin (const gchar *work, FvConnection *connection)
{
  g_autofree gchar *own = g_utf16_to_utf8 (GetCommandLineW (), -1, NULL, NULL, NULL);
  g_autofree gchar *expected = get_command_line (work);

  *connection = (FvConnection){ DESCRIPTOR, 0 };
  if (g_strcmp0 (own, expected) != 0)
    return FALSE;
  SetErrorMode (SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
  _set_error_mode (_OUT_TO_STDERR);
  g_log_set_writer_func (end_if_fatal, NULL, NULL);
  return TRUE;
}

/* The job --------------------------------------------------------------------------- */

/* It may hold one process, which thus starts no other. */
static gboolean
limit_job (HANDLE job)
{
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {
    .BasicLimitInformation = {
      .LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE |
                    JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION |
                    JOB_OBJECT_LIMIT_ACTIVE_PROCESS | JOB_OBJECT_LIMIT_PROCESS_MEMORY |
                    JOB_OBJECT_LIMIT_PROCESS_TIME,
      .ActiveProcessLimit = 1,
      .PerProcessUserTimeLimit.QuadPart = (LONGLONG)FV_ISOLATED_MOST_SECONDS * PER_SECOND,
    },
    .ProcessMemoryLimit = FV_ISOLATED_MOST_MEMORY,
  };

  return SetInformationJobObject (job, JobObjectExtendedLimitInformation, &limits,
                                  sizeof limits);
}

/* In the caller's process ----------------------------------------------------------- */

/* Returns: what can be inherited; %NULL if it cannot be had */
static HANDLE
copy_handle (gint descriptor)
{
  HANDLE own = GetCurrentProcess (), copy = NULL;

  DuplicateHandle (own, fv_system_get_handle (descriptor), own, &copy, 0, TRUE,
                   DUPLICATE_SAME_ACCESS);
  return copy;
}

static HANDLE
open_nothing (void)
{
  SECURITY_ATTRIBUTES inherited = { sizeof inherited, NULL, TRUE };
  HANDLE handle = CreateFileW (L"NUL", GENERIC_READ | GENERIC_WRITE,
                               FILE_SHARE_READ | FILE_SHARE_WRITE, &inherited,
                               OPEN_EXISTING, 0, NULL);

  return handle != INVALID_HANDLE_VALUE ? handle : NULL;
}

/* The process waits for ResumeThread(). It has no terminal: the system would start one
 * more process for that. */
static gboolean
create_process (const gchar *work, LPPROC_THREAD_ATTRIBUTE_LIST attributes,
                const HANDLE handles[N_HANDLES], PROCESS_INFORMATION *created)
{
  g_autofree gunichar2 *program = g_new0 (gunichar2, MOST_PATH);
  g_autofree gchar *text = get_command_line (work);
  g_autofree gunichar2 *line = g_utf8_to_utf16 (text, -1, NULL, NULL, NULL);
  STARTUPINFOEXW start = {
    .StartupInfo = { .cb = sizeof start,
                     .dwFlags = STARTF_USESTDHANDLES,
                     .hStdInput = handles[STANDARD_INPUT],
                     .hStdOutput = handles[STANDARD_OUTPUT],
                     .hStdError = handles[STANDARD_ERROR] },
    .lpAttributeList = attributes,
  };

  return GetModuleFileNameW (NULL, program, MOST_PATH) > 0 &&
         CreateProcessW (program, line, NULL, NULL, TRUE,
                         CREATE_SUSPENDED | DETACHED_PROCESS |
                             EXTENDED_STARTUPINFO_PRESENT,
                         NULL, NULL, &start.StartupInfo, created);
}

/* Only these handles are the new process's, whatever else could be inherited. */
static gboolean
create_with_handles (const gchar *work, HANDLE handles[N_HANDLES],
                     PROCESS_INFORMATION *created)
{
  g_autofree LPPROC_THREAD_ATTRIBUTE_LIST attributes = NULL;
  gboolean succeeded;
  SIZE_T n_bytes = 0;

  InitializeProcThreadAttributeList (NULL, 1, 0, &n_bytes);
  attributes = g_malloc (n_bytes);
  if (!InitializeProcThreadAttributeList (attributes, 1, 0, &n_bytes))
    return FALSE;
  succeeded =
      UpdateProcThreadAttribute (attributes, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST,
                                 handles, N_HANDLES * sizeof *handles, NULL, NULL) &&
      create_process (work, attributes, handles, created);
  DeleteProcThreadAttributeList (attributes);
  return succeeded;
}

static gboolean
create (const gchar *work, gint input, gint descriptor, PROCESS_INFORMATION *created,
        GError **error)
{
  HANDLE handles[N_HANDLES] = {
    [STANDARD_INPUT] = input >= 0 ? copy_handle (input) : open_nothing (),
    [STANDARD_OUTPUT] = copy_handle (descriptor),
    [STANDARD_ERROR] = open_nothing (),
  };
  gboolean succeeded =
      handles[STANDARD_INPUT] != NULL && handles[STANDARD_OUTPUT] != NULL &&
      handles[STANDARD_ERROR] != NULL && create_with_handles (work, handles, created);

  if (!succeeded)
    fv_system_set_error (error);
  for (gint i = 0; i < N_HANDLES; i++)
    if (handles[i] != NULL)
      CloseHandle (handles[i]);
  return succeeded;
}

/* Whether there is a process whose end of the connection is @descriptor. It does nothing
 * before it has its limits. */
static gboolean
start (FvIsolated *isolated, const gchar *work, gint input, gint descriptor,
       GError **error)
{
  PROCESS_INFORMATION created;
  gboolean succeeded;

  isolated->job = CreateJobObjectW (NULL, NULL);
  if (isolated->job == NULL || !limit_job (isolated->job))
    return fv_system_set_error (error);
  if (!create (work, input, descriptor, &created, error))
    return FALSE;
  isolated->process = created.hProcess;
  succeeded = AssignProcessToJobObject (isolated->job, created.hProcess) &&
              ResumeThread (created.hThread) != (DWORD)-1;
  if (!succeeded)
    {
      fv_system_set_error (error);
      TerminateProcess (created.hProcess, 1);
    }
  CloseHandle (created.hThread);
  return succeeded;
}

static void
free_isolated (FvIsolated *isolated)
{
  if (isolated->process != NULL)
    CloseHandle (isolated->process);
  if (isolated->job != NULL)
    CloseHandle (isolated->job);
  g_close (isolated->connection.descriptor, NULL);
  g_free (isolated);
}

FvIsolated *
fv_isolated_start (const gchar *work, gint input, GError **error)
{
  FvIsolated *isolated;
  gint ends[2];
  gboolean succeeded;

  if (!fv_connection_new (ends, error))
    return NULL;
  isolated = g_new0 (FvIsolated, 1);
  isolated->connection.descriptor = ends[0];
  succeeded = start (isolated, work, input, ends[1], error);
  g_close (ends[1], NULL);
  if (succeeded)
    return isolated;
  free_isolated (isolated);
  return NULL;
}

FvConnection *
fv_isolated_get_connection (FvIsolated *isolated)
{
  return &isolated->connection;
}

static gboolean
has_ended (const FvIsolated *isolated, DWORD most)
{
  return WaitForSingleObject (isolated->process, most) == WAIT_OBJECT_0;
}

/* Nothing is told to be killed from outside: the system itself does that to no process
 * where memory is short. */
FvIsolatedEnd
fv_isolated_end (FvIsolated *isolated)
{
  gboolean by_itself = has_ended (
      isolated, fv_connection_is_closed (&isolated->connection) ? FV_ISOLATED_GRACE : 0);
  FvIsolatedEnd end = FV_ISOLATED_FAILED;

  if (!by_itself)
    {
      if (fv_connection_is_late (&isolated->connection))
        end = FV_ISOLATED_LATE;
      TerminateProcess (isolated->process, 1);
      has_ended (isolated, INFINITE);
    }
  free_isolated (isolated);
  return end;
}
