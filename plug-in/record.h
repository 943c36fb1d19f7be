/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_RECORD_H
#define PLUG_IN_RECORD_H

#include "parameters.h"

#define RECORD_NAME "visualize-vgg16-filter"

GimpParasite *record_new (const Parameters *parameters, const Source *source,
                          const FvAscent *ascent, const FvWeights *weights, gdouble loss);

#endif /* PLUG_IN_RECORD_H */
