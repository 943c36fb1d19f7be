/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What Keras' HDF5 files and its archives have in common: the latter hold such a file. */

#ifndef FV_KERAS_H
#define FV_KERAS_H

#include "keras-config.h"
#include "files/hdf5-message.h"
#include "files/reader.h"

/* Where an HDF5 file lies: in what @descriptor has open */
typedef struct
{
  gint descriptor; /* -1 if there is none */
  guint64 begin;
  guint64 size;
} FvKerasSource;

void fv_keras_source_close (FvKerasSource *source);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FvKerasSource, fv_keras_source_close)

gboolean fv_keras_open (FvReader *reader, const FvKerasSource *source,
                        const FvKerasConfig *config, GError **error);
gboolean fv_keras_check (FvReader *reader, guint tensor, GError **error);
gboolean fv_keras_read (FvReader *reader, guint tensor, gfloat *values, GError **error);
void fv_keras_close (FvReader *reader);

#endif /* FV_KERAS_H */
