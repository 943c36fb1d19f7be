/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_REPEAT_PRIVATE_H
#define PLUG_IN_REPEAT_PRIVATE_H

#include "procedure/procedure.h"

/* What a record tells, with the changes to it */
typedef struct
{
  GHashTable *record;
  const Procedure *procedure;
  gpointer parameters; /* of that procedure */
  gint32 drawable;     /* to run it on */
} Repeat;

gboolean repeat_add_guide (Repeat *repeat, gint32 image, const gchar *changes,
                           GString *options, GError **error);
gboolean repeat_set_guide_file (Repeat *repeat, GError **error);

#endif /* PLUG_IN_REPEAT_PRIVATE_H */
