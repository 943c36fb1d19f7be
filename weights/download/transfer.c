/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server sends is trusted in nothing: it may send more or less than was asked
 * for, from another position, or a web page. */

#include "transfer.h"

#include <curl/curl.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define MAXIMUM_REDIRECTS 5
#define DEFAULT_TIMEOUT   30
#define MIB               ((guint64)1 << 20)
#define HOUR              3600

#define STATUS_OK      200
#define STATUS_PARTIAL 206
#define STATUS_RANGE   416

/* The slowest that gets 59 MB in less than four hours; twice the whole of VGG19 with its
 * classifier, in numbers of 32 bits */
FvTransferLimits fv_transfer_limits = {
  .slowest = 4096, .longest = 12 * HOUR, .largest = 2048 * MIB, .spared = 64 * MIB
};

/* What went wrong, what can be done, and how to do without a network. */
static void
set_failed (const FvSource *source, const gchar *reason, const gchar *remedy,
            GError **error)
{
  g_autofree gchar *folder = fv_weights_get_folder ();
  g_autofree gchar *label = g_filename_display_name (folder);

  g_set_error (error, FV_ERROR, FV_ERROR_NETWORK,
               _ ("%s cannot be fetched: %s. %s For a machine without a network, fetch "
                  "that address on another one and put the file into the folder “%s”."),
               source->url, reason, remedy, label);
}

static void
set_wrong_content (const FvSource *source, const gchar *reason, GError **error)
{
  set_failed (source, reason,
              _ ("Choose another source or address; if this network asks for a sign-in, "
                 "do that first in a browser."),
              error);
}

/**
 * fv_transfer_set_wrong_checksum:
 * @transfer: a transfer whose server has something else than is meant
 * @error: %FV_ERROR_NETWORK
 */
void
fv_transfer_set_wrong_checksum (const FvTransfer *transfer, GError **error)
{
  set_wrong_content (transfer->source,
                     _ ("the file there has another checksum, and was not kept"), error);
}

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

/* The first position of what is being sent, by the header Content-Range */
static gboolean
get_first_position (CURL *handle, guint64 *position)
{
  const gchar *const unit = "bytes ";
  struct curl_header *header;
  gchar *end = NULL;

  if (curl_easy_header (handle, "Content-Range", 0, CURLH_HEADER, -1, &header) !=
          CURLHE_OK ||
      g_ascii_strncasecmp (header->value, unit, strlen (unit)) != 0)
    return FALSE;
  *position = g_ascii_strtoull (header->value + strlen (unit), &end, 10);
  return *end == '-';
}

static guint64
get_announced_size (CURL *handle)
{
  curl_off_t size = -1;

  curl_easy_getinfo (handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &size);
  return (guint64)MAX (size, 0);
}

static gboolean
is_web_page (CURL *handle)
{
  const gchar *type = NULL;

  curl_easy_getinfo (handle, CURLINFO_CONTENT_TYPE, &type);
  return type != NULL && g_ascii_strncasecmp (type, "text/html", 9) == 0;
}

/* Finds out which position of the file the answer begins at: where the part ends, or,
 * from a server that knows no ranges, 0. */
static gboolean
find_begin (FvTransfer *transfer, guint64 *position, GError **error)
{
  glong status = 0;

  *position = 0;
  curl_easy_getinfo (transfer->handle, CURLINFO_RESPONSE_CODE, &status);
  if (status == STATUS_OK ||
      (status == STATUS_PARTIAL && get_first_position (transfer->handle, position) &&
       *position == transfer->part->size))
    return TRUE;
  transfer->is_misplaced = TRUE;
  set_wrong_content (transfer->source, _ ("the server sent another part of the file"),
                     error);
  return FALSE;
}

