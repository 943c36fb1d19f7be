/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A file that is being fetched. Until it is complete it has a hidden name beside its
 * own, under which a later fetch finds it and goes on. It is locked as long as it is
 * open, so that two fetches do not write to it at once. */

#ifndef FV_PARTIAL_FILE_H
#define FV_PARTIAL_FILE_H

#include "featvis.h"

typedef struct
{
  gchar *target; /* the name of the complete file */
  gchar *file;   /* the hidden name */
  gint descriptor;
  guint64 size;        /* how much of it is there, in bytes */
  gboolean is_resumed; /* what is there came in several pieces */
} FvPartialFile;

FvPartialFile *fv_partial_file_open (const gchar *target, GError **error);
gboolean fv_partial_file_append (FvPartialFile *part, const guint8 *bytes, gsize n_bytes,
                                 GError **error);
gboolean fv_partial_file_empty (FvPartialFile *part, GError **error);
gboolean fv_partial_file_check_space (const FvPartialFile *part, guint64 n_bytes,
                                      GError **error);
gboolean fv_partial_file_finish (FvPartialFile *part, GError **error);
void fv_partial_file_discard (FvPartialFile *part);
void fv_partial_file_close (FvPartialFile *part);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvPartialFile, fv_partial_file_close)

#endif /* FV_PARTIAL_FILE_H */
