--- Starts the server and attaches buffers to it. Nothing in this plugin looks for secrets.
local M = {}

local notified = {}

--- Tells each problem once; every opened file would otherwise repeat it.
---@param problem string
local function notify_once(problem)
  if notified[problem] then return end
  notified[problem] = true
  vim.notify('Keyward: ' .. problem .. ' See :Keyward health', vim.log.levels.ERROR)
end

--- Optional: the same options as `vim.g.keyward`.
---@param options? { path?: string, enable?: boolean }
function M.setup(options)
  vim.g.keyward = vim.tbl_extend('force', vim.g.keyward or {}, options or {})
  if vim.g.loaded_keyward then vim.lsp.enable('keyward', vim.g.keyward.enable ~= false) end
end

--- `root_dir` of the configuration: keeps away buffers that are no file on disk, among them
--- the empty first one, and files that no server could be started for.
---@param bufnr integer
---@param on_dir fun(root?: string)
function M.root_dir(bufnr, on_dir)
  local name = vim.api.nvim_buf_get_name(bufnr)
  if name == '' or name:match('^%a[%w+.-]+://') or vim.bo[bufnr].buftype ~= '' then return end
  local config = vim.lsp.config.keyward
  local root = vim.fs.root(bufnr, config.root_markers or {})
  if type(config.cmd) == 'function' then
    local _, problem = require('keyward.server').find(root)
    if problem then return notify_once(problem) end
  end
  on_dir(root)
end

--- `cmd` of the configuration.
---@param dispatchers vim.lsp.rpc.Dispatchers
---@param config? vim.lsp.ClientConfig
---@return vim.lsp.rpc.PublicClient
function M.start(dispatchers, config)
  config = config or {}
  local path, problem = require('keyward.server').find(config.root_dir)
  if not path then error(problem, 0) end
  return vim.lsp.rpc.start({ path, 'lsp' }, dispatchers, { cwd = config.cmd_cwd, env = config.cmd_env })
end

--- Attaches one buffer as `vim.lsp.enable()` does on FileType.
---@param bufnr integer
function M.attach(bufnr)
  if not vim.lsp.is_enabled('keyward') then return end
  local config = vim.deepcopy(vim.lsp.config.keyward)
  if config.filetypes and not vim.tbl_contains(config.filetypes, vim.bo[bufnr].filetype) then return end
  local start = function(root)
    config.root_dir = root
    -- Joins the running client when name and root agree.
    vim.lsp.start(config, { bufnr = bufnr, reuse_client = config.reuse_client })
  end
  if type(config.root_dir) == 'function' then return config.root_dir(bufnr, start) end
  start(config.root_dir or vim.fs.root(bufnr, config.root_markers or {}))
end

--- Stops the server and starts it again for the buffers that it had.
function M.restart()
  local clients = vim.lsp.get_clients({ name = 'keyward' })
  notified = {}
  local buffers = {}
  for _, client in ipairs(clients) do
    vim.list_extend(buffers, vim.tbl_keys(client.attached_buffers))
    client:stop()
  end
  -- Buffers that never had one: the server may have been missing until now.
  if #clients == 0 then buffers = vim.api.nvim_list_bufs() end
  local waited = 0
  local function attach_when_stopped()
    local left = vim.tbl_filter(function(client) return not client:is_stopped() end, clients)
    if #left > 0 and waited < 3000 then
      waited = waited + 50
      return vim.defer_fn(attach_when_stopped, 50)
    end
    for _, client in ipairs(left) do client:stop(true) end
    for _, bufnr in ipairs(buffers) do
      if vim.api.nvim_buf_is_loaded(bufnr) then M.attach(bufnr) end
    end
  end
  attach_when_stopped()
end

return M
