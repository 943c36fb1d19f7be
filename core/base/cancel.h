/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_CANCEL_H
#define FV_CANCEL_H

#include "featvis.h"

gboolean fv_cancel_set (GError **error);
gboolean fv_cancel_check (GCancellable *cancellable, GError **error);

#endif /* FV_CANCEL_H */
