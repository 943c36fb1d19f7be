/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_SOURCES_H
#define FV_SOURCES_H

#include "featvis.h"

gboolean fv_source_is_whole (const FvSource *source);
gboolean fv_source_check (const FvSource *source, GError **error);
gboolean fv_source_matches (const FvSource *source, const gchar *file,
                            GCancellable *cancellable);

#endif /* FV_SOURCES_H */
