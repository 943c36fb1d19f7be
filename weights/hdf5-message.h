/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said between this process and the one that looks into an HDF5 file; see
 * hdf5-process.c. */

#ifndef FV_HDF5_MESSAGE_H
#define FV_HDF5_MESSAGE_H

#include "reader.h"

#define FV_HDF5_MAX_LINKS 20000 /* a hard link may lead back to a group above it */

/* What a message is about */
typedef enum
{
  FV_HDF5_READY, /* the process has begun */
  FV_HDF5_OPEN,  /* asked: which tensors are in this file? */
  FV_HDF5_READ,  /* asked: what are the values of this record's dataset? */
  FV_HDF5_MORE,  /* a record, or some values, and there may be more */
  FV_HDF5_DONE,
  FV_HDF5_DAMAGED,
  FV_HDF5_NO_MEMORY
} FvHdf5Subject;

/* What is told of one tensor */
typedef struct
{
  gchar name[64];  /* "block1_conv1/kernel" */
  gchar path[256]; /* of the dataset, in the file */
  gchar type[16];  /* empty for one that is not read */
  gint rank;
  guint64 shape[FV_TENSOR_MAX_RANK];
  gboolean is_plain; /* whether its data is stored as it is, in the file itself */
  gboolean is_whole; /* whether it is all there */
} FvHdf5Record;

/* Before the path in FV_HDF5_OPEN */
typedef struct
{
  guint64 size; /* of the file, in bytes */
  gboolean is_cut;
} FvHdf5File;

gboolean fv_hdf5_tell (gint descriptor, FvHdf5Subject subject, gconstpointer bytes,
                       gsize n_bytes);
gboolean fv_hdf5_hear (gint descriptor, FvHdf5Subject *subject, gsize *n_bytes);

#endif /* FV_HDF5_MESSAGE_H */
