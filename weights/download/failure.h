/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What to say when a server has not sent what is meant. */

#ifndef FV_FAILURE_H
#define FV_FAILURE_H

#include "featvis.h"

void fv_failure_set (const FvSource *source, const gchar *reason, const gchar *remedy,
                     GError **error);
void fv_failure_set_wrong_content (const FvSource *source, const gchar *reason,
                                   GError **error);
void fv_failure_set_wrong_checksum (const FvSource *source, GError **error);

#endif /* FV_FAILURE_H */
