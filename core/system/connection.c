/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long a connection is waited for, on all systems */

#include "connection.h"

/**
 * fv_connection_limit:
 * @connection: one end of the connection
 * @seconds: how long it may be waited for from now on
 */
void
fv_connection_limit (FvConnection *connection, gdouble seconds)
{
  connection->deadline = g_get_monotonic_time () + (gint64)(seconds * G_USEC_PER_SEC);
}

/**
 * fv_connection_is_late:
 * @connection: one end of the connection
 *
 * Returns: whether its deadline is over
 */
gboolean
fv_connection_is_late (const FvConnection *connection)
{
  return connection->deadline != 0 && g_get_monotonic_time () >= connection->deadline;
}

/**
 * fv_connection_get_rest:
 * @connection: one end of the connection
 *
 * Returns: how long it may be waited for, in milliseconds, rounded up: 0 when it is too
 *   late, -1 for ever
 */
gint
fv_connection_get_rest (const FvConnection *connection)
{
  gint64 rest = connection->deadline - g_get_monotonic_time ();

  if (connection->deadline == 0)
    return -1;
  return rest > 0 ? (gint)MIN (rest / 1000 + 1, G_MAXINT) : 0;
}
