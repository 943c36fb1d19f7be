/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a procedure of GIMP 3 is called with, beside the image. */

#ifndef PLUG_IN_CONFIG_H
#define PLUG_IN_CONFIG_H

#include "parameters/arguments.h"

#include <libgimp/gimp.h>

void config_set_current (GimpProcedureConfig *config);
ArgumentValue *config_get_values (GimpProcedureConfig *config, const Argument *arguments,
                                  gint n_arguments);
void config_free_values (ArgumentValue *values, const Argument *arguments,
                         gint n_arguments);

#endif /* PLUG_IN_CONFIG_H */
