/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_CLASSES_H
#define PLUG_IN_CLASSES_H

#include "background.h"

/* Told in the main thread: the best classes, a line each, or what went wrong. */
typedef void (*ClassesFunc) (const gchar *text, gpointer user_data);

void classes_start (Background *background, const gchar *weights, FvImage *photo,
                    const FvSettings *settings, ClassesFunc func, gpointer user_data);

#endif /* PLUG_IN_CLASSES_H */
