/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_RECORD_H
#define PLUG_IN_RECORD_H

#include "source.h"
#include "parameters/record-text.h"

#define RECORD_NAME "visualize-vgg16-filter"

GString *record_begin (const gchar *procedure, const FvWeights *weights);
void record_add_integer (GString *record, const gchar *key, gint64 number);
void record_add_real (GString *record, const gchar *key, gdouble number);
void record_add_settings (GString *record, const FvSettings *settings,
                          const gchar *objective);
void record_add_waking (GString *record, const FvWaking *waking, guint64 seed);
void record_add_own_objective (GString *record, const FvSettings *settings,
                               const gchar *objective);
void record_add_guide (GString *record, gint32 guide, const gchar *file);
void record_add_example (GString *record, const Source *source);
void record_add_size (GString *record, gint width, gint height);
void record_add_region (GString *record, const Source *source);
void record_attach (gint32 item, const gchar *record);
void record_attach_to_image (gint32 image, const gchar *record);

gboolean record_is_on (gint32 item);
GHashTable *record_read (gint32 item, GError **error);

#endif /* PLUG_IN_RECORD_H */
