/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The same network in each format that tells its own, with layers that cannot be. */

#ifndef TEST_HOSTILE_FILE_H
#define TEST_HOSTILE_FILE_H

#include "files/reader.h"

typedef enum
{
  HOSTILE_RELU,
  HOSTILE_POOLING,
  HOSTILE_CONCATENATE
} HostileKind;

/* n_inputs: how often it takes @input; 0 is 1
 * size, stride: of a pooling; 0 is 1
 * padding: of a pooling, on all sides */
typedef struct
{
  HostileKind kind;
  const gchar *name;
  const gchar *input;
  gint n_inputs;
  gint64 size;
  gint64 stride;
  gint64 padding;
} HostileLayer;

/* side: of the picture
 * layers: those behind the convolution "first", which makes four channels of three */
typedef struct
{
  gint64 side;
  const HostileLayer *layers;
  gsize n_layers;
} HostileNetwork;

FvReader *hostile_open_caffe (const HostileNetwork *network);
FvReader *hostile_open_onnx (const HostileNetwork *network);
FvReader *hostile_open_keras (const HostileNetwork *network);

#endif /* TEST_HOSTILE_FILE_H */
