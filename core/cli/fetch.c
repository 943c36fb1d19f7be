/* SPDX-License-Identifier: GPL-3.0-or-later */

/* featvis weights fetch: gets weights from the network: VGG16's convolutions, unless
 * another network is named. */

#include "subcommands.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "shared/command.h"
#include "shared/terminal.h"
#include "system/process.h"

#define MAXIMUM_TIMEOUT 3600

#define USUAL_NETWORK "vgg16"

typedef struct
{
  gchar **networks;
  gchar *source;
  gchar *url;
  gchar *sha256;
  gint timeout;
} FvFetchOptions;

static gboolean
fail_usage (const gchar *message, GError **error)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
  return FALSE;
}

static gboolean
check_options (const FvFetchOptions *options, GError **error)
{
  if (options->sha256 != NULL && options->url == NULL)
    return fail_usage (_ ("The option --sha256 belongs to an address. Add --url."),
                       error);
  if (options->sha256 != NULL && options->source != NULL)
    return fail_usage (_ ("--source and --sha256 both tell what the file should be. "
                          "Leave one out."),
                       error);
  if (options->networks != NULL && g_strv_length (options->networks) > 1)
    return fail_usage (_ ("Name one network: “featvis weights fetch googlenet”."), error);
  if (options->timeout < 0 || options->timeout > MAXIMUM_TIMEOUT)
    return fail_usage (_ ("The option --timeout is in seconds. Give a number from 1 to "
                          "3600."),
                       error);
  return TRUE;
}

static gboolean
parse (FvFetchOptions *options, gint argc, gchar **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "source", 0, 0, G_OPTION_ARG_STRING, &options->source,
      N_ ("Whose weights of VGG16; the first that can be had when not given"),
      "keras|timm" },
    { "url", 0, 0, G_OPTION_ARG_STRING, &options->url,
      N_ ("Another address of the source’s file, or of the file that --sha256 tells"),
      "URL" },
    { "sha256", 0, 0, G_OPTION_ARG_STRING, &options->sha256,
      N_ ("Checksum of the file at URL, if it is not the source’s"), "HEX" },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &options->timeout,
      N_ ("Seconds with hardly any data before a connection is given up; 30 when not "
          "given"),
      "N" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->networks, NULL,
      "[vgg16|googlenet|resnet50v2]" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
                                _ ("Fetches a network’s weights into your data folder, "
                                   "and prints the file’s path: VGG16’s convolutions "
                                   "(59 MB) when none is named, GoogLeNet (54 MB), or "
                                   "ResNet50V2’s convolutions (95 MB). What an earlier "
                                   "fetch began is continued."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  return fv_command_parse (context, argc, argv, error) && check_options (options, error);
}

/* Returns: (transfer full): the name of the file at an address, or "" */
static gchar *
get_file_name (const gchar *url)
{
  g_autofree gchar *path = g_strndup (url, strcspn (url, "?#"));
  const gchar *slash = strrchr (path, '/');
  gchar *name = g_uri_unescape_string (slash ? slash + 1 : "", "/");

  return name != NULL ? name : g_strdup ("");
}

static void
show_progress (guint64 n_bytes, guint64 n_total, gpointer user_data G_GNUC_UNUSED)
{
  g_autofree gchar *now = g_format_size (n_bytes);
  g_autofree gchar *total = g_format_size (n_total);

  if (n_bytes == 0)
    fv_terminal_show_progress ("%s", _ ("Connecting…"));
  else if (n_total > 0)
    fv_terminal_show_progress (_ ("%3d %%, %s of %s"), (gint)(100 * n_bytes / n_total),
                               now, total);
  else
    fv_terminal_show_progress ("%s", now);
}

/* Returns: (transfer none): the source that was chosen, or the first of the network */
static const FvSource *
find_source (const FvFetchOptions *options, GError **error)
{
  const gchar *network = options->networks != NULL ? options->networks[0] : USUAL_NETWORK;
  const FvSource *first = fv_source_find_network (network);
  const FvSource *chosen =
      options->source != NULL ? fv_source_find (options->source, error) : first;

  if (first == NULL)
    {
      g_clear_error (error);
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("There is no network “%s” to fetch. Choose vgg16, googlenet or "
                      "resnet50v2."),
                   network);
      return NULL;
    }
  if (chosen == NULL || options->networks == NULL ||
      g_str_equal (chosen->network, network))
    return chosen;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("The source %s has no weights of %s. Leave one of the two out."),
               options->source, network);
  return NULL;
}

static gboolean
fill_source (const FvFetchOptions *options, const gchar *name, FvSource *source,
             GError **error)
{
  const FvSource *known = find_source (options, error);

  if (known == NULL)
    return FALSE;
  *source = *known;
  if (options->url != NULL)
    source->url = options->url;
  if (options->sha256 != NULL)
    {
      source->file = name;
      source->size = 0;
      source->is_beginning = FALSE;
      source->checksum = options->sha256;
    }
  return TRUE;
}

static gboolean
run (const FvFetchOptions *options, GError **error)
{
  gboolean is_chosen = options->source != NULL || options->url != NULL;
  g_autofree gchar *name = get_file_name (options->url ? options->url : "");
  g_autofree gchar *file = NULL;
  gboolean on_terminal = fv_system_is_terminal (stderr);
  FvFetch fetch = { .timeout = options->timeout,
                    .progress = on_terminal ? show_progress : NULL };
  FvSource source;

  if (!fill_source (options, name, &source, error))
    return FALSE;
  is_chosen |= !g_str_equal (source.network, USUAL_NETWORK);
  fetch.source = is_chosen ? &source : NULL; /* or the first that can be had */
  if ((file = fv_weights_find_fetched (fetch.source, NULL)) != NULL)
    g_printerr (_ ("The weights are there already.\n"));
  else
    file = fv_weights_fetch (&fetch, NULL, error);
  if (on_terminal)
    fv_terminal_clear_progress ();
  if (file != NULL)
    g_print ("%s\n", file);
  return file != NULL;
}

static void
options_clear (FvFetchOptions *options)
{
  g_strfreev (options->networks);
  g_free (options->source);
  g_free (options->url);
  g_free (options->sha256);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FvFetchOptions, options_clear)

/**
 * fv_command_fetch:
 * @argc: number of arguments
 * @argv: the arguments
 *
 * Returns: the exit code
 */
gint
fv_command_fetch (gint argc, gchar **argv)
{
  g_auto (FvFetchOptions) options = { NULL };
  GError *error = NULL;

  return parse (&options, argc, argv, &error) && run (&options, &error)
             ? FV_EXIT_SUCCESS
             : fv_command_fail (error);
}
