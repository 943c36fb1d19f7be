/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a message of Caffe begins, which tells its file. */

#ifndef FV_CAFFE_PROBE_H
#define FV_CAFFE_PROBE_H

#include "files/protobuf.h"

/* Where a generation of Caffe keeps what is needed. */
typedef struct
{
  guint32 layer; /* number in the whole message */
  guint32 blob;  /* number in the layer's */
  gboolean is_old;
} FvCaffeGeneration;

const FvCaffeGeneration *fv_caffe_find_generation (const FvField *field);
gboolean fv_caffe_is_known_field (const FvField *field);
gboolean fv_caffe_probe (const FvReader *reader);

#endif /* FV_CAFFE_PROBE_H */
