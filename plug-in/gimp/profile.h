/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PROFILE_H
#define PLUG_IN_PROFILE_H

#include <glib.h>

gchar *profile_get_file (const gchar *name);

#endif /* PLUG_IN_PROFILE_H */
