/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a process gives up that works on what cannot be trusted: sandbox-unix.c and
 * sandbox-windows.c. */

#ifndef FV_SYSTEM_SANDBOX_H
#define FV_SYSTEM_SANDBOX_H

#include <glib.h>

/* The address sanitizer reserves more memory than any limit, and calls what no filter of
 * ours lets through. */
#if defined(__SANITIZE_ADDRESS__)
#define FV_HAS_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FV_HAS_ADDRESS_SANITIZER 1
#endif
#endif

gboolean fv_sandbox_enter (void);

#endif /* FV_SYSTEM_SANDBOX_H */
