/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_DURATION_H
#define PLUG_IN_DURATION_H

#include <glib.h>

gchar *duration_describe (gdouble seconds);

#endif /* PLUG_IN_DURATION_H */
