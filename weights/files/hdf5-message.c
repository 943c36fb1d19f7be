/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hdf5-message.h"

typedef struct
{
  guint32 subject;
  guint64 n_bytes; /* that follow */
} Head;

/**
 * fv_hdf5_tell:
 * @connection: one end of the connection
 * @subject: what the message is about
 * @bytes: what belongs to it
 * @n_bytes: how many they are
 *
 * Returns: whether the other end can get it
 */
gboolean
fv_hdf5_tell (const FvConnection *connection, FvHdf5Subject subject, gconstpointer bytes,
              gsize n_bytes)
{
  const Head head = { subject, n_bytes };

  return fv_connection_write (connection, &head, sizeof head) &&
         fv_connection_write (connection, bytes, n_bytes);
}

/**
 * fv_hdf5_hear:
 * @connection: one end of the connection
 * @subject: (out): what a message is about; nothing is to be relied on of what comes from
 *   the process that looks into the file
 * @n_bytes: (out): how many bytes are to be read next
 *
 * Returns: whether there is a message before the other end is closed
 */
gboolean
fv_hdf5_hear (const FvConnection *connection, FvHdf5Subject *subject, gsize *n_bytes)
{
  Head head;

  if (!fv_connection_read (connection, &head, sizeof head))
    return FALSE;
  *subject = (FvHdf5Subject)head.subject;
  *n_bytes = head.n_bytes;
  return TRUE;
}
