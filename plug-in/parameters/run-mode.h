/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_RUN_MODE_H
#define PLUG_IN_RUN_MODE_H

/* Who asks for a picture, and with which parameters. */
typedef enum
{
  RUN_BY_DIALOG,       /* a person, who is asked for them */
  RUN_BY_SCRIPT,       /* a script, which gives them */
  RUN_WITH_LAST_VALUES /* those of the last time */
} RunMode;

#endif /* PLUG_IN_RUN_MODE_H */
