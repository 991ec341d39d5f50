" Keyward in Vim by ALE: source this file after your own `g:ale_linters`, with ALE on
" the runtime path.

function! s:Root(buffer) abort
  let l:folder = fnamemodify(bufname(a:buffer), ':p:h')
  let l:git = finddir('.git', l:folder . ';')
  return empty(l:git) ? l:folder : fnamemodify(l:git, ':p:h:h')
endfunction

let g:ale_linters = get(g:, 'ale_linters', {})

for s:type in ['python', 'javascript', 'typescript', 'go', 'rust', 'java', 'cs', 'ruby', 'php', 'sh',
      \ 'json', 'yaml', 'toml', 'conf', 'dosini', 'xml', 'markdown', 'text']
  call ale#linter#Define(s:type, {
        \ 'name': 'keyward',
        \ 'lsp': 'stdio',
        \ 'executable': 'keyward',
        \ 'command': '%e lsp',
        \ 'project_root': function('s:Root'),
        \ })
  let s:chosen = get(g:ale_linters, s:type, 'all')
  if type(s:chosen) is v:t_list && index(s:chosen, 'keyward') < 0
    call add(s:chosen, 'keyward')
  endif
  " Without a choice of yours, ALE leaves out whatever is not in a list of its own.
  let g:ale_linters[s:type] = s:chosen
endfor
