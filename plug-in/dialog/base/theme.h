/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_THEME_H
#define PLUG_IN_THEME_H

void theme_init (void);

#endif /* PLUG_IN_THEME_H */
