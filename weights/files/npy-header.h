/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The header of NumPy's .npy format (NEP 1): a magic string, a version, the length of
 * a Python dictionary, and that. */

#ifndef FV_NPY_HEADER_H
#define FV_NPY_HEADER_H

#include <glib.h>

#define FV_NPY_MAGIC        "\x93NUMPY"
#define FV_NPY_MAGIC_LENGTH 6
#define FV_NPY_MAX_RANK     4

/* @type: as NumPy writes it, "<f4"; "?" where it is not a plain type
 * @rank: -1 when the shape has more than FV_NPY_MAX_RANK axes or makes no sense */
typedef struct
{
  gsize data_offset;
  gchar type[8];
  gboolean is_fortran_order;
  gint rank;
  guint64 shape[FV_NPY_MAX_RANK];
} FvNpyHeader;

typedef enum
{
  FV_NPY_GOOD,
  FV_NPY_FOREIGN, /* it is not a NumPy file */
  FV_NPY_TRUNCATED
} FvNpyStatus;

FvNpyStatus fv_npy_header_parse (const guint8 *bytes, gsize length, FvNpyHeader *header);

#endif /* FV_NPY_HEADER_H */
