/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A file that is being fetched. Until it is complete it has a hidden name beside its
 * own, under which a later fetch finds it and goes on. It is locked as long as it is
 * open, so that two fetches do not write to it at once. */

#ifndef FV_PART_H
#define FV_PART_H

#include "featvis.h"

typedef struct
{
  gchar *target; /* the name of the complete file */
  gchar *file;   /* the hidden name */
  gint descriptor;
  guint64 size;        /* how much of it is there, in bytes */
  gboolean is_resumed; /* what is there came in several pieces */
} FvPart;

FvPart *fv_part_open (const gchar *target, GError **error);
gboolean fv_part_append (FvPart *part, const guint8 *bytes, gsize n_bytes,
                         GError **error);
gboolean fv_part_empty (FvPart *part, GError **error);
gboolean fv_part_check_space (const FvPart *part, guint64 n_bytes, GError **error);
gboolean fv_part_finish (FvPart *part, GError **error);
void fv_part_discard (FvPart *part);
void fv_part_close (FvPart *part);

gchar *fv_checksum_of_file (const gchar *file, GChecksumType type,
                            GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvPart, fv_part_close)

#endif /* FV_PART_H */
