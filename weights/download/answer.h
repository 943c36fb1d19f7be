/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_ANSWER_H
#define FV_ANSWER_H

#include "transfer.h"

gboolean fv_answer_take (FvTransfer *transfer, const guint8 *bytes, gsize n_bytes,
                         GError **error);

#endif /* FV_ANSWER_H */
