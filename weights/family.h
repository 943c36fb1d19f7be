/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_FAMILY_H
#define FV_FAMILY_H

#include "network.h"
#include "reader.h"

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

/* How one family of files names and stores a network.
 *
 * make_name: the name of one part of the convolution @node
 * belongs: whether a tensor's name is of this family at all
 * kernel_axes: where in the kernel's shape each #FvAxis stands
 * convention: the input that such networks are usually trained on */
typedef struct
{
  gchar *(*make_name) (const FvArchitecture *architecture, gint node, FvPart part);
  gboolean (*belongs) (const gchar *name);
  gint kernel_axes[FV_N_AXES];
  FvConvention convention;
} FvFamily;

const FvFamily *fv_family_find (const FvReader *reader);
gboolean fv_family_fits (const FvFamily *family, const FvArchitecture *architecture,
                         const FvReader *reader);

#endif /* FV_FAMILY_H */
