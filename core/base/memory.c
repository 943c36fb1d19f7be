/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Memory for images, maps and weights, whose sizes come from users and files: a
 * failure is an error that is told, where g_malloc() would end the program. */

#define _DEFAULT_SOURCE /* for madvise() and MAP_ANONYMOUS */

#include "memory.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "memory-limit.h"

#define ALIGNMENT 64 /* bytes: a cache line, and the widest vector register */
#define HUGE_PAGE ((gsize)2 << 20)
#define PAGE      ((gsize)64 << 10) /* a multiple of any system's */
#define LARGE     ((gsize)1 << 20)
#define MIB       (1024.0 * 1024.0)

static void
set_memory_error (gdouble bytes, GError **error)
{
  g_set_error (
      error, FV_ERROR, FV_ERROR_MEMORY,
      _ ("There is not enough memory for another %.0f MiB. Choose a smaller size, or "
         "close other programs."),
      MAX (bytes / MIB, 1.0));
}

/* Before each block of memory */
typedef struct
{
  gsize mapped; /* its size with this, if it is mapped; 0 if it is from the heap */
} FvMemoryHeader;

/* Large blocks are mapped, each time anew, and in huge pages if the system has them:
 * products read whole kernels, and were a tenth slower in what the heap gives again. The
 * last page is left as it is, so as not to take more than is needed. */
static gpointer
map (gsize bytes)
{
  gpointer memory = mmap (NULL, bytes + HUGE_PAGE, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  guintptr begin, aligned;

  if (memory == MAP_FAILED)
    return NULL;
  begin = (guintptr)memory;
  aligned = (begin + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
  if (aligned > begin)
    munmap (memory, aligned - begin);
  if (begin + HUGE_PAGE > aligned)
    munmap ((gpointer)(aligned + bytes), begin + HUGE_PAGE - aligned);
#ifdef MADV_HUGEPAGE
  (void)!madvise ((gpointer)aligned, bytes / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE);
#endif
  return (gpointer)aligned;
}

/**
 * fv_memory_new:
 * @n_values: number of values
 * @value_size: size of each, in bytes
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): memory that is aligned for vectors, its content
 *   undefined, or %NULL; free it with fv_memory_free()
 */
gpointer
fv_memory_new (gsize n_values, gsize value_size, GError **error)
{
  gsize bytes;
  FvMemoryHeader *header = NULL;
  gboolean is_large = FALSE;

  if (g_size_checked_mul (&bytes, n_values, value_size) &&
      bytes < G_MAXSSIZE - 2 * HUGE_PAGE)
    {
      is_large = bytes >= LARGE;
      bytes = (bytes / ALIGNMENT + 2) * ALIGNMENT;
      if (is_large)
        bytes = (bytes / PAGE + 1) * PAGE;
      header = is_large ? map (bytes) : aligned_alloc (ALIGNMENT, bytes);
    }
  if (header == NULL)
    {
      set_memory_error ((gdouble)n_values * value_size, error);
      return NULL;
    }
  header->mapped = is_large ? bytes : 0;
  return (guint8 *)header + ALIGNMENT;
}

/**
 * fv_memory_free:
 * @memory: (nullable): what fv_memory_new() returned
 *
 * Frees the bytes that a function of this library says are to be freed so.
 */
void
fv_memory_free (gpointer memory)
{
  FvMemoryHeader *header;

  if (memory == NULL)
    return;
  header = (FvMemoryHeader *)((guint8 *)memory - ALIGNMENT);
  if (header->mapped > 0)
    munmap (header, header->mapped);
  else
    free (header);
}

/**
 * fv_memory_get_most:
 * @limit_mib: see fv_memory_check()
 *
 * Returns: the most bytes that fv_memory_check() lets work need at this moment
 */
guint64
fv_memory_get_most (gint limit_mib)
{
  guint64 most = fv_memory_limit_get ();

  return limit_mib > 0 ? MIN (most, (guint64)limit_mib << 20) : most;
}

/**
 * fv_memory_check:
 * @bytes: what some work will need
 * @limit_mib: most that it may use, in MiB; 0 for no such limit. What the process can
 *   have counts in any case
 * @error: %FV_ERROR_MEMORY
 *
 * An operating system promises memory that it does not have, and ends the program
 * when it is used; so large work asks here before it begins.
 *
 * Returns: whether the work may begin
 */
gboolean
fv_memory_check (guint64 bytes, gint limit_mib, GError **error)
{
  guint64 most = fv_memory_limit_get ();

  if (limit_mib > 0 && bytes > limit_mib * MIB)
    {
      g_set_error (error, FV_ERROR, FV_ERROR_MEMORY,
                   _ ("This needs %.0f MiB of memory, and the limit is %d MiB. Choose a "
                      "smaller size or a layer nearer to the input, or raise the memory "
                      "setting."),
                   ceil (bytes / MIB), limit_mib);
      return FALSE;
    }
  if (bytes > most)
    {
      g_set_error (
          error, FV_ERROR, FV_ERROR_MEMORY,
          _ ("This needs %.0f MiB of memory, and this program can have %.0f MiB here. "
             "Choose a smaller size or a layer nearer to the input."),
          ceil (bytes / MIB), most / MIB);
      return FALSE;
    }
  return TRUE;
}
