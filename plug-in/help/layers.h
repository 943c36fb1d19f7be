/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_HELP_LAYERS_H
#define PLUG_IN_HELP_LAYERS_H

#include <glib.h>

void help_layers_add (GString *html);

#endif /* PLUG_IN_HELP_LAYERS_H */
