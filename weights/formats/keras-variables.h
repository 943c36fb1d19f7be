/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which of a file's tensors is a layer's variable, by where it lies in the file. */

#ifndef FV_KERAS_VARIABLES_H
#define FV_KERAS_VARIABLES_H

#include <glib.h>

typedef struct _FvKerasVariables FvKerasVariables;

/* Where the variables of a layer are
 *
 * group: (nullable): in the weights of an archive, which has them by number: the layer's
 *   group, as fv_keras_config_find() knows it; else they have names
 * top: the layer of the outermost model that it is, or is in
 * models: (nullable): the names of the models between @top and the layer, with slashes;
 *   empty if there are none; %NULL if the layer is @top itself
 * layer: its name */
typedef struct
{
  const gchar *group;
  const gchar *top;
  const gchar *models;
  const gchar *layer;
} FvKerasPlace;

FvKerasVariables *fv_keras_variables_new (void);
void fv_keras_variables_free (FvKerasVariables *variables);
void fv_keras_variables_add (FvKerasVariables *variables, const gchar *key, gint tensor);
gint fv_keras_variables_find (const FvKerasVariables *variables,
                              const FvKerasPlace *place, const gchar *name, gint number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvKerasVariables, fv_keras_variables_free)

#endif /* FV_KERAS_VARIABLES_H */
