/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_LAYER_COMPLETION_H
#define PLUG_IN_LAYER_COMPLETION_H

#include "dialog/base/dialog-state.h"

void layer_completion_add (GtkWidget *entry);
void layer_completion_set_words (GtkWidget *entry, const gchar *const *words);
void layer_completion_shorten (GError **error);

#endif /* PLUG_IN_LAYER_COMPLETION_H */
