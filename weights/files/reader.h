/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files that hold named tensors. How their bytes are got at is told here; what the bytes
 * are is the subject of formats/, and what the names mean for a network that of
 * meaning/. */

#ifndef FV_READER_H
#define FV_READER_H

#include "featvis.h"
#include "tensor.h"
#include "topology.h"

#define FV_N_PROBED_BYTES 512

typedef struct _FvReader FvReader;

/* One format.
 *
 * probe: whether reader->first_bytes begin a file of this format
 * open: fills reader->tensors and reader->state
 * check: whether @tensor can be read: its type is known, and its data lies within
 *   the file in full; this comes before any memory is taken for it
 * read: gives the tensor's values in C order; only after check
 * close: (nullable): frees reader->state */
typedef struct
{
  const gchar *name;
  gboolean (*probe) (const FvReader *reader);
  gboolean (*open) (FvReader *reader, GError **error);
  gboolean (*check) (FvReader *reader, guint tensor, GError **error);
  gboolean (*read) (FvReader *reader, guint tensor, gfloat *values, GError **error);
  void (*close) (FvReader *reader);
} FvFormat;

struct _FvReader
{
  const FvFormat *format; /* NULL until it is found out */
  GFile *location;
  gchar *file;
  gchar *label;         /* the file's name in UTF-8, for messages */
  gchar *version;       /* of what is there, as the file system tells it */
  gboolean is_folder;   /* it is no file: then there is nothing of what follows */
  guint64 size;         /* of the file, in bytes */
  GInputStream *stream; /* of the whole file, which can seek */
  guint8 first_bytes[FV_N_PROBED_BYTES];
  gsize n_first_bytes;
  GArray *tensors;     /* of FvTensor */
  gboolean is_foreign; /* the file's graph shows that it is no VGG, whatever its names */
  gboolean is_cut;     /* tensors may be missing because the file ends too early */
  const gchar *training; /* NULL when the file does not say whose it is */
  FvTopology *topology;  /* NULL when the file does not tell its network */
  gboolean has_mean;     /* the file is in the library's convention, with this mean */
  gfloat mean[3];        /* of B, G, R */
  gpointer state;        /* the format's own */
};

FvReader *fv_reader_new (GFile *location, const gchar *file, GError **error);
void fv_reader_free (FvReader *reader);
gboolean fv_reader_has_changed (const FvReader *reader);

gint fv_reader_open_descriptor (const FvReader *reader, GError **error);
gboolean fv_reader_read_bytes (const FvReader *reader, guint64 offset, gpointer bytes,
                               gsize n_bytes, GError **error);

const FvTensor *fv_reader_get_tensor (const FvReader *reader, guint tensor);
gboolean fv_reader_check (FvReader *reader, guint tensor, GError **error);
gboolean fv_reader_read (FvReader *reader, guint tensor, gfloat *values, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvReader, fv_reader_free)

#endif /* FV_READER_H */
