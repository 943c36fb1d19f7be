/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said between this process and the one that looks into an HDF5 file; see
 * hdf5-process.c. */

#ifndef FV_HDF5_MESSAGE_H
#define FV_HDF5_MESSAGE_H

#include "tensor.h"
#include "system/isolated.h"

#define FV_HDF5_MAX_LINKS 20000
#define FV_HDF5_MAX_MODEL (8 << 20) /* bytes of what is said of a model */

/* What a message is about */
typedef enum
{
  FV_HDF5_READY, /* the process has begun */
  FV_HDF5_OPEN,  /* asked: which datasets are in this file? */
  FV_HDF5_READ,  /* asked: what are the values of this record's dataset? */
  FV_HDF5_MODEL, /* asked: what does the file say of the model it is of? */
  FV_HDF5_MORE,  /* records, some values, or a text, and there may be more */
  FV_HDF5_DONE,
  FV_HDF5_DAMAGED,
  FV_HDF5_NO_MEMORY
} FvHdf5Subject;

/* What is told of one dataset
 *
 * path: the names of the groups above it, and its own, as the file has them
 * label: what its group calls itself by the attribute "name"; empty if it has none
 * type: empty for one that is not read
 * address: of the dataset in the file
 * is_plain: whether its data is stored as it is, in the file itself
 * is_whole: whether it is all there */
typedef struct
{
  gchar path[512];
  gchar label[128];
  gchar type[16];
  gint rank;
  guint64 shape[FV_TENSOR_MAX_RANK];
  guint64 address;
  gboolean is_plain;
  gboolean is_whole;
} FvHdf5Record;

/* Where in what the process has open the HDF5 file lies, and how long it says it is,
 * which is more than its size if it was cut */
typedef struct
{
  guint64 begin;
  guint64 size;
  guint64 full_size;
} FvHdf5File;

/* Takes what is told of a file; returns whether it could. */
typedef gboolean (*FvHdf5Tell) (gconstpointer bytes, gsize n_bytes, gpointer data);

gboolean fv_hdf5_tell (const FvConnection *connection, FvHdf5Subject subject,
                       gconstpointer bytes, gsize n_bytes);
gboolean fv_hdf5_hear (const FvConnection *connection, FvHdf5Subject *subject,
                       gsize *n_bytes);

#endif /* FV_HDF5_MESSAGE_H */
