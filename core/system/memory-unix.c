/* SPDX-License-Identifier: GPL-3.0-or-later */

#define _DEFAULT_SOURCE /* for madvise(), MAP_ANONYMOUS, and sysconf()'s names */
#define _DARWIN_C_SOURCE

#include "memory.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#define HUGE_PAGE ((gsize)2 << 20)

/**
 * fv_system_map:
 * @bytes: a multiple of a page, less than %G_MAXSSIZE by some MiB
 *
 * Large blocks are mapped, each time anew, and in huge pages if the system has them:
 * products read whole kernels, and were a tenth slower in what the heap gives again. The
 * last page is left as it is, so as not to take more than is needed.
 *
 * Returns: (nullable): memory for fv_system_unmap(), aligned for any use
 */
gpointer
fv_system_map (gsize bytes)
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
 * fv_system_unmap:
 * @memory: what fv_system_map() returned
 * @bytes: as it was told
 */
void
fv_system_unmap (gpointer memory, gsize bytes)
{
  munmap (memory, bytes);
}

/**
 * fv_system_allocate:
 * @alignment: a power of two
 * @bytes: a multiple of @alignment
 *
 * Returns: (nullable): memory of the heap, for fv_system_free()
 */
gpointer
fv_system_allocate (gsize alignment, gsize bytes)
{
  return aligned_alloc (alignment, bytes);
}

/**
 * fv_system_free:
 * @memory: what fv_system_allocate() returned
 */
void
fv_system_free (gpointer memory)
{
  free (memory);
}

/**
 * fv_system_get_memory:
 *
 * Returns: how many bytes of memory the machine has
 */
guint64
fv_system_get_memory (void)
{
  return (guint64)sysconf (_SC_PHYS_PAGES) * fv_system_get_page_size ();
}

/**
 * fv_system_get_page_size:
 *
 * Returns: the size of a page of memory, in bytes
 */
guint64
fv_system_get_page_size (void)
{
  return (guint64)sysconf (_SC_PAGESIZE);
}

/**
 * fv_system_get_limit:
 * @limit: what it counts
 *
 * Returns: how many bytes of it the process may have; %FV_SYSTEM_NO_LIMIT if it has no
 *   such limit
 */
guint64
fv_system_get_limit (FvSystemLimit limit)
{
  struct rlimit value;

  if (getrlimit (limit == FV_SYSTEM_ADDRESSES ? RLIMIT_AS : RLIMIT_DATA, &value) != 0 ||
      value.rlim_cur == RLIM_INFINITY)
    return FV_SYSTEM_NO_LIMIT;
  return value.rlim_cur;
}
