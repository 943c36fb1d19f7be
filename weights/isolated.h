/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_ISOLATED_H
#define FV_ISOLATED_H

#include <glib.h>

/* How a process of its own ended */
typedef enum
{
  FV_ISOLATED_FAILED, /* it crashed, gave up, or took too long */
  FV_ISOLATED_KILLED  /* from outside, as the system does where memory is short */
} FvIsolatedEnd;

typedef struct _FvIsolated FvIsolated;

FvIsolated *fv_isolated_start (const gchar *work, GError **error);
gint fv_isolated_get_descriptor (const FvIsolated *isolated);
FvIsolatedEnd fv_isolated_end (FvIsolated *isolated, gboolean has_closed);

gint fv_isolated_begin (const gchar *work);

gboolean fv_isolated_write (gint descriptor, gconstpointer bytes, gsize n_bytes);
gboolean fv_isolated_read (gint descriptor, gpointer bytes, gsize n_bytes);

#endif /* FV_ISOLATED_H */
