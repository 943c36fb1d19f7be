/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Networks that are known by their names. */

#ifndef FV_KNOWN_H
#define FV_KNOWN_H

#include "featvis.h"

/* pattern: of the name that a file gives it, in small letters, without what is no letter
 *   or digit
 * is_caffe: whether files of Caffe are meant, else all others
 * convention, mean: of its input; @has_mean: whether the mean is not the convention's */
typedef struct
{
  const gchar *pattern;
  gboolean is_caffe;
  FvConvention convention;
  gboolean has_mean;
  gfloat mean[3];
} FvKnownNetwork;

const FvKnownNetwork *fv_known_find (const gchar *name);
const gchar *fv_known_get_title (const gchar *name);
gboolean fv_known_is_called (const gchar *name, const gchar *network);

#endif /* FV_KNOWN_H */
