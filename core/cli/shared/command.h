/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the subcommands of featvis share: exit codes, messages, options. */

#ifndef FV_COMMAND_H
#define FV_COMMAND_H

#include "featvis.h"

#define FV_EXIT_SUCCESS 0
#define FV_EXIT_FAILURE 1
#define FV_EXIT_USAGE   2

#define FV_NO_NUMBER G_MININT /* of an option that was not given */

/* The option --layer */
#define FV_LAYER_OPTION(variable)                                                        \
  {                                                                                      \
    "layer", 0, 0, G_OPTION_ARG_STRING, (variable), N_ ("Target layer"), "LAYER"         \
  }

/* The option --convention */
#define FV_CONVENTION_OPTION(variable)                                                   \
  {                                                                                      \
    "convention", 0, 0, G_OPTION_ARG_STRING, (variable),                                 \
        N_ ("Input that the weights were trained on; found out when not given"),         \
        "keras|torchvision|frossard|amdegroot|tf|unit|raw"                               \
  }

/* The option --size of what looks at a photo */
#define FV_SEEN_SIZE_OPTION(variable)                                                    \
  {                                                                                      \
    "size", 0, 0, G_OPTION_ARG_STRING, (variable),                                       \
        N_ ("Size to which the photo is brought for the network, whatever its "          \
            "proportions"),                                                              \
        "WxH"                                                                            \
  }

/* Values of the options that are made from the table of settings, by its index */
#define FV_MAXIMUM_SETTINGS 64

typedef struct
{
  gchar *values[FV_MAXIMUM_SETTINGS];
} FvSettingOptions;

void fv_setting_options_add (FvSettingOptions *options, GOptionContext *context,
                             FvTask task, const gchar *const *names);
gboolean fv_setting_options_apply (const FvSettingOptions *options, FvSettings *settings,
                                   GError **error);
void fv_setting_options_clear (FvSettingOptions *options);

gboolean fv_command_parse_options (GOptionContext *context, gint argc, gchar **argv,
                                   gchar **rest, GError **error);
gboolean fv_command_parse (GOptionContext *context, gint argc, gchar **argv,
                           GError **error);
gboolean fv_command_require (const gchar *option, gboolean given, GError **error);
gboolean fv_command_require_photo (gchar **files, GError **error);
FvWeights *fv_command_find_weights (const gchar *file, const gchar *convention,
                                    GError **error);
const gchar *fv_command_find_layer (const FvWeights *weights, const gchar *layer);
gboolean fv_command_set_seen_size (const gchar *text, FvSettings *settings,
                                   GError **error);
gboolean fv_command_parse_size (const gchar *text, FvAscent *ascent, GError **error);
gboolean fv_command_check_output (const gchar *file, GError **error);
gboolean fv_command_check_picture (const gchar *file, const gchar *option,
                                   const gchar *other, GError **error);
gint fv_command_fail (GError *error);
void fv_command_report_weights (const FvWeights *weights);
void fv_command_print_loss (gdouble loss);
void fv_command_report (const FvWeights *weights, gdouble loss);

#endif /* FV_COMMAND_H */
