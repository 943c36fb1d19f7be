/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a process that works on what cannot be trusted may do: read what it has open,
 * write to its connection, and take memory. So whoever comes to rule it by a damaged file
 * rules next to nothing. */

#define _DEFAULT_SOURCE /* for RLIMIT_NPROC */
#define _DARWIN_C_SOURCE

#include "sandbox.h"

#include <sys/resource.h>

#ifdef FV_HAVE_SECCOMP
#include <errno.h>
#include <seccomp.h>
#include <sys/mman.h>
#endif

/* Limits ---------------------------------------------------------------------------- */

static gboolean
limit (gint resource, rlim_t most)
{
  const struct rlimit value = { most, most };

  return setrlimit (resource, &value) == 0;
}

/* Descriptors that are open stay so, and there is no number for another; but poll() takes
 * no more than the limit. What is limited from outside, too, is so in isolated-unix.c. */
static gboolean
limit_all (void)
{
  return limit (RLIMIT_NOFILE, 1) && limit (RLIMIT_FSIZE, 0) && limit (RLIMIT_NPROC, 0);
}

/* Calls of the system --------------------------------------------------------------- */

#if defined(FV_HAVE_SECCOMP) && !defined(FV_HAS_ADDRESS_SANITIZER)

static const gint allowed[] = {
  SCMP_SYS (read),
  SCMP_SYS (pread64),
  SCMP_SYS (lseek),
  SCMP_SYS (recvfrom),
  SCMP_SYS (poll),
  SCMP_SYS (ppoll),
  SCMP_SYS (munmap),
  SCMP_SYS (mremap),
  SCMP_SYS (brk),
  SCMP_SYS (madvise),
  SCMP_SYS (futex),
  SCMP_SYS (exit),
  SCMP_SYS (exit_group),
  SCMP_SYS (rt_sigreturn),
  SCMP_SYS (rt_sigprocmask),
  SCMP_SYS (clock_gettime),
  SCMP_SYS (gettimeofday),
  SCMP_SYS (getrandom),
  SCMP_SYS (sched_yield),
  SCMP_SYS (restart_syscall),
};

/* Memory that is no file's and is never executed; and words to the connection, which
 * has no address */
static gboolean
allow_some (scmp_filter_ctx filter)
{
  const struct scmp_arg_cmp anonymous =
      SCMP_A3 (SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS);
  const struct scmp_arg_cmp not_executed = SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
  const struct scmp_arg_cmp no_address = SCMP_A4 (SCMP_CMP_EQ, 0);

  return seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mmap), 2, not_executed,
                           anonymous) == 0 &&
         seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mprotect), 1,
                           not_executed) == 0 &&
         seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (sendto), 1, no_address) == 0;
}

/* Whatever else is called fails. A system without filters has the limits alone. */
static gboolean
filter_calls (void)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ERRNO (EPERM));
  gboolean succeeded = filter != NULL && allow_some (filter);
  gint result = 0;

  for (gsize i = 0; succeeded && i < G_N_ELEMENTS (allowed); i++)
    succeeded = seccomp_rule_add (filter, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
  if (succeeded)
    result = seccomp_load (filter);
  if (filter != NULL)
    seccomp_release (filter);
  return succeeded && (result == 0 || result == -EINVAL || result == -ENOSYS);
}

#else

static gboolean
filter_calls (void)
{
  return TRUE;
}

#endif

/**
 * fv_sandbox_enter:
 *
 * Gives up, for the rest of this process, all that is not needed to read what is open.
 *
 * Returns: whether it could
 */
gboolean
fv_sandbox_enter (void)
{
  return limit_all () && filter_calls ();
}
