/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a program has of the system that runs it, from its arguments to what it prints:
 * program-unix.c and program-windows.c. */

#ifndef FV_SYSTEM_PROGRAM_H
#define FV_SYSTEM_PROGRAM_H

#include <glib.h>
#include <stdio.h>

gchar **fv_system_get_arguments (gchar **argv);
gchar *fv_system_find_folder (const gchar *folder);
void fv_system_init_output (void);
gboolean fv_system_show (FILE *stream, const gchar *text);

#endif /* FV_SYSTEM_PROGRAM_H */
