/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_FAMILY_H
#define FV_FAMILY_H

#include "files/reader.h"
#include "network/classifier.h"
#include "network/network.h"

typedef enum
{
  FV_PART_KERNEL,
  FV_PART_BIAS,
  FV_N_PARTS
} FvPart;

typedef enum
{
  FV_AXIS_ROW,
  FV_AXIS_COLUMN,
  FV_AXIS_INPUT,
  FV_AXIS_FILTER,
  FV_N_AXES
} FvAxis;

#define FV_MAX_NAMINGS 3

/* How one family of files names and stores a network. A tensor's name is that of its
 * layer and a suffix.
 *
 * make_layer: the name of the convolution @node
 * owned: a pattern of the names of the convolutions' tensors, and of what else stands
 *   between them
 * normalisation: (nullable): a pattern of the names of batch normalisations beside them
 * suffixes: for each #FvPart
 * dense: the ways in which the layers behind the convolutions are named
 * kernel_axes: where in the kernel's shape each #FvAxis stands; the dense layers too have
 *   their inputs first if a convolution's filters come last
 * convention: the input that such networks are usually trained on
 * is_bare: layers are named by a number alone */
typedef struct
{
  gchar *(*make_layer) (const FvArchitecture *architecture, gint node);
  const gchar *owned;
  const gchar *normalisation;
  const gchar *suffixes[FV_N_PARTS];
  const gchar *dense[FV_MAX_NAMINGS][FV_N_DENSE];
  gint kernel_axes[FV_N_AXES];
  FvConvention convention;
  gboolean is_bare;
} FvFamily;

const FvFamily *fv_family_get (gint index);
gboolean fv_family_owns (const FvFamily *family, const gchar *name);
gboolean fv_family_is_normalisation (const FvFamily *family, const gchar *name);
gboolean fv_family_fits (const FvFamily *family, const FvArchitecture *architecture,
                         const gchar *name, const FvTensor *tensor);
gchar *fv_family_make_name (const FvFamily *family, const FvArchitecture *architecture,
                            gint node, FvPart part);
gchar *fv_family_make_dense_name (const FvFamily *family, gint naming, FvDenseIndex layer,
                                  FvPart part);
gboolean fv_family_has_filters_last (const FvFamily *family);

#endif /* FV_FAMILY_H */
