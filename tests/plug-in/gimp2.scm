; SPDX-License-Identifier: GPL-3.0-or-later

; What the scripts of the batch tests ask that GIMP 2.10 and GIMP 3 (gimp3.scm) answer in ways
; that have nothing in common.

(define (in-menu? procedure entry)
  (member (string-append "<Image>/Filters/Neural/" entry) (cadr (gimp-plugins-query ""))))

(define (refused-by-gimp? message)
  #f)
