/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_ISOLATED_H
#define FV_ISOLATED_H

#include <glib.h>

/* How a process of its own ended */
typedef enum
{
  FV_ISOLATED_FAILED, /* it crashed, gave up, or was ended */
  FV_ISOLATED_KILLED, /* from outside, as the system does where memory is short */
  FV_ISOLATED_LATE    /* it was ended as it took too long */
} FvIsolatedEnd;

/* One end of a connection. After the deadline, in microseconds of monotonic time, nothing
 * is waited for; 0 is none. */
typedef struct
{
  gint descriptor;
  gint64 deadline;
} FvConnection;

typedef struct _FvIsolated FvIsolated;

FvIsolated *fv_isolated_start (const gchar *work, gint input, GError **error);
const FvConnection *fv_isolated_get_connection (const FvIsolated *isolated);
void fv_isolated_limit (FvIsolated *isolated, gdouble seconds);
FvIsolatedEnd fv_isolated_end (FvIsolated *isolated);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvIsolated, fv_isolated_end)

gboolean fv_isolated_begin (const gchar *work, FvConnection *connection);

gboolean fv_isolated_write (const FvConnection *connection, gconstpointer bytes,
                            gsize n_bytes);
gboolean fv_isolated_read (const FvConnection *connection, gpointer bytes, gsize n_bytes);

#endif /* FV_ISOLATED_H */
