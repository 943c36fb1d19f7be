/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which layers of VGG16 or VGG19 those of a file are, where their names do not tell: by
 * Caffe's names, or else by order and shape. */

#ifndef FV_LAYER_RECOGNITION_H
#define FV_LAYER_RECOGNITION_H

#include "files/reader.h"

gboolean fv_layers_know (const gchar *name);
void fv_layers_recognise (FvReader *reader);

#endif /* FV_LAYER_RECOGNITION_H */
