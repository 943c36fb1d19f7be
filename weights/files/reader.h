/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files that hold named tensors. Each format is one #FvFormat in one file; what
 * the names mean for a network is the subject of layout.h. */

#ifndef FV_READER_H
#define FV_READER_H

#include "featvis.h"

#define FV_TENSOR_MAX_RANK 4
#define FV_N_PROBED_BYTES  512

/* What a file says of one tensor; nothing here has been checked against the size
 * of the file. */
typedef struct
{
  gchar *name;
  gchar *type; /* the file's own word: "F32" */
  gint rank;
  guint64 shape[FV_TENSOR_MAX_RANK];
} FvTensor;

typedef struct _FvReader FvReader;

/* One format.
 *
 * probe: whether reader->first_bytes begin a file of this format
 * open: fills reader->tensors and reader->state
 * check: whether @tensor can be read: its type is known, and its data lies within
 *   the file in full; this comes before any memory is taken for it
 * read: gives the tensor's values in C order; only after check
 * close: frees reader->state */
typedef struct
{
  const gchar *name;
  gboolean (*probe) (const FvReader *reader);
  gboolean (*open) (FvReader *reader, GError **error);
  gboolean (*check) (FvReader *reader, guint tensor, GError **error);
  gboolean (*read) (FvReader *reader, guint tensor, gfloat *values, GError **error);
  void (*close) (FvReader *reader);
} FvFormat;

extern const FvFormat fv_format_safetensors;
extern const FvFormat fv_format_keras;
extern const FvFormat fv_format_keras_archive;
extern const FvFormat fv_format_pytorch_zip;
extern const FvFormat fv_format_pytorch_legacy;
extern const FvFormat fv_format_npz;
extern const FvFormat fv_format_caffe;
extern const FvFormat fv_format_onnx;

struct _FvReader
{
  const FvFormat *format;
  GFile *location;
  gchar *file;
  gchar *label; /* the file's name in UTF-8, for messages */
  guint64 size; /* of the file, in bytes */
  guint8 first_bytes[FV_N_PROBED_BYTES];
  gsize n_first_bytes;
  GArray *tensors;
  gboolean is_foreign; /* the file's graph shows that it is no VGG, whatever its names */
  gboolean is_cut;     /* tensors may be missing because the file ends too early */
  const gchar *training; /* NULL when the file does not say whose it is */
  gboolean has_mean;     /* the file is in the library's convention, with this mean */
  gfloat mean[3];        /* of B, G, R */
  gpointer state;        /* the format's own */
};

FvReader *fv_reader_open (const gchar *file, GError **error);
void fv_reader_free (FvReader *reader);
const FvTensor *fv_reader_get_tensor (const FvReader *reader, guint tensor);
gboolean fv_reader_check (FvReader *reader, guint tensor, GError **error);
gboolean fv_reader_read (FvReader *reader, guint tensor, gfloat *values, GError **error);

gboolean fv_tensor_get_n_values (const FvTensor *tensor, guint64 *n_values);
gchar *fv_tensor_describe_shape (const FvTensor *tensor);

void fv_reader_set_not_file (const FvReader *reader, GError **error);
void fv_reader_set_unreadable (const FvReader *reader, const GError *reason,
                               GError **error);
void fv_reader_set_unknown_type (const FvReader *reader, const FvTensor *tensor,
                                 GError **error);
void fv_reader_set_theano (const FvReader *reader, GError **error);
gboolean fv_reader_set_wrong_shape (const FvReader *reader, const gchar *layer,
                                    guint tensor, GError **error);
void fv_reader_set_damaged (const FvReader *reader, GError **error);
void fv_reader_set_truncated (const FvReader *reader, const gchar *tensor,
                              GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvReader, fv_reader_free)

#endif /* FV_READER_H */
