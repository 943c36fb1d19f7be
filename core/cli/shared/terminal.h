/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_TERMINAL_H
#define FV_TERMINAL_H

#include <glib.h>

void fv_terminal_init (void);
void fv_terminal_show_progress (const gchar *format, ...) G_GNUC_PRINTF (1, 2);
void fv_terminal_clear_progress (void);

#endif /* FV_TERMINAL_H */
