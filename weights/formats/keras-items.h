/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The datasets of a file of Keras that are tensors of layers: their names and order. */

#ifndef FV_KERAS_ITEMS_H
#define FV_KERAS_ITEMS_H

#include "keras-config.h"
#include "files/hdf5-message.h"

/* A dataset that is a layer's
 *
 * name: of its tensor
 * position: its layer's in the model; 0 if that is not known */
typedef struct
{
  FvHdf5Record record;
  gchar *name;
  guint position;
} FvKerasItem;

GArray *fv_keras_items_name (GArray *items, const FvKerasConfig *config);

#endif /* FV_KERAS_ITEMS_H */
