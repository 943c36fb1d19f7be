/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_PATCH_H
#define FV_PATCH_H

#include "maps/mask.h"

/* A rectangle of a map's positions: rows @top … @bottom - 1, columns @left … @right - 1
 */
typedef struct
{
  gint top;
  gint bottom;
  gint left;
  gint right;
} FvPatch;

/* Patches of about the same size that cover rows @first … @end - 1 of a map. They begin
 * at even rows and columns, so that no window of a pooling is cut. */
typedef struct
{
  gint first;
  gint end;
  gint width;
  gint rows; /* of a patch */
  gint columns;
  gint n_across;
  gint n_patches;
} FvPatchGrid;

/* That a patch has at most, with the position more at each edge */
#define FV_PATCH_MAXIMUM_POSITIONS 700

/* With the position more at each edge */
static inline gint
fv_patch_get_width (const FvPatch *patch)
{
  return patch->right - patch->left + 2;
}

FvPatchGrid fv_patch_grid_new (gint first, gint end, gint width);
FvPatch fv_patch_grid_get (const FvPatchGrid *grid, gint patch);
gsize fv_patch_load (const FvPatch *patch, const FvMap *map, const FvMask *mask,
                     gfloat *values);
void fv_patch_activate (const FvPatch *patch, const gfloat *values, gint values_width,
                        const gfloat *bias, const FvMask *mask, FvMap *map);

#endif /* FV_PATCH_H */
