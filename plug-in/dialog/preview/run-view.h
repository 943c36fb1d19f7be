/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_RUN_VIEW_H
#define PLUG_IN_RUN_VIEW_H

#include "preview-display.h"

void run_view_init (Preview *preview);
gboolean run_view_is_busy (const Preview *preview);
WorkView *run_view_prepare (Preview *preview);
void run_view_close (Preview *preview);

#endif /* PLUG_IN_RUN_VIEW_H */
