" Keyward in Vim by ALE: source this file after ALE is on the runtime path.
" ALE attaches by file type, and keeps the linters that it already has for each.

function! s:Root(buffer) abort
  let l:git = finddir('.git', fnamemodify(bufname(a:buffer), ':p:h') . ';')
  return empty(l:git) ? fnamemodify(bufname(a:buffer), ':p:h') : fnamemodify(l:git, ':p:h:h')
endfunction

for s:type in ['python', 'javascript', 'typescript', 'go', 'rust', 'java', 'cs', 'ruby', 'php', 'sh',
      \ 'json', 'yaml', 'toml', 'conf', 'dosini', 'xml', 'markdown', 'text']
  call ale#linter#Define(s:type, {
        \ 'name': 'keyward',
        \ 'lsp': 'stdio',
        \ 'executable': 'keyward',
        \ 'command': '%e lsp',
        \ 'project_root': function('s:Root'),
        \ })
endfor
