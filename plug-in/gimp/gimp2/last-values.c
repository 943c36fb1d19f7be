/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GIMP 2.10 keeps no values beyond its end. */

#include "gimp/host/last-values.h"

void
last_values_keep (const LastValues *values G_GNUC_UNUSED,
                  gconstpointer parameters G_GNUC_UNUSED)
{
}

void
last_values_recall (const LastValues *values G_GNUC_UNUSED,
                    gpointer parameters G_GNUC_UNUSED)
{
}
