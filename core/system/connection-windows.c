/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Documented in connection-unix.c. A pipe that has a name is the only one that takes both
 * directions and can be waited for. */

#include "connection-windows.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <io.h>

#define MOST_BYTES ((gsize)1 << 16) /* that are moved at once */

/**
 * fv_system_set_error:
 * @error: (out): #GFileError, of the system's last error, which ends no sentence yet
 *
 * Returns: %FALSE
 */
gboolean
fv_system_set_error (GError **error)
{
  g_autofree gchar *message = g_win32_error_message ((gint)GetLastError ());

  if (g_str_has_suffix (message, "."))
    message[strlen (message) - 1] = '\0';
  else if (g_str_has_suffix (message, "。"))
    message[strlen (message) - strlen ("。")] = '\0';
  g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, message);
  return FALSE;
}

/* Both ends ------------------------------------------------------------------------- */

static gboolean
get_descriptor (HANDLE handle, gint *descriptor, GError **error)
{
  if (handle == INVALID_HANDLE_VALUE)
    return fv_system_set_error (error);
  *descriptor = _open_osfhandle ((intptr_t)handle, _O_BINARY | _O_NOINHERIT);
  if (*descriptor >= 0)
    return TRUE;
  CloseHandle (handle);
  SetLastError (ERROR_TOO_MANY_OPEN_FILES);
  return fv_system_set_error (error);
}

/* Nobody else can come between: the pipe is new, and has one place, which is taken at
 * once. */
gboolean
fv_connection_new (gint descriptors[2], GError **error)
{
  g_autofree gchar *text = g_strdup_printf ("\\\\.\\pipe\\featvis-%lu-%08x",
                                            GetCurrentProcessId (), g_random_int ());
  g_autofree gunichar2 *name = g_utf8_to_utf16 (text, -1, NULL, NULL, NULL);

  if (!get_descriptor (CreateNamedPipeW (name,
                                         PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED |
                                             FILE_FLAG_FIRST_PIPE_INSTANCE,
                                         PIPE_TYPE_BYTE | PIPE_REJECT_REMOTE_CLIENTS, 1,
                                         MOST_BYTES, MOST_BYTES, 0, NULL),
                       &descriptors[0], error))
    return FALSE;
  if (get_descriptor (CreateFileW (name, GENERIC_READ | GENERIC_WRITE, 0, NULL,
                                   OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL),
                      &descriptors[1], error))
    return TRUE;
  g_close (descriptors[0], NULL);
  return FALSE;
}

/* Bytes ----------------------------------------------------------------------------- */

/* Moves some bytes, before it is too late. */
static gboolean
move (const FvConnection *connection, HANDLE event, gboolean writes, guint8 *bytes,
      DWORD n_bytes, DWORD *n_moved)
{
  HANDLE handle = fv_system_get_handle (connection->descriptor);
  OVERLAPPED operation = { .hEvent = event };
  gint rest = fv_connection_get_rest (connection);

  if (rest == 0)
    return FALSE;
  if (!(writes ? WriteFile (handle, bytes, n_bytes, NULL, &operation)
               : ReadFile (handle, bytes, n_bytes, NULL, &operation)) &&
      GetLastError () != ERROR_IO_PENDING)
    return FALSE;
  if (WaitForSingleObject (event, rest > 0 ? (DWORD)rest : INFINITE) != WAIT_OBJECT_0)
    CancelIoEx (handle, &operation);
  return GetOverlappedResult (handle, &operation, n_moved, TRUE) && *n_moved > 0;
}

static gboolean
move_all (const FvConnection *connection, gboolean writes, guint8 *bytes, gsize n_bytes)
{
  HANDLE event = CreateEventW (NULL, TRUE, FALSE, NULL);
  gboolean succeeded = event != NULL;

  while (succeeded && n_bytes > 0)
    {
      DWORD n = 0;

      succeeded =
          move (connection, event, writes, bytes, (DWORD)MIN (n_bytes, MOST_BYTES), &n);
      bytes += n;
      n_bytes -= n;
    }
  if (event != NULL)
    CloseHandle (event);
  return succeeded;
}

gboolean
fv_connection_write (const FvConnection *connection, gconstpointer bytes, gsize n_bytes)
{
  return move_all (connection, TRUE, (guint8 *)bytes, n_bytes);
}

gboolean
fv_connection_read (const FvConnection *connection, gpointer bytes, gsize n_bytes)
{
  return move_all (connection, FALSE, bytes, n_bytes);
}

/* While there is something to be read, nothing is told of the other end. */
gboolean
fv_connection_is_closed (const FvConnection *connection)
{
  return !PeekNamedPipe (fv_system_get_handle (connection->descriptor), NULL, 0, NULL,
                         NULL, NULL);
}
