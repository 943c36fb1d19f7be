/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A layer's message, of either generation of Caffe, without its blobs. */

#ifndef FV_CAFFE_MESSAGE_H
#define FV_CAFFE_MESSAGE_H

#include "files/protobuf.h"
#include "formats/caffe.pb-c.h"

gboolean fv_caffe_message_read (FvProtobuf *file, const FvField *whole, gboolean is_old,
                                FvCaffe__Layer **layer, GError **error);
gboolean fv_caffe_message_are_texts (gchar *const *texts, gsize n_texts);

#endif /* FV_CAFFE_MESSAGE_H */
