/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which of a file's tensors are a network's, whatever their names are wrapped in. */

#ifndef FV_NAMES_H
#define FV_NAMES_H

#include "family.h"

/* family: how the tensors are named and stored
 * architecture: the network that they are of
 * tensors: their numbers by the names that the family gives them */
typedef struct
{
  const FvFamily *family;
  const FvArchitecture *architecture;
  GHashTable *tensors;
} FvNames;

FvNames *fv_names_new (const FvReader *reader, GError **error);
void fv_names_free (FvNames *names);
gboolean fv_names_find (const FvNames *names, const gchar *name, guint *tensor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvNames, fv_names_free)

#endif /* FV_NAMES_H */
