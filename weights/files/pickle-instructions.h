/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_PICKLE_INSTRUCTIONS_H
#define FV_PICKLE_INSTRUCTIONS_H

#include "pickle-machine.h"

gboolean fv_machine_step (FvMachine *machine);

#endif /* FV_PICKLE_INSTRUCTIONS_H */
