; SPDX-License-Identifier: GPL-3.0-or-later

; What a person saved, for comparisons.

(for-each (lambda (name)
            (let* ((path (in-work (string-append name ".xcf")))
                   (image (car (gimp-file-load RUN-NONINTERACTIVE path path))))
              (save-tiff (active image) (string-append name ".tif"))
              (gimp-image-delete image)))
          '("original" "changed" "undone" "redone"))
