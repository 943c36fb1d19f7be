/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_SETTINGS_H
#define FV_SETTINGS_H

#include "featvis.h"

#define FV_MAXIMUM_WORDS 4 /* that a setting takes */

/* One field of #FvSettings.
 *
 * info: its texts not yet translated
 * offset: of the field: a gdouble if there are digits, else a gint
 * stored: whether the result depends on it
 * value_labels: what its words are called in a dialog */
typedef struct
{
  FvSettingInfo info;
  gsize offset;
  gboolean stored;
  const gchar *value_labels[FV_MAXIMUM_WORDS];
} FvSetting;

const FvSetting *fv_setting_get (gint index);
gboolean fv_setting_check_number (const gchar *name, gdouble value, GError **error);
gboolean fv_settings_check (const FvSettings *settings, GError **error);
gboolean fv_settings_check_for (const FvSettings *settings, FvTask task, GError **error);

#endif /* FV_SETTINGS_H */
