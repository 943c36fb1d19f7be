/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_ISOLATED_H
#define FV_ISOLATED_H

#include <glib.h>

/* Runs in a process of its own; what it gives to fv_isolated_write() reaches the caller.
 * Returns whether it succeeded. */
typedef gboolean (*FvIsolatedFunc) (gint descriptor, gconstpointer data);

gboolean fv_isolated_write (gint descriptor, gconstpointer bytes, gsize n_bytes);
GByteArray *fv_isolated_run (FvIsolatedFunc func, gconstpointer data, gsize n_most_bytes);
gboolean fv_isolated_fill (FvIsolatedFunc func, gconstpointer data, gpointer bytes,
                           gsize n_bytes);

#endif /* FV_ISOLATED_H */
