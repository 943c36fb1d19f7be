/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_CHECKSUM_H
#define FV_CHECKSUM_H

#include "featvis.h"

gchar *fv_file_get_checksum (const gchar *file, GError **error);

#endif /* FV_CHECKSUM_H */
