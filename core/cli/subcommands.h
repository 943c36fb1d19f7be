/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The subcommands of featvis, each in the file of its name. */

#ifndef FV_SUBCOMMANDS_H
#define FV_SUBCOMMANDS_H

#include <glib.h>

/* Runs with the arguments after the subcommand's name; returns an exit code. */
typedef gint (*FvCommandFunc) (gint argc, gchar **argv);

gint fv_command_fetch (gint argc, gchar **argv);
gint fv_command_convert (gint argc, gchar **argv);
gint fv_command_activations (gint argc, gchar **argv);
gint fv_command_bench (gint argc, gchar **argv);
gint fv_command_dream (gint argc, gchar **argv);
gint fv_command_gradient (gint argc, gchar **argv);
gint fv_command_heatmap (gint argc, gchar **argv);
gint fv_command_info (gint argc, gchar **argv);
gint fv_command_render (gint argc, gchar **argv);
gint fv_command_sheet (gint argc, gchar **argv);
gint fv_command_style (gint argc, gchar **argv);
gint fv_command_texture (gint argc, gchar **argv);
gint fv_command_weights (gint argc, gchar **argv);

#endif /* FV_SUBCOMMANDS_H */
