/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The options that all subcommands with an ascent share. */

#ifndef FV_ASCENT_OPTIONS_H
#define FV_ASCENT_OPTIONS_H

#include "command.h"
#include "pictures/picture.h"

/* As given on the command line, %NULL where not */
typedef struct
{
  gchar *weights;
  gchar *convention;
  gchar *layer;
  gchar *objective; /* of “featvis render”, in place of the layer */
  gchar *recipe;
  gchar *start;
  gchar *size;
  gchar *seed;
  FvSettingOptions settings;
  gchar *recipes; /* the names that there are */
} FvAscentOptions;

void fv_ascent_options_add (FvAscentOptions *options, GOptionContext *context,
                            FvTask task);
gboolean fv_ascent_options_apply (const FvAscentOptions *options, FvTask task,
                                  FvAscent *ascent, GError **error);
gboolean fv_ascent_options_read_start (const FvAscentOptions *options,
                                       const FvAscent *ascent, FvPicture **picture,
                                       GError **error);
gchar *fv_ascent_options_make_record (const FvAscentOptions *options,
                                      const FvAscent *ascent, const FvWeights *weights);
void fv_ascent_options_clear (FvAscentOptions *options);

#endif /* FV_ASCENT_OPTIONS_H */
