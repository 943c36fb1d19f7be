/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Checksums of files that were read before, in the user's cache folder. */

#ifndef FV_CHECKSUM_CACHE_H
#define FV_CHECKSUM_CACHE_H

#include <glib.h>

#include "system/file.h"

gchar *fv_checksum_cache_make_identity (const FvSystemStatus *status);
gboolean fv_checksum_cache_is_settled (const FvSystemStatus *status);
gchar *fv_checksum_cache_find (const FvSystemStatus *status);
void fv_checksum_cache_add (const FvSystemStatus *status, const gchar *checksum);

#endif /* FV_CHECKSUM_CACHE_H */
