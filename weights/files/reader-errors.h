/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What may be wrong with any weights file, in sentences that name it. */

#ifndef FV_READER_ERRORS_H
#define FV_READER_ERRORS_H

#include "reader.h"

void fv_reader_set_not_file (const FvReader *reader, GError **error);
void fv_reader_set_unreadable (const FvReader *reader, const GError *reason,
                               GError **error);
void fv_reader_set_unknown_type (const FvReader *reader, const FvTensor *tensor,
                                 GError **error);
void fv_reader_set_damaged (const FvReader *reader, GError **error);
void fv_reader_set_truncated (const FvReader *reader, const gchar *tensor,
                              GError **error);
void fv_reader_set_not_finite (const FvReader *reader, const FvTensor *tensor,
                               GError **error);

#endif /* FV_READER_ERRORS_H */
