/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Checksums that tell a file, or bytes, from others: against accidents, not against
 * people who want two to be the same. */

#ifndef FV_CHECKSUM_H
#define FV_CHECKSUM_H

#include "featvis.h"

#define FV_CHECKSUM_LENGTH 32 /* digits */

gchar *fv_bytes_get_checksum (gconstpointer bytes, gsize n_bytes);
gchar *fv_text_get_checksum (const gchar *text);
gchar *fv_file_get_checksum (const gchar *file, GError **error);

#endif /* FV_CHECKSUM_H */
