;;; keyward.el --- Keyward as a server of eglot  -*- lexical-binding: t -*-

;; eglot runs one server per mode. These are the modes that rarely have another one;
;; add `prog-mode' if you have none there, or put a multiplexer in front.

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               '((text-mode conf-mode) . ("keyward" "lsp"))))

(add-hook 'text-mode-hook #'eglot-ensure)
(add-hook 'conf-mode-hook #'eglot-ensure)

(provide 'keyward)
;;; keyward.el ends here
