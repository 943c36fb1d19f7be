/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fetches weights into the user's data folder. What arrives is appended to a hidden
 * part file, which stays when the connection breaks or the user cancels; it gets the
 * release's name only when its checksum is right. */

#include "featvis.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "download/failure.h"
#include "download/sources.h"
#include "download/transfer.h"

#define N_TRIES  4 /* between them, waits of 1, 2 and 4 seconds */
#define N_ROUNDS 2 /* once more from the beginning when the pieces do not fit */

/* Waits, but not longer than until the user cancels. */
static void
wait_seconds (gint seconds, GCancellable *cancellable)
{
  GPollFD poll = { 0 };
  gboolean can_cancel = g_cancellable_make_pollfd (cancellable, &poll);

  g_poll (&poll, can_cancel ? 1 : 0, 1000 * seconds);
  if (can_cancel)
    g_cancellable_release_fd (cancellable);
}

/* Fetches what the part lacks. When the connection breaks or the server is too busy,
 * it is tried again from where it broke. */
static gboolean
fetch_rest (FvTransfer *transfer, GError **error)
{
  gboolean is_passing;

  for (gint i = 0; i < N_TRIES; i++)
    {
      if (i > 0)
        {
          g_clear_error (error);
          wait_seconds (1 << (i - 1), transfer->cancellable);
        }
      if (fv_transfer_check_cancelled (transfer, error))
        return FALSE;
      if (fv_transfer_run (transfer, &is_passing, error))
        return TRUE;
      if (!is_passing)
        return FALSE;
    }
  return FALSE;
}

static gboolean
needs_more (const FvTransfer *transfer)
{
  const FvSource *source = transfer->source;

  if (source->size > 0)
    return transfer->part->size < source->size;
  return !fv_source_matches (source, transfer->part->file, transfer->cancellable);
}

/* Completes the part. Its pieces may be of different files, if the one on the server
 * has changed between them: then everything is fetched anew. */
static gboolean
fill (FvTransfer *transfer, GError **error)
{
  const FvSource *source = transfer->source;
  FvPartialFile *part = transfer->part;

  for (gint i = 0; i < N_ROUNDS; i++)
    {
      if (needs_more (transfer) &&
          ((source->size > 0 &&
            !fv_partial_file_check_space (part, source->size - part->size, error)) ||
           !fetch_rest (transfer, error)))
        return FALSE;
      if (fv_source_matches (source, part->file, transfer->cancellable))
        return TRUE;
      if (fv_transfer_check_cancelled (transfer, error))
        return FALSE;
      if (!part->is_resumed)
        break;
      if (!fv_partial_file_empty (part, error))
        return FALSE;
    }
  fv_partial_file_discard (part);
  fv_failure_set_wrong_checksum (transfer->source, error);
  return FALSE;
}

/* A checksum that the user gave may be that of anything. */
static gboolean
check_usable (const FvTransfer *transfer, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (FvWeights) weights = fv_weights_open (transfer->part->file, &reason);

  if (weights != NULL)
    return TRUE;
  fv_partial_file_discard (transfer->part);
  g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
               _ ("What is at %s cannot be used, and was not kept: %s"),
               transfer->source->url, reason->message);
  return FALSE;
}

static gchar *
get_target (const FvSource *source)
{
  g_autofree gchar *folder = fv_weights_get_folder ();

  return g_build_filename (folder, source->file, NULL);
}

static gchar *
fetch_one (const FvSource *source, const FvFetch *fetch, GCancellable *cancellable,
           GError **error)
{
  g_autofree gchar *target = get_target (source);
  g_autoptr (FvPartialFile) part = fv_partial_file_open (target, error);
  FvTransfer transfer = {
    .source = source, .fetch = fetch, .part = part, .cancellable = cancellable
  };

  transfer.end =
      g_get_monotonic_time () + (gint64)fv_transfer_limits.longest * G_USEC_PER_SEC;

  if (part == NULL || !fill (&transfer, error) || !check_usable (&transfer, error) ||
      !fv_partial_file_finish (part, error))
    return NULL;
  if (fetch->progress != NULL)
    fetch->progress (part->size, part->size, fetch->user_data);
  return g_steal_pointer (&target);
}

