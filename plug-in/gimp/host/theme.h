/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_THEME_H
#define PLUG_IN_THEME_H

#include <glib.h>

void theme_init (const gchar *program);

#endif /* PLUG_IN_THEME_H */