/* Whether the announced size is the one that is meant; it need not be announced. */
static gboolean
check_size (FvTransfer *transfer, guint64 position, GError **error)
{
  const FvSource *source = transfer->source;
  guint64 announced = get_announced_size (transfer->handle);
  guint64 size = position + MIN (announced, G_MAXUINT64 / 2);

  if (announced == 0 || size == source->size ||
      (source->is_beginning && size > source->size))
    return TRUE;
  if (source->size == 0 && size <= fv_transfer_limits.largest)
    {
      transfer->total = size;
      return fv_part_check_space (transfer->part, announced, error);
    }
  set_wrong_content (source, _ ("the file there has another size"), error);
  return FALSE;
}

/* Called when the first bytes are there. Only an answer that will do touches the
 * part. */
static gboolean
begin (FvTransfer *transfer, GError **error)
{
  guint64 position;

  transfer->has_begun = TRUE;
  if (is_web_page (transfer->handle))
    {
      set_wrong_content (transfer->source, _ ("there is only a web page"), error);
      return FALSE;
    }
  if (!find_begin (transfer, &position, error) ||
      !check_size (transfer, position, error) ||
      (position < transfer->part->size && !fv_part_empty (transfer->part, error)))
    return FALSE;
  transfer->part->is_resumed = position > 0;
  return TRUE;
}

/* A body whose end nobody knows must not fill the disk, nor stay on it. */
static gboolean
check_room (FvTransfer *transfer, gsize n_bytes, GError **error)
{
  transfer->n_unchecked += n_bytes;
  if (transfer->total > 0 || transfer->n_unchecked < MIB)
    return TRUE;
  transfer->n_unchecked = 0;
  if (fv_part_check_space (transfer->part, fv_transfer_limits.spared, error))
    return TRUE;
  fv_part_empty (transfer->part, NULL);
  return FALSE;
}

/* Where the body ends: at the size that is known, or that was announced, or else at the
 * largest */
static guint64
get_limit (const FvTransfer *transfer)
{
  return transfer->total > 0 ? transfer->total : fv_transfer_limits.largest;
}

static gboolean
append (FvTransfer *transfer, const guint8 *bytes, gsize n_bytes, GError **error)
{
  guint64 limit = get_limit (transfer), size = transfer->part->size;
  guint64 n_wanted = limit > size ? limit - size : 0;

  if (n_bytes > n_wanted && !transfer->source->is_beginning)
    {
      fv_part_empty (transfer->part, NULL);
      set_wrong_content (transfer->source, _ ("the file there has another size"), error);
      return FALSE;
    }
  if (!check_room (transfer, n_bytes, error) ||
      !fv_part_append (transfer->part, bytes, MIN (n_bytes, n_wanted), error))
    return FALSE;
  transfer->is_complete = transfer->part->size == transfer->source->size;
  return TRUE;
}

/* libcurl stops when less than was given is taken. */
static size_t
on_bytes (char *bytes, size_t size, size_t n_bytes, void *user_data)
{
  FvTransfer *transfer = user_data;
  gboolean was_complete = transfer->is_complete;

  if ((!transfer->has_begun && !begin (transfer, &transfer->problem)) ||
      !append (transfer, (const guint8 *)bytes, n_bytes * size, &transfer->problem))
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

  set_failed (transfer->source, reason,
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
    set_failed (transfer->source, reason,
                _ ("Set this machine's clock, and install the package ca-certificates."),
                error);
  else
    set_failed (transfer->source, reason,
                _ ("Check the network and its proxy settings, then try again; what was "
                   "fetched is kept."),
                error);
}

/* What came so slowly and has no known size may have no end. */
static void
set_too_long (const FvTransfer *transfer, GError **error)
{
  if (transfer->total == 0)
    fv_part_empty (transfer->part, NULL);
  set_failed (transfer->source, _ ("the server takes too long"),
              _ ("Try again later, or choose another source."), error);
}

/* After a server could not go on where the part ends: a request for the whole file may
 * succeed. */
static gboolean
begin_anew (FvTransfer *transfer)
{
  return transfer->is_misplaced && transfer->part->size > 0 &&
         fv_part_empty (transfer->part, NULL);
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
