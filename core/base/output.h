/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_OUTPUT_H
#define FV_OUTPUT_H

#include "featvis.h"

typedef struct _FvOutput FvOutput;

gboolean fv_output_is_standard (const gchar *file);
gboolean fv_output_is_regular (const gchar *file);
gboolean fv_output_check (const gchar *file, GError **error);

FvOutput *fv_output_new (const gchar *file, GError **error);
void fv_output_free (FvOutput *output);
gboolean fv_output_write (FvOutput *output, gconstpointer bytes, gsize n_bytes,
                          GError **error);
gboolean fv_output_close (FvOutput *output, GError **error);
gboolean fv_output_keep (FvOutput *output, GError **error);

/* A file as it is to be: its name, and all its bytes */
typedef struct
{
  const gchar *file;
  gconstpointer bytes;
  gsize n_bytes;
} FvOutputFile;

gboolean fv_output_put_all (const FvOutputFile *files, gint n_files, GError **error);
gboolean fv_output_put (const gchar *file, gconstpointer bytes, gsize n_bytes,
                        GError **error);
void fv_output_remove (const gchar *file);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvOutput, fv_output_free)

#endif /* FV_OUTPUT_H */
