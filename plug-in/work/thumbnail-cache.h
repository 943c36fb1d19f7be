/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_THUMBNAIL_CACHE_H
#define PLUG_IN_THUMBNAIL_CACHE_H

#include <featvis.h>

#define THUMBNAIL_SIZE 72 /* pixels of each side */

/* A small picture of a filter. */
typedef struct
{
  gint filter;
  gboolean is_stuck; /* it did not respond, and has no picture */
  gdouble loss;      /* 0 where it is stuck */
  guint8 *bytes;     /* R, G, B, row by row; NULL where it is stuck */
} Thumbnail;

/* The thumbnails of a layer that were made before. */
typedef struct _ThumbnailCache ThumbnailCache;

ThumbnailCache *thumbnail_cache_open (const FvNetwork *network, const gchar *layer,
                                      GError **error);
void thumbnail_cache_close (ThumbnailCache *cache);
gboolean thumbnail_cache_load (const ThumbnailCache *cache, gint filter,
                               Thumbnail *thumbnail);
void thumbnail_cache_store (ThumbnailCache *cache, const Thumbnail *thumbnail);

void thumbnail_cache_trim (guint64 limit);
void thumbnail_clear (Thumbnail *thumbnail);

#endif /* PLUG_IN_THUMBNAIL_CACHE_H */