/* Returns: (transfer full) (nullable): the source's file, if it is there already */
static gchar *
find_fetched (const FvSource *source, GCancellable *cancellable)
{
  g_autofree gchar *target = get_target (source);

  return fv_source_matches (source, target, cancellable) ? g_steal_pointer (&target)
                                                         : NULL;
}

/* Whether it is tried where nobody chose a source */
static gboolean
is_usual (const FvSource *source)
{
  return g_str_equal (source->network, fv_source_get (0)->network);
}

/* The usual sources one after the other, as long as it is the servers that fail. The
 * first failure is the one that is told. */
static gchar *
fetch_any (const FvFetch *fetch, GCancellable *cancellable, GError **error)
{
  const FvSource *source;
  g_autoptr (GError) first = NULL;

  for (gint i = 0; (source = fv_source_get (i)) != NULL; i++)
    {
      g_autoptr (GError) reason = NULL;
      gchar *file;

      if (!is_usual (source))
        continue;
      file = fetch_one (source, fetch, cancellable, &reason);
      if (file != NULL)
        return file;
      if (!g_error_matches (reason, FV_ERROR, FV_ERROR_NETWORK))
        {
          g_propagate_error (error, g_steal_pointer (&reason));
          return NULL;
        }
      if (first == NULL)
        first = g_steal_pointer (&reason);
    }
  g_propagate_error (error, g_steal_pointer (&first));
  return NULL;
}

/**
 * fv_weights_find_fetched:
 * @source: (nullable): a source, %NULL for any of VGG16's
 * @cancellable: (nullable): for stopping
 *
 * Returns: (transfer full) (nullable): the path of the source's file, if it is in the
 *   user's data folder with the right content
 */
gchar *
fv_weights_find_fetched (const FvSource *source, GCancellable *cancellable)
{
  gchar *file = NULL;

  g_return_val_if_fail (source == NULL || fv_source_is_whole (source), NULL);
  if (source != NULL)
    return find_fetched (source, cancellable);
  for (gint i = 0; file == NULL && (source = fv_source_get (i)) != NULL; i++)
    if (is_usual (source))
      file = find_fetched (source, cancellable);
  return file;
}

/**
 * fv_weights_fetch:
 * @fetch: what to fetch, and whom to tell how far it is
 * @cancellable: (nullable): for stopping; what was fetched is kept for the next time
 * @error: %FV_ERROR_NETWORK when the server cannot be reached, has not got the file or
 *   has another one; %FV_ERROR_FILE when there is no room for it, when it cannot be
 *   written or is being fetched by someone else; %FV_ERROR_WEIGHTS when it is not
 *   weights; %FV_ERROR_SETTING; %FV_ERROR_CANCELLED
 *
 * Fetches a weights file into the user's data folder. What an earlier call began is
 * continued. The file appears under its name when it is complete and its checksum is
 * right. Proxies are those of the environment (http_proxy, https_proxy, no_proxy). If
 * the file is there already, nothing is fetched.
 *
 * The call returns when all is done, which may take minutes; call it in a thread of
 * its own to do something else meanwhile.
 *
 * Returns: (transfer full): the file's path in the file system's encoding, or %NULL
 */
gchar *
fv_weights_fetch (const FvFetch *fetch, GCancellable *cancellable, GError **error)
{
  gchar *file;

  g_return_val_if_fail (fetch != NULL && fetch->timeout >= 0, NULL);
  g_return_val_if_fail (fetch->source == NULL || fv_source_is_whole (fetch->source),
                        NULL);
  if (fetch->source != NULL && !fv_source_check (fetch->source, error))
    return NULL;
  file = fv_weights_find_fetched (fetch->source, cancellable);
  if (file != NULL)
    return file;
  if (fetch->source != NULL)
    return fetch_one (fetch->source, fetch, cancellable, error);
  return fetch_any (fetch, cancellable, error);
}
