/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A connection of two processes, in both directions: connection-unix.c and
 * connection-windows.c, and connection.c for how long it is waited for. */

#ifndef FV_SYSTEM_CONNECTION_H
#define FV_SYSTEM_CONNECTION_H

#include <glib.h>

/* One end of a connection. After the deadline, in microseconds of monotonic time, nothing
 * is waited for; 0 is none. */
typedef struct
{
  gint descriptor;
  gint64 deadline;
} FvConnection;

gboolean fv_connection_new (gint descriptors[2], GError **error);
gboolean fv_connection_write (const FvConnection *connection, gconstpointer bytes,
                              gsize n_bytes);
gboolean fv_connection_read (const FvConnection *connection, gpointer bytes,
                             gsize n_bytes);
gboolean fv_connection_is_closed (const FvConnection *connection);

void fv_connection_limit (FvConnection *connection, gdouble seconds);
gboolean fv_connection_is_late (const FvConnection *connection);
gint fv_connection_get_rest (const FvConnection *connection);

#endif /* FV_SYSTEM_CONNECTION_H */
