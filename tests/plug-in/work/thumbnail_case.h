/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of thumbnails share: the sample network and the folder of the cache. */

#ifndef TEST_THUMBNAIL_CASE_H
#define TEST_THUMBNAIL_CASE_H

#include "work/thumbnail-cache.h"

#define LAYER "block1_conv2"

FvNetwork *load_sample_network (void);
gchar *get_thumbnail_root (void);
GPtrArray *list_thumbnails (void);
guint count_thumbnails (void);
void clear_thumbnails (void);
void set_thumbnail_age (const gchar *file, gint seconds);

#endif /* TEST_THUMBNAIL_CASE_H */
