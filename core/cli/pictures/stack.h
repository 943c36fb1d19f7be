/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_STACK_H
#define FV_STACK_H

#include <glib.h>

/* Pictures of any size, one below the other, each perhaps with a title above it */
typedef struct _FvStack FvStack;

FvStack *fv_stack_new (void);
void fv_stack_free (FvStack *stack);
void fv_stack_add (FvStack *stack, guint8 *bytes, gint width, gint height,
                   const gchar *title);
guint8 *fv_stack_draw (const FvStack *stack, gint *width, gint *height, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvStack, fv_stack_free)

#endif /* FV_STACK_H */
