/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What files and folders have in common. */

#ifndef FV_SYSTEM_FILE_UNIX_H
#define FV_SYSTEM_FILE_UNIX_H

#include "file.h"

gint fv_system_get_flags (FvSystemMode mode);

#endif /* FV_SYSTEM_FILE_UNIX_H */
