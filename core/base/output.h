/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_OUTPUT_H
#define FV_OUTPUT_H

#include "featvis.h"

typedef struct _FvOutput FvOutput;

FvOutput *fv_output_new (const gchar *file, GError **error);
void fv_output_free (FvOutput *output);
gboolean fv_output_write (FvOutput *output, gconstpointer bytes, gsize n_bytes,
                          GError **error);
gboolean fv_output_close (FvOutput *output, GError **error);
gboolean fv_output_keep (FvOutput *output, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvOutput, fv_output_free)

#endif /* FV_OUTPUT_H */
