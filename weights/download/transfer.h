/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One request to a server, whose answer goes to the end of a part. */

#ifndef FV_TRANSFER_H
#define FV_TRANSFER_H

#include "limits.h"
#include "partial-file.h"

typedef struct
{
  const FvSource *source;
  const FvFetch *fetch;
  FvPartialFile *part;
  GCancellable *cancellable;
  gint64 end; /* until when all must be done, by g_get_monotonic_time() */

  gpointer handle;       /* of libcurl; from here on, the transfer's own */
  gboolean has_begun;    /* the answer was found to be what is wanted */
  gboolean is_misplaced; /* the answer does not begin where the part ends */
  gboolean is_complete;  /* enough was sent */
  guint64 total;         /* size of the complete file, 0 when not known */
  guint64 n_unchecked;   /* bytes since the disk was last asked for its room */
  GError *problem;       /* why it was broken off on this side */
} FvTransfer;

gboolean fv_transfer_run (FvTransfer *transfer, gboolean *is_passing, GError **error);
gboolean fv_transfer_check_cancelled (const FvTransfer *transfer, GError **error);

#endif /* FV_TRANSFER_H */
