/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_ERROR_H
#define PLUG_IN_ERROR_H

#include <glib.h>

const gchar *error_get_last (void);

#endif /* PLUG_IN_ERROR_H */
