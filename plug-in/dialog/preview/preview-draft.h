/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PREVIEW_DRAFT_H
#define PLUG_IN_PREVIEW_DRAFT_H

#include "preview-display.h"

void preview_change_draft (Preview *preview);
void preview_stop_draft (Preview *preview);

#endif /* PLUG_IN_PREVIEW_DRAFT_H */
