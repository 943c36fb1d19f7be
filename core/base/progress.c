/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "progress.h"

/**
 * fv_progress_add:
 * @progress: (nullable): how far the work is
 * @work: what was done since the last call
 */
void
fv_progress_add (FvProgress *progress, gdouble work)
{
  if (progress == NULL || progress->func == NULL)
    return;
  progress->done += work;
  progress->func (MIN (progress->done / progress->work, 1.0), progress->user_data);
}
