/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_LUCID_VIEW_H
#define FV_LUCID_VIEW_H

#include "lucid.h"
#include "picture/warp.h"

void fv_lucid_view (const FvLucid *lucid, const FvImage *picture, gint number,
                    gdouble done, FvImage *view, FvWarp *warp);

#endif /* FV_LUCID_VIEW_H */
