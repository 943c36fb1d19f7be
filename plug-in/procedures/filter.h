/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_FILTER_H
#define PLUG_IN_FILTER_H

#include "procedure/procedure.h"

#define FILTER_PROCEDURE "plug-in-visualize-vgg16-filter"

extern const Procedure filter_procedure;

gchar *filter_make_name (const FvWeights *weights, const FvAscent *ascent,
                         const gchar *objective);
GString *filter_begin_record (const FvWeights *weights, const FvAscent *ascent,
                              const gchar *objective, gint output);

#endif /* PLUG_IN_FILTER_H */
