/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PREVIEW_H
#define PLUG_IN_PREVIEW_H

#include "dialog/base/dialog-state.h"

extern const DialogPanel dialog_preview;

#endif /* PLUG_IN_PREVIEW_H */
