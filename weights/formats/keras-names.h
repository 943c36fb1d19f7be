/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_KERAS_NAMES_H
#define FV_KERAS_NAMES_H

#include "keras-config.h"
#include "files/hdf5-message.h"

gint fv_keras_compare_paths (const gchar *first, const gchar *second);
gchar *fv_keras_make_name (const FvHdf5Record *record, const FvKerasConfig *config,
                           gboolean has_kernel, guint *position);
gchar *fv_keras_make_key (const gchar *path);

#endif /* FV_KERAS_NAMES_H */
