/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Checksums of files that were read before, in the user's cache folder. */

#ifndef FV_CHECKSUM_CACHE_H
#define FV_CHECKSUM_CACHE_H

#include <glib.h>
#include <sys/stat.h>

gchar *fv_checksum_cache_make_identity (const struct stat *status);
gboolean fv_checksum_cache_is_settled (const struct stat *status);
gchar *fv_checksum_cache_find (const struct stat *status);
void fv_checksum_cache_add (const struct stat *status, const gchar *checksum);

#endif /* FV_CHECKSUM_CACHE_H */
