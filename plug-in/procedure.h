/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PROCEDURE_H
#define PLUG_IN_PROCEDURE_H

#include <libgimp/gimp.h>

/* What a procedure made. */
typedef struct
{
  gint32 image;
  gint32 layer;
  gdouble loss;
} Outcome;

void procedure_install_all (void);
void procedure_run (const gchar *name, gint n_params, const GimpParam *params,
                    gint *n_return_vals, GimpParam **return_vals);

#endif /* PLUG_IN_PROCEDURE_H */
