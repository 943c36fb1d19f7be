/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a network takes as its input, and how that is known. */

#ifndef FV_INPUT_H
#define FV_INPUT_H

#include "files/reader.h"

/* convention: order and scale
 * mean: of B, G, R in 0…255
 * scale: what the channels are multiplied by beside that
 * reason: how this is known, for people */
typedef struct
{
  FvConvention convention;
  gfloat mean[3];
  gdouble scale;
  const gchar *reason;
} FvInput;

FvInput fv_input_new (FvConvention convention, const gchar *reason);
FvInput fv_input_new_given (FvConvention convention);
FvInput fv_input_new_of_file (const FvReader *reader);
FvInput fv_input_find (const FvReader *reader, const gchar *network, gboolean is_scaled);

#endif /* FV_INPUT_H */
