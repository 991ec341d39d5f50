--- `:checkhealth keyward`
local M = {}

local health = vim.health

local function check_server()
  local config = vim.lsp.config.keyward
  local path, problem
  if type(config.cmd) == 'table' then
    path = vim.fn.exepath(config.cmd[1])
    if path == '' then
      path, problem = nil, ("The command in vim.lsp.config, '%s', is not a program."):format(config.cmd[1])
    end
  else
    local client = vim.lsp.get_clients({ name = 'keyward' })[1]
    local root = client and client.config.root_dir or vim.fs.root(vim.fn.getcwd(), config.root_markers or {})
    path, problem = require('keyward.server').find(root)
  end
  if not path then
    return health.error(problem, { 'Install Keyward, or set vim.g.keyward = { path = "/absolute/path/keyward" }' })
  end
  local done = vim.system({ path, '--version' }, { text = true }):wait(5000)
  if done.code ~= 0 then
    return health.error(("'%s --version' failed."):format(path), { 'Install Keyward again' })
  end
  health.ok(('Server: %s (%s)'):format(path, vim.trim(done.stdout)))
end

local function check_clients()
  if not vim.lsp.is_enabled('keyward') then
    return health.warn('The server is switched off.', { "Call vim.lsp.enable('keyward')" })
  end
  health.ok('The server is enabled')
  local clients = vim.lsp.get_clients({ name = 'keyward' })
  if #clients == 0 then return health.info('It is not running: no file is open') end
  for _, client in ipairs(clients) do
    health.ok(('Running for %s, %d buffer(s)'):format(
      client.root_dir or client.config.root_dir or 'single files', vim.tbl_count(client.attached_buffers)))
  end
end

local function check_log()
  if vim.lsp.log.get_level() > vim.log.levels.DEBUG then return health.ok("Neovim's protocol log holds no text of yours") end
  health.warn(
    "Neovim's protocol log is at level debug or trace: it holds the text of every file that you edit, secrets included.",
    { 'Set vim.lsp.log.set_level("warn") and delete ' .. vim.lsp.log.get_filename() }
  )
end

function M.check()
  health.start('keyward')
  if vim.fn.has('nvim-0.11') == 1 then
    health.ok('Neovim ' .. tostring(vim.version()))
  else
    return health.error('Neovim 0.11 or newer is needed')
  end
  check_server()
  check_clients()
  check_log()
end

return M
