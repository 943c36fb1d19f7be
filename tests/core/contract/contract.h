/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The contracts of the public functions: what featvis.h and their comments promise about
 * arguments, results and errors. Each function has one test case, "/contract/" and its
 * name, in one of the files contract-*.c; contracts.sh tells which has none. */

#ifndef CONTRACT_H
#define CONTRACT_H

#include "featvis.h"

/* A program's mistake, which is told to its author, and answered by nothing */
#define ASSERT_CRITICAL(statement)                                                       \
  G_STMT_START                                                                           \
  {                                                                                      \
    g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*");                     \
    statement;                                                                           \
    g_test_assert_expected_messages ();                                                  \
  }                                                                                      \
  G_STMT_END

/* No image nor number is anything where a critical message was told. */
#define ASSERT_REFUSED(call) ASSERT_CRITICAL (g_assert_false (call))

/* Texts that nobody means, but someone may give */
#define NOT_UTF8 "\xff\xfe\xf0"

gchar *make_long_text (const gchar *part, gsize n_times);
void assert_error (GError **error, FvError code, const gchar *words);
FvImage *make_picture (gint width, gint height);

#endif /* CONTRACT_H */
