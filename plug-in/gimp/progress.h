/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PROGRESS_H
#define PLUG_IN_PROGRESS_H

#include <glib.h>

void progress_begin (const gchar *title);
void progress_show (const gchar *text, gdouble fraction);
void progress_end (void);

#endif /* PLUG_IN_PROGRESS_H */
