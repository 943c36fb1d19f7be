/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The directory at the end of a zip file. */

#ifndef FV_ARCHIVE_DIRECTORY_H
#define FV_ARCHIVE_DIRECTORY_H

#include "reader.h"

#define FV_ARCHIVE_MAX_ENTRIES 8192 /* PyTorch's VGG16 has 34 */

gboolean fv_archive_check_directory (const FvReader *reader, gint *n_ends,
                                     GError **error);

#endif /* FV_ARCHIVE_DIRECTORY_H */
