/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where weights are looked for, in this order: the user's data folder, the caches of
 * Keras, PyTorch and Hugging Face, the folders where Caffe puts its models. Where there
 * are none, the sample network is always there. In a Flatpak these are the user's own,
 * and the data folder is the Flatpak's, then the user's.
 *
 * The folders are asked for at each call, so that a change of the environment
 * counts. */

#ifndef FV_PLACES_H
#define FV_PLACES_H

#include "featvis.h"

GPtrArray *fv_places_new (void);
void fv_places_add (GPtrArray *places, const gchar *description, const gchar *path,
                    const gchar *file);
GPtrArray *fv_places_list_usual (void);

#endif /* FV_PLACES_H */
