/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Documented in sandbox-unix.c. The job of isolated-windows.c lets this process start no
 * other. What it gives up here it cannot take back: its user's privileges, opening for
 * writing what is not of the lowest integrity, as nothing of a user's is, making code
 * while it runs, and windows. What the user may read it can still open. */

#include "sandbox.h"

#include <windows.h>

static gboolean
drop_privileges (HANDLE token)
{
  DWORD n_bytes = 0;
  g_autofree TOKEN_PRIVILEGES *privileges = NULL;

  GetTokenInformation (token, TokenPrivileges, NULL, 0, &n_bytes);
  privileges = g_malloc0 (MAX (n_bytes, sizeof *privileges));
  if (!GetTokenInformation (token, TokenPrivileges, privileges, n_bytes, &n_bytes))
    return FALSE;
  for (DWORD i = 0; i < privileges->PrivilegeCount; i++)
    privileges->Privileges[i].Attributes = SE_PRIVILEGE_REMOVED;
  return AdjustTokenPrivileges (token, FALSE, privileges, 0, NULL, NULL);
}

/* The system wants the label and what it points to in one piece. */
static gboolean
lower_integrity (HANDLE token)
{
  struct
  {
    TOKEN_MANDATORY_LABEL label;
    SID lowest;
  } whole = {
    .label.Label.Attributes = SE_GROUP_INTEGRITY,
    .lowest = { .Revision = SID_REVISION,
                .SubAuthorityCount = 1,
                .IdentifierAuthority = { SECURITY_MANDATORY_LABEL_AUTHORITY },
                .SubAuthority = { SECURITY_MANDATORY_UNTRUSTED_RID } },
  };

  whole.label.Label.Sid = &whole.lowest;
  return SetTokenInformation (token, TokenIntegrityLevel, &whole, sizeof whole);
}

static gboolean
lower_rights (void)
{
  HANDLE token;
  gboolean succeeded;

  if (!OpenProcessToken (GetCurrentProcess (),
                         TOKEN_QUERY | TOKEN_ADJUST_PRIVILEGES | TOKEN_ADJUST_DEFAULT,
                         &token))
    return FALSE;
  succeeded = drop_privileges (token) && lower_integrity (token);
  CloseHandle (token);
  return succeeded;
}

/* An older system that knows none of these has the rest alone. */
static void
forbid (void)
{
  PROCESS_MITIGATION_DYNAMIC_CODE_POLICY code = { .ProhibitDynamicCode = 1 };
  PROCESS_MITIGATION_SYSTEM_CALL_DISABLE_POLICY windows = { .DisallowWin32kSystemCalls =
                                                                1 };

  SetProcessMitigationPolicy (ProcessDynamicCodePolicy, &code, sizeof code);
  SetProcessMitigationPolicy (ProcessSystemCallDisablePolicy, &windows, sizeof windows);
}

gboolean
fv_sandbox_enter (void)
{
  forbid ();
  return lower_rights ();
}
