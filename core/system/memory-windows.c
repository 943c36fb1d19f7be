/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Documented in memory-unix.c. */

#include "memory.h"

#include <malloc.h>
#include <windows.h>

/* Huge pages take a privilege that users lack, so they are not asked for. What is mapped
 * is committed at once: Windows promises no memory that it does not have. */
gpointer
fv_system_map (gsize bytes)
{
  return VirtualAlloc (NULL, bytes, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

void
fv_system_unmap (gpointer memory, gsize bytes)
{
  (void)bytes;
  VirtualFree (memory, 0, MEM_RELEASE);
}

gpointer
fv_system_allocate (gsize alignment, gsize bytes)
{
  return _aligned_malloc (bytes, alignment);
}

void
fv_system_free (gpointer memory)
{
  _aligned_free (memory);
}

guint64
fv_system_get_memory (void)
{
  MEMORYSTATUSEX status = { .dwLength = sizeof status };

  return GlobalMemoryStatusEx (&status) ? status.ullTotalPhys : FV_SYSTEM_NO_LIMIT;
}

guint64
fv_system_get_page_size (void)
{
  SYSTEM_INFO info;

  GetSystemInfo (&info);
  return info.dwPageSize;
}

/* A job that the process belongs to may limit what it commits. */
guint64
fv_system_get_limit (FvSystemLimit limit)
{
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION job;
  guint64 least = FV_SYSTEM_NO_LIMIT;

  if (limit != FV_SYSTEM_DATA ||
      !QueryInformationJobObject (NULL, JobObjectExtendedLimitInformation, &job,
                                  sizeof job, NULL))
    return FV_SYSTEM_NO_LIMIT;
  if (job.BasicLimitInformation.LimitFlags & JOB_OBJECT_LIMIT_PROCESS_MEMORY)
    least = MIN (least, job.ProcessMemoryLimit);
  if (job.BasicLimitInformation.LimitFlags & JOB_OBJECT_LIMIT_JOB_MEMORY)
    least = MIN (least, job.JobMemoryLimit);
  return least;
}
