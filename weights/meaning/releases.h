/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The published weights files. */

#ifndef FV_RELEASES_H
#define FV_RELEASES_H

#include "files/reader.h"

/* @training: whose it is
 * @size: in bytes, 0 when it is not known
 * @checksum: the file's MD5, SHA-1 or SHA-256 in hexadecimal digits, or the beginning of
 *   the SHA-256 that PyTorch puts into the names of its files */
typedef struct
{
  const gchar *name;
  const gchar *training;
  guint64 size;
  const gchar *checksum;
} FvRelease;

const FvRelease *fv_release_find (guint64 size, GChecksumType type,
                                  const gchar *checksum);
gboolean fv_release_identify (const FvReader *reader, const FvRelease **release,
                              gchar **sha256, GError **error);

#endif /* FV_RELEASES_H */
