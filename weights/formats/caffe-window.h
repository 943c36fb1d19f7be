/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Windows of convolutions and poolings, as a layer of Caffe tells them. */

#ifndef FV_CAFFE_WINDOW_H
#define FV_CAFFE_WINDOW_H

#include "files/graph.h"

/* A size, stride or padding of a window: one for both axes, one for each, or each by
 * its own name */
typedef struct
{
  const gint64 *values;
  gsize n_values;
  gboolean is_named[2]; /* of rows and columns */
  gint64 named[2];
  gint64 otherwise;
} FvCaffeLength;

/* Of a layer's parameters: those with a @field for both axes, and @h and @w for one each
 */
#define FV_CAFFE_LENGTH(from, field, h, w, value)                                        \
  {                                                                                      \
    .values = (from)->field, .n_values = (from)->n_##field,                              \
    .is_named = { (from)->has_##h, (from)->has_##w }, .named = { (from)->h, (from)->w }, \
    .otherwise = value                                                                   \
  }

gboolean fv_caffe_window_set (FvWindow *window, const FvCaffeLength *size,
                              const FvCaffeLength *stride, const FvCaffeLength *padding,
                              const FvCaffeLength *dilation);

#endif /* FV_CAFFE_WINDOW_H */
