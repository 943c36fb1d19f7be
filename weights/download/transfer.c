/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "transfer.h"

#include <curl/curl.h>
#include <glib/gi18n-lib.h>

#include "answer.h"
#include "failure.h"

#define MAXIMUM_REDIRECTS 5
#define DEFAULT_TIMEOUT   30

#define STATUS_RANGE 416 /* there is nothing from that position on */

/**
 * fv_transfer_check_cancelled:
 * @transfer: a transfer
 * @error: %FV_ERROR_CANCELLED
 *
 * Returns: whether the user cancelled it
 */
gboolean
fv_transfer_check_cancelled (const FvTransfer *transfer, GError **error)
{
  if (!g_cancellable_is_cancelled (transfer->cancellable))
    return FALSE;
  g_set_error_literal (
      error, FV_ERROR, FV_ERROR_CANCELLED,
      _ ("The download was cancelled. What was fetched is kept: the next "
         "one goes on from there."));
  return TRUE;
}

/* libcurl stops when less than was given is taken. */
static size_t
on_bytes (char *bytes, size_t size, size_t n_bytes, void *user_data)
{
  FvTransfer *transfer = user_data;
  gboolean was_complete = transfer->is_complete;

  if (!fv_answer_take (transfer, (const guint8 *)bytes, n_bytes * size,
                       &transfer->problem))
    return 0;
  return was_complete ? 0 : n_bytes;
}

/* Called several times a second while bytes come, and once a second else. */
static int
on_progress (void *user_data, curl_off_t total G_GNUC_UNUSED,
             curl_off_t now G_GNUC_UNUSED, curl_off_t upload_total G_GNUC_UNUSED,
             curl_off_t upload_now G_GNUC_UNUSED)
{
  FvTransfer *transfer = user_data;
  const FvFetch *fetch = transfer->fetch;

  if (fetch->progress != NULL)
    fetch->progress (transfer->part->size, transfer->total, fetch->user_data);
  return g_cancellable_is_cancelled (transfer->cancellable);
}

/* Returns: the milliseconds that are left for the whole fetch */
static gint64
get_time_left (const FvTransfer *transfer)
{
  return (transfer->end - g_get_monotonic_time ()) / 1000;
}

