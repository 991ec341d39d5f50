-- Loaded at start-up, so it must be cheap: nothing is required before it is used.

if vim.g.loaded_keyward then return end
vim.g.loaded_keyward = true

if vim.fn.has('nvim-0.11') == 0 then
  vim.notify('Keyward needs Neovim 0.11 or newer.', vim.log.levels.ERROR)
  return
end

vim.api.nvim_create_user_command('Keyward', function(call) require('keyward.command').run(call.fargs) end, {
  nargs = '+',
  desc = 'Keyward: restart, log, scan, rules, health',
  complete = function(lead, line) return require('keyward.command').complete(lead, line) end,
})

-- `vim.lsp.enable()` hangs on the FileType event, which never comes for a file that Neovim has
-- no filetype for, and `id_rsa` or `credentials` are just the files to look at.
vim.api.nvim_create_autocmd({ 'BufReadPost', 'BufNewFile', 'BufFilePost' }, {
  group = vim.api.nvim_create_augroup('keyward', {}),
  desc = 'Keyward: attach to files without a filetype',
  callback = function(event)
    -- Scheduled, so that filetype detection has its turn first.
    vim.schedule(function()
      if vim.api.nvim_buf_is_loaded(event.buf) and vim.bo[event.buf].filetype == '' then
        require('keyward').attach(event.buf)
      end
    end)
  end,
})

-- Plugins that are loaded later, and servers that start later, may be those of an assistant.
local function tell_signs()
  vim.schedule(function() require('keyward.signs').tell() end)
end
local signs = vim.api.nvim_create_augroup('keyward.signs', {})
vim.api.nvim_create_autocmd('LspAttach', { group = signs, callback = tell_signs, desc = 'Keyward: assistants in use' })
vim.api.nvim_create_autocmd('User', {
  group = signs, pattern = { 'LazyLoad', 'VeryLazy' }, callback = tell_signs, desc = 'Keyward: assistants in use',
})

if (vim.g.keyward or {}).enable ~= false then vim.lsp.enable('keyward') end
