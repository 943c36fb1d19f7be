/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_MEMORY_LIMIT_H
#define FV_MEMORY_LIMIT_H

#include <glib.h>

guint64 fv_memory_limit_get (void);
guint64 fv_memory_limit_get_of_groups (const gchar *root, guint64 own);

#endif /* FV_MEMORY_LIMIT_H */
