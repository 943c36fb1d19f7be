/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The system's memory: memory-unix.c and memory-windows.c. */

#ifndef FV_SYSTEM_MEMORY_H
#define FV_SYSTEM_MEMORY_H

#include <glib.h>

#define FV_SYSTEM_NO_LIMIT G_MAXUINT64

/* What a limit of the process counts: all address space, or what of it can be written and
 * is the process's own */
typedef enum
{
  FV_SYSTEM_ADDRESSES,
  FV_SYSTEM_DATA
} FvSystemLimit;

gpointer fv_system_map (gsize bytes);
void fv_system_unmap (gpointer memory, gsize bytes);
gpointer fv_system_allocate (gsize alignment, gsize bytes);
void fv_system_free (gpointer memory);

guint64 fv_system_get_memory (void);
guint64 fv_system_get_page_size (void);
guint64 fv_system_get_limit (FvSystemLimit limit);

#endif /* FV_SYSTEM_MEMORY_H */
