/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Servers that never come to an end: each is left in time, and the disk is as free as
 * before. The limits are lowered, so that what takes hours takes moments. */

#include "fetch_case.h"
#include "download/transfer.h"

#include <string.h>

#define MIB ((guint64)1 << 20)

/* Servers that send so little that it would take for ever, or only headers: after the
 * whole time, which all tries share */
static void
assert_ends (Case *test, const gchar *behaviour)
{
  case_set_behaviour (test, behaviour);
  fv_transfer_limits.longest = 2;
  case_assert_fails (test, FV_ERROR_NETWORK, "takes too long", 0);
}

static void
test_trickle (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  test->source.size = 0;
  assert_ends (test, "trickle");
}

static void
test_headers (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  assert_ends (test, "endless-headers");
}

/* What came of a file of known size is worth to go on with. */
static void
test_slow_file (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  case_put_part (test, server.content, 1000);
  case_set_behaviour (test, "silent");
  fv_transfer_limits.longest = 1;
  case_assert_fails (test, FV_ERROR_NETWORK, "takes too long", 1000);
}

/* Fewer bytes in a second than there should be: each try is given up. That it is the
 * speed shows in that it happens to a server that does send, long before the whole time.
 */
static void
test_slowest (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  case_set_behaviour (test, "trickle");
  fv_transfer_limits.slowest = 100000;
  test->source.size = 100 * MIB;
  test->fetch.timeout = 1;
  g_assert_null (fv_weights_fetch (&test->fetch, NULL, &test->error));
  g_assert_error (test->error, FV_ERROR, FV_ERROR_NETWORK);
  g_assert_nonnull (strstr (test->error->message, "kept"));
}

/* A body without an end is cut off, and nothing of it stays. */
static void
test_endless (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  case_set_behaviour (test, "endless");
  case_assert_fails (test, FV_ERROR_NETWORK, "another size", 0);
  test->source.size = 0;
  fv_transfer_limits.largest = MIB;
  case_assert_fails (test, FV_ERROR_NETWORK, "another size", 0);
}

/* The disk is never filled by a body whose size nobody knows. */
static void
test_spared (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  case_set_behaviour (test, "endless");
  test->source.size = 0;
  fv_transfer_limits.spared = G_MAXUINT64;
  case_assert_fails (test, FV_ERROR_FILE, "no room", 0);
}

static FvTransferLimits usual;

#define LIMITED(name)                                                                    \
  static void limited_##name (Case *test, gconstpointer data)                            \
  {                                                                                      \
    fv_transfer_limits = usual;                                                          \
    test_##name (test, data);                                                            \
  }

LIMITED (trickle)
LIMITED (headers)
LIMITED (slow_file)
LIMITED (slowest)
LIMITED (endless)
LIMITED (spared)

static const CaseTest tests[] = {
  { "/weights/fetch/trickle", limited_trickle },
  { "/weights/fetch/headers", limited_headers },
  { "/weights/fetch/slow-file", limited_slow_file },
  { "/weights/fetch/slowest", limited_slowest },
  { "/weights/fetch/endless", limited_endless },
  { "/weights/fetch/spared", limited_spared },
};

int
main (int argc, char **argv)
{
  usual = fv_transfer_limits;
  return case_run_tests (&argc, &argv, tests, G_N_ELEMENTS (tests));
}
