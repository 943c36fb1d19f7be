/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_CLASS_NAMES_H
#define FV_CLASS_NAMES_H

#include "featvis.h"

#define FV_N_CLASS_NAMES 1000

const gchar *fv_class_names_get (gint class_index);
gint fv_class_names_find (const gchar *text, gchar **problem);

#endif /* FV_CLASS_NAMES_H */
