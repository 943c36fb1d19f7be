/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The structure of an HDF5 file, as far as files of weights need it: groups, and datasets
 * of floating point numbers that are stored plainly.
 *
 * The HDF5 library crashes on damaged files, so it is not let near any. */

#ifndef FV_HDF5_H
#define FV_HDF5_H

#include "place.h"
#include "reader.h"

/* @offset: of the root group
 * @n_read: how much was read to find out the structure */
typedef struct
{
  const FvReader *reader;
  GInputStream *stream;
  guint64 root;
  guint64 n_read;
} FvHdf5;

/* A hard link in a group. */
typedef struct
{
  gchar *name;
  guint64 object;
} FvHdf5Link;

typedef enum
{
  FV_HDF5_UNKNOWN, /* neither a group nor a dataset */
  FV_HDF5_GROUP,
  FV_HDF5_DATASET
} FvHdf5Kind;

/* A group or a dataset.
 *
 * links: of FvHdf5Link, of a group
 * tensor: shape and type of a dataset, without a name; its rank is -1 if it has more
 *   dimensions than are read
 * place: where a dataset's values lie; all 0 if they were never stored
 * is_big_endian: whether they have their highest byte first
 * is_plain: whether they lie in the file as they are */
typedef struct
{
  FvHdf5Kind kind;
  GArray *links;
  FvTensor tensor;
  FvPlace place;
  gboolean is_big_endian;
  gboolean is_plain;
} FvHdf5Object;

gboolean fv_hdf5_open (FvHdf5 *file, const FvReader *reader, GError **error);
void fv_hdf5_close (FvHdf5 *file);

FvHdf5Object *fv_hdf5_read_object (FvHdf5 *file, guint64 offset, GError **error);
void fv_hdf5_object_free (FvHdf5Object *object);
gboolean fv_hdf5_read_bytes (FvHdf5 *file, guint64 offset, guint64 n_bytes,
                             GByteArray **bytes, GError **error);
gboolean fv_hdf5_add_links (FvHdf5 *file, guint64 tree, guint64 heap, GArray *links,
                            GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvHdf5Object, fv_hdf5_object_free)

#endif /* FV_HDF5_H */
