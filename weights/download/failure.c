/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "failure.h"

#include <glib/gi18n-lib.h>

/**
 * fv_failure_set:
 * @source: what could not be fetched
 * @reason: what went wrong, which ends no sentence yet
 * @remedy: what can be done, a sentence; how to do without a network is told behind it
 * @error: %FV_ERROR_NETWORK
 */
void
fv_failure_set (const FvSource *source, const gchar *reason, const gchar *remedy,
                GError **error)
{
  g_autofree gchar *folder = fv_weights_get_folder ();
  g_autofree gchar *label = g_filename_display_name (folder);

  g_set_error (error, FV_ERROR, FV_ERROR_NETWORK,
               _ ("%s cannot be fetched: %s. %s For a machine without a network, fetch "
                  "that address on another one and put the file into the folder “%s”."),
               source->url, reason, remedy, label);
}

/**
 * fv_failure_set_wrong_content:
 * @source: what could not be fetched
 * @reason: what the server has, or does, instead
 * @error: %FV_ERROR_NETWORK
 */
void
fv_failure_set_wrong_content (const FvSource *source, const gchar *reason, GError **error)
{
  fv_failure_set (
      source, reason,
      _ ("Choose another source or address; if this network asks for a sign-in, "
         "do that first in a browser."),
      error);
}

/**
 * fv_failure_set_wrong_checksum:
 * @source: a source whose server has something else than is meant
 * @error: %FV_ERROR_NETWORK
 */
void
fv_failure_set_wrong_checksum (const FvSource *source, GError **error)
{
  fv_failure_set_wrong_content (
      source, _ ("the file there has another checksum, and was not kept"), error);
}
