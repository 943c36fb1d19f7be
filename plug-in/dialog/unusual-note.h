/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_UNUSUAL_NOTE_H
#define PLUG_IN_UNUSUAL_NOTE_H

#include "dialog/base/dialog-state.h"

extern const DialogPanel dialog_unusual_note;

#endif /* PLUG_IN_UNUSUAL_NOTE_H */