static void
set_connection (FvTransfer *transfer, gchar *message)
{
  CURL *handle = transfer->handle;
  glong timeout = transfer->fetch->timeout ? transfer->fetch->timeout : DEFAULT_TIMEOUT;

  curl_easy_setopt (handle, CURLOPT_URL, transfer->source->url);
  curl_easy_setopt (handle, CURLOPT_USERAGENT, "featvis/" FV_VERSION);
  curl_easy_setopt (handle, CURLOPT_NOSIGNAL, 1L); /* other threads */
  curl_easy_setopt (handle, CURLOPT_ERRORBUFFER, message);
  curl_easy_setopt (handle, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt (handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt (handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt (handle, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt (handle, CURLOPT_MAXREDIRS, (glong)MAXIMUM_REDIRECTS);
  curl_easy_setopt (handle, CURLOPT_CONNECTTIMEOUT, timeout);
  curl_easy_setopt (handle, CURLOPT_TIMEOUT_MS,
                    (glong)CLAMP (get_time_left (transfer), 1, G_MAXINT));
  curl_easy_setopt (handle, CURLOPT_LOW_SPEED_LIMIT, (glong)fv_transfer_limits.slowest);
  curl_easy_setopt (handle, CURLOPT_LOW_SPEED_TIME, timeout);
}

static void
set_content (FvTransfer *transfer)
{
  const FvSource *source = transfer->source;
  CURL *handle = transfer->handle;
  g_autofree gchar *last = source->is_beginning
                               ? g_strdup_printf ("%" G_GUINT64_FORMAT, source->size - 1)
                               : g_strdup ("");
  g_autofree gchar *range =
      g_strdup_printf ("%" G_GUINT64_FORMAT "-%s", transfer->part->size, last);

  if (transfer->part->size > 0 || source->is_beginning)
    curl_easy_setopt (handle, CURLOPT_RANGE, range);
  curl_easy_setopt (handle, CURLOPT_WRITEFUNCTION, on_bytes);
  curl_easy_setopt (handle, CURLOPT_WRITEDATA, transfer);
  curl_easy_setopt (handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt (handle, CURLOPT_XFERINFOFUNCTION, on_progress);
  curl_easy_setopt (handle, CURLOPT_XFERINFODATA, transfer);
}

/* Whether the same request may succeed some seconds later */
static gboolean
is_passing_failure (CURLcode code, glong status)
{
  switch (code)
    {
    case CURLE_HTTP_RETURNED_ERROR:
      return status >= 500 || status == 408 || status == 429;
    case CURLE_PARTIAL_FILE:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return TRUE;
    default:
      return FALSE;
    }
}

static void
set_status (const FvTransfer *transfer, glong status, GError **error)
{
  g_autofree gchar *reason =
      g_strdup_printf (_ ("the server answers with the error %ld"), status);

  fv_failure_set (transfer->source, reason,
                  status < 500 ? _ ("Choose another source or address.")
                               : _ ("Try again later, or choose another source."),
                  error);
}

/* @message: libcurl's own sentence, or "" */
static void
set_connection_failed (const FvTransfer *transfer, CURLcode code, const gchar *message,
                       GError **error)
{
  const gchar *reason = message[0] != '\0' ? message : curl_easy_strerror (code);

  if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
    fv_failure_set (
        transfer->source, reason,
        _ ("Set this machine's clock, and update its certificates: on Linux, the package "
           "ca-certificates."),
        error);
  else
    fv_failure_set (
        transfer->source, reason,
        _ ("Check the network and its proxy settings, then try again; what was "
           "fetched is kept."),
        error);
}

/* What came so slowly and has no known size may have no end. */
static void
set_too_long (const FvTransfer *transfer, GError **error)
{
  if (transfer->total == 0)
    fv_partial_file_empty (transfer->part, NULL);
  fv_failure_set (transfer->source, _ ("the server takes too long"),
                  _ ("Try again later, or choose another source."), error);
}

/* After a server could not go on where the part ends: a request for the whole file may
 * succeed. */
static gboolean
begin_anew (FvTransfer *transfer)
{
  return transfer->is_misplaced && transfer->part->size > 0 &&
         fv_partial_file_empty (transfer->part, NULL);
}

static gboolean
finish (FvTransfer *transfer, CURLcode code, const gchar *message, gboolean *is_passing,
        GError **error)
{
  glong status = 0;

  curl_easy_getinfo (transfer->handle, CURLINFO_RESPONSE_CODE, &status);
  if (code == CURLE_OK && transfer->part->size < transfer->source->size)
    code = CURLE_PARTIAL_FILE;
  if (code == CURLE_HTTP_RETURNED_ERROR && status == STATUS_RANGE)
    transfer->is_misplaced = TRUE;
  *is_passing = is_passing_failure (code, status) || begin_anew (transfer);
  if (transfer->problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&transfer->problem));
      return FALSE;
    }
  if (code == CURLE_OK || (code == CURLE_WRITE_ERROR && transfer->is_complete))
    return TRUE;
  if (get_time_left (transfer) <= 0)
    {
      *is_passing = FALSE;
      set_too_long (transfer, error);
    }
  else if (code == CURLE_ABORTED_BY_CALLBACK)
    fv_transfer_check_cancelled (transfer, error);
  else if (code == CURLE_HTTP_RETURNED_ERROR)
    set_status (transfer, status, error);
  else
    set_connection_failed (transfer, code, message, error);
  return FALSE;
}

/**
 * fv_transfer_run:
 * @transfer: what to fetch, and the part to append it to
 * @is_passing: (out): after a failure, whether another try makes sense
 * @error: %FV_ERROR_NETWORK, %FV_ERROR_FILE or %FV_ERROR_CANCELLED
 *
 * Fetches what is missing in the part, in one request.
 *
 * Returns: whether the server sent all that it was asked for
 */
gboolean
fv_transfer_run (FvTransfer *transfer, gboolean *is_passing, GError **error)
{
  static gsize is_initialised = 0;
  gchar message[CURL_ERROR_SIZE] = "";
  gboolean success;

  *is_passing = FALSE;
  if (g_once_init_enter (&is_initialised))
    {
      curl_global_init (CURL_GLOBAL_DEFAULT);
      g_once_init_leave (&is_initialised, 1);
    }
  transfer->handle = curl_easy_init ();
  if (transfer->handle == NULL)
    {
      g_set_error_literal (error, FV_ERROR, FV_ERROR_MEMORY,
                           _ ("There is not enough memory for a connection. Close other "
                              "programs, then fetch again."));
      return FALSE;
    }
  transfer->total = transfer->source->size;
  transfer->has_begun = FALSE;
  transfer->is_misplaced = FALSE;
  transfer->is_complete = FALSE;
  set_connection (transfer, message);
  set_content (transfer);
  success =
      finish (transfer, curl_easy_perform (transfer->handle), message, is_passing, error);
  curl_easy_cleanup (transfer->handle);
  return success;
}
