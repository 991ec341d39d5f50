# Keyward in Kakoune by kak-lsp: load after `eval %sh{ kak-lsp }`.
# A buffer that has servers keeps them.

hook -group keyward global BufSetOption filetype=.+ %{
    set-option -add buffer lsp_servers %{
        [keyward]
        command = "keyward"
        args = ["lsp"]
        root_globs = [".git", ".env"]
    }
}
hook -group keyward global WinSetOption filetype=.+ %{
    lsp-enable-window
    lsp-inlay-diagnostics-enable window
}
