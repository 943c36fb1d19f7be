/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_CLI_WAKING_H
#define FV_CLI_WAKING_H

#include "featvis.h"

gboolean fv_waking_is_any (const FvWaking *waking, guint64 seed);
gchar *fv_waking_make_record (const FvWaking *waking, guint64 seed);
void fv_waking_report (const FvWaking *waking, guint64 seed);

#endif /* FV_CLI_WAKING_H */
