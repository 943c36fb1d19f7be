/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the system tells of this process and of its user: process-unix.c and
 * process-windows.c. */

#ifndef FV_SYSTEM_PROCESS_H
#define FV_SYSTEM_PROCESS_H

#include <glib.h>
#include <stdio.h>

gboolean fv_system_is_terminal (FILE *stream);
guint64 fv_system_get_peak_memory (void);
gchar *fv_system_find_home (const gchar *user);
gchar *fv_system_get_cache_folder (void);

#endif /* FV_SYSTEM_PROCESS_H */
