/* SPDX-License-Identifier: GPL-3.0-or-later */

#define _DEFAULT_SOURCE /* for MSG_NOSIGNAL and MSG_DONTWAIT */
#define _DARWIN_C_SOURCE

#include "connection-unix.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0 /* see silence() */
#endif

/**
 * fv_system_set_error:
 * @error: (out): #GFileError, of errno, which ends no sentence yet
 *
 * Returns: %FALSE
 */
gboolean
fv_system_set_error (GError **error)
{
  g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (errno),
                       g_strerror (errno));
  return FALSE;
}

/* Where a socket cannot be closed to other programs as it is made, one that another
 * thread starts in between has it, too. */
static gboolean
open_pair (gint descriptors[2])
{
#ifdef SOCK_CLOEXEC
  return socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, descriptors) == 0;
#else
  if (socketpair (AF_UNIX, SOCK_STREAM, 0, descriptors) != 0)
    return FALSE;
  fcntl (descriptors[0], F_SETFD, FD_CLOEXEC);
  fcntl (descriptors[1], F_SETFD, FD_CLOEXEC);
  return TRUE;
#endif
}

/* That the other end is closed is told by what is returned, and by no signal: in one of
 * two ways, of which each system has one. */
static void
silence (gint descriptor)
{
#ifdef SO_NOSIGPIPE
  setsockopt (descriptor, SOL_SOCKET, SO_NOSIGPIPE, &(gint){ TRUE }, sizeof (gint));
#else
  (void)descriptor;
#endif
}

/**
 * fv_connection_new:
 * @descriptors: (out caller-allocates): of both ends, which no program that is started
 *   gets unless it is given to it
 * @error: #GFileError, which ends no sentence yet
 *
 * Returns: whether there is one
 */
gboolean
fv_connection_new (gint descriptors[2], GError **error)
{
  if (!open_pair (descriptors))
    return fv_system_set_error (error);
  silence (descriptors[0]);
  silence (descriptors[1]);
  return TRUE;
}

/* Bytes ----------------------------------------------------------------------------- */

/* Whether something can be read or written before it is too late */
static gboolean
wait_for (const FvConnection *connection, gshort what)
{
  struct pollfd item = { connection->descriptor, what, 0 };
  gint n = 0;

  while (n == 0 || (n < 0 && errno == EINTR))
    {
      gint rest = fv_connection_get_rest (connection);

      if (rest == 0)
        return FALSE;
      n = poll (&item, 1, rest);
    }
  return n > 0;
}

/**
 * fv_connection_write:
 * @connection: one end of the connection
 * @bytes: what the other end shall get
 * @n_bytes: how many
 *
 * Returns: whether all were written; %FALSE if the other end is closed, or it is too late
 */
gboolean
fv_connection_write (const FvConnection *connection, gconstpointer bytes, gsize n_bytes)
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
 * fv_connection_read:
 * @connection: one end of the connection
 * @bytes: (out caller-allocates): what the other end wrote
 * @n_bytes: how many
 *
 * Returns: whether there were as many before the other end was closed, and before it was
 *   too late
 */
gboolean
fv_connection_read (const FvConnection *connection, gpointer bytes, gsize n_bytes)
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

/**
 * fv_connection_is_closed:
 * @connection: one end of the connection
 *
 * A signal's handler may call this.
 *
 * Returns: whether the other end is closed, though what was written to it may still be
 *   there to be read
 */
gboolean
fv_connection_is_closed (const FvConnection *connection)
{
  struct pollfd item = { connection->descriptor, POLLHUP, 0 };

  return poll (&item, 1, 0) > 0 && (item.revents & (POLLHUP | POLLERR)) != 0;
}
