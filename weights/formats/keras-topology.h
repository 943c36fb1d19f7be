/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_KERAS_TOPOLOGY_H
#define FV_KERAS_TOPOLOGY_H

#include "keras-config.h"
#include "keras-variables.h"
#include "files/reader.h"

FvTopology *fv_keras_topology_new (const FvReader *reader, const FvKerasConfig *config,
                                   gboolean is_archive,
                                   const FvKerasVariables *variables);

#endif /* FV_KERAS_TOPOLOGY_H */
