/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_PICKLE_OBJECTS_H
#define FV_PICKLE_OBJECTS_H

#include "pickle-machine.h"

/* Instructions; @argument is not used */
gboolean fv_machine_run_global (FvMachine *machine, guint argument);
gboolean fv_machine_run_stack_global (FvMachine *machine, guint argument);
gboolean fv_machine_run_persistent_id (FvMachine *machine, guint argument);
gboolean fv_machine_run_reduce (FvMachine *machine, guint argument);
gboolean fv_machine_run_build (FvMachine *machine, guint argument);

#endif /* FV_PICKLE_OBJECTS_H */
