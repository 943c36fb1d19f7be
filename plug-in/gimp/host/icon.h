/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_ICON_H
#define PLUG_IN_ICON_H

#include <gdk-pixbuf/gdk-pixbuf.h>

GdkPixbuf *icon_load (void);

#endif /* PLUG_IN_ICON_H */
