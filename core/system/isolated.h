/* SPDX-License-Identifier: GPL-3.0-or-later */

/* This program in a process of its own: isolated-unix.c and isolated-windows.c. */

#ifndef FV_SYSTEM_ISOLATED_H
#define FV_SYSTEM_ISOLATED_H

#include <glib.h>

#include "connection.h"

#define FV_ISOLATED_INPUT 0 /* the process's descriptor of what the work is on */

/* What such a process may take */
#define FV_ISOLATED_MOST_SECONDS 30 /* of the processor's time */
#define FV_ISOLATED_MOST_MEMORY  ((gsize)2 << 30)

/* Milliseconds that it may live on when it has closed its end of the connection */
#define FV_ISOLATED_GRACE 2000

/* How a process of its own ended */
typedef enum
{
  FV_ISOLATED_FAILED, /* it crashed, gave up, or was ended */
  FV_ISOLATED_KILLED, /* from outside, as the system does where memory is short */
  FV_ISOLATED_LATE    /* it was ended as it took too long */
} FvIsolatedEnd;

typedef struct _FvIsolated FvIsolated;

FvIsolated *fv_isolated_start (const gchar *work, gint input, GError **error);
FvConnection *fv_isolated_get_connection (FvIsolated *isolated);
FvIsolatedEnd fv_isolated_end (FvIsolated *isolated);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvIsolated, fv_isolated_end)

gboolean fv_isolated_begin (const gchar *work, FvConnection *connection);

#endif /* FV_SYSTEM_ISOLATED_H */
