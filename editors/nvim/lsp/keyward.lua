---@brief
---
--- https://github.com/keyward-dev/keyward
---
--- Keyward finds secrets in code while you type and moves them to environment variables.
---
--- There are no `filetypes`: a secret can be in any file. `vim.lsp.enable()` still waits for
--- the FileType event, so files that Neovim has no filetype for (`id_rsa`, `credentials`)
--- are attached by `plugin/keyward.lua`.
---
--- The program is `vim.g.keyward.path`, else `keyward` on `PATH`, and never one that lies in
--- the folder you are working on. To start it another way, give the whole command:
---
--- ```lua
--- vim.lsp.config('keyward', { cmd = { '/opt/keyward/bin/keyward', 'lsp' } })
--- ```

-- Functions that call `require` late: loading this file must cost nothing.

---@type vim.lsp.Config
return {
  -- Starts `{ 'keyward', 'lsp' }` by its absolute path.
  cmd = function(dispatchers, config) return require('keyward').start(dispatchers, config) end,
  root_dir = function(bufnr, on_dir) require('keyward').root_dir(bufnr, on_dir) end,
  root_markers = { '.keyward.toml', '.git' },
  workspace_required = false,
  -- Neovim's default of 150 ms is most of the time between a keystroke and its diagnostic.
  flags = { debounce_text_changes = 50 },
  settings = { keyward = vim.empty_dict() },
  -- Actions that need a name or a reason ask for it with vim.ui.input().
  init_options = { asks = true },
  before_init = function(params) require('keyward.signs').before_init(params) end,
  commands = {
    ['keyward.askName'] = function(command, context) require('keyward.asking').name(command, context) end,
    ['keyward.askReason'] = function(command, context) require('keyward.asking').reason(command, context) end,
  },
}
