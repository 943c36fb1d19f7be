/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What “featvis texture” and “featvis style” share: a picture made by the style of
 * another one. */

#ifndef FV_GUIDED_H
#define FV_GUIDED_H

#include "ascent-options.h"

/* photo: (nullable): the file that is started from
 * guide: the file whose style it gets */
typedef struct
{
  FvTask task;
  FvAscentOptions ascent;
  gchar **files;
  gchar *objective;
  gchar *photo;
  gchar *guide;
  gchar *output;
} FvGuidedOptions;

gboolean fv_guided_parse (FvGuidedOptions *options, GOptionContext *context, gint argc,
                          gchar **argv, GError **error);
gboolean fv_guided_run (const FvGuidedOptions *options, GError **error);
void fv_guided_options_clear (FvGuidedOptions *options);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FvGuidedOptions, fv_guided_options_clear)

#endif /* FV_GUIDED_H */
