; SPDX-License-Identifier: GPL-3.0-or-later

; What a person saved before a dream in the layer itself, after it, and after undo.

(define (load name)
  (let ((path (in-work (string-append name ".xcf"))))
    (car (gimp-file-load RUN-NONINTERACTIVE path path))))

(define (has-record? image)
  (contains? (string-append "," (foldr (lambda (text name) (string-append text name ",")) ""
                                       (cadr (gimp-item-get-parasite-list (active image)))))
             ",visualize-vgg16-filter,"))

(define (selection image)
  (gimp-selection-bounds image))

(for-each (lambda (name)
            (let ((image (load name)))
              (save-tiff (active image) (string-append name ".tif"))
              (check-equal (string-append name ": no channel is left") 0
                           (car (gimp-image-get-channels image)))
              (check-equal (string-append name ": the record") (string=? name "changed")
                           (has-record? image))
              (gimp-image-delete image)))
          '("original" "changed" "undone"))

(let ((changed (load "changed")))
  (check-equal "changed: what was selected in the meantime still is" '(1 20 20 70 60)
               (selection changed))
  (gimp-image-delete changed))
