/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_CHECKSUM_H
#define FV_CHECKSUM_H

#include <gio/gio.h>

gchar *fv_checksum_of_file (const gchar *file, GChecksumType type,
                            GCancellable *cancellable, GError **error);

#endif /* FV_CHECKSUM_H */
