--- `:Keyward`
local M = {}

local function running()
  local client = vim.lsp.get_clients({ name = 'keyward', bufnr = 0 })[1] or vim.lsp.get_clients({ name = 'keyward' })[1]
  if not client then vim.notify('Keyward: the server is not running. See :Keyward health', vim.log.levels.ERROR) end
  return client
end

---@param name string
---@param lines string[]
local function show(name, lines)
  vim.cmd.new()
  vim.bo.buftype, vim.bo.bufhidden, vim.bo.swapfile = 'nofile', 'wipe', false
  vim.api.nvim_buf_set_lines(0, 0, -1, false, lines)
  vim.bo.modifiable = false
  pcall(vim.api.nvim_buf_set_name, 0, name)
end

local subcommands = {
  restart = function() require('keyward').restart() end,
  health = function() vim.cmd.checkhealth('keyward') end,
  log = function() vim.cmd.tabnew(vim.fn.fnameescape(vim.lsp.log.get_filename())) end,

  scan = function()
    local client = running()
    if client then client:exec_cmd({ title = 'Scan the workspace', command = 'keyward.scanWorkspace' }) end
  end,

  rules = function()
    local path, problem = require('keyward.server').find(vim.fs.root(0, vim.lsp.config.keyward.root_markers or {}))
    if not path then return vim.notify('Keyward: ' .. problem, vim.log.levels.ERROR) end
    local done = vim.system({ path, 'rules' }, { text = true }):wait(10000)
    if done.code ~= 0 then return vim.notify("Keyward: 'keyward rules' failed.", vim.log.levels.ERROR) end
    show('keyward://rules', vim.split(vim.trim(done.stdout), '\n'))
  end,
}

---@param args string[]
function M.run(args)
  local subcommand = subcommands[args[1]]
  if subcommand and #args == 1 then return subcommand() end
  vim.notify(
    ("Keyward: no subcommand '%s'; use one of %s."):format(table.concat(args, ' '), table.concat(M.complete('', ''), ', ')),
    vim.log.levels.ERROR
  )
end

---@param lead string what is typed of the word so far
---@param line string the whole command line
---@return string[]
function M.complete(lead, line)
  if line:match('Keyward!?%s+%S+%s') then return {} end
  local names = vim.tbl_filter(function(name) return vim.startswith(name, lead) end, vim.tbl_keys(subcommands))
  table.sort(names)
  return names
end

return M
