/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_THEANO_H
#define FV_THEANO_H

#include "files/reader.h"

/* is_theano: whether a file's values are in Theano's order
 * first_dense: number of the tensor whose rows are a map's values; G_MAXUINT for none
 * n_channels: of that map */
typedef struct
{
  gboolean is_theano;
  guint first_dense;
  guint64 n_channels;
} FvTheano;

gboolean fv_theano_has_written (const gchar *path);
void fv_theano_init (FvTheano *theano, FvReader *reader, gboolean is_theano);
gboolean fv_theano_reorders (const FvTheano *theano, const FvReader *reader,
                             guint tensor);
void fv_theano_reorder (const FvTheano *theano, const FvTensor *tensor,
                        const gfloat *stored, gfloat *values);

#endif /* FV_THEANO_H */
