--- Names of plugins and language servers, from which the server tells which assistants are in
--- use; it knows them, this does not. Nothing but names is told.
local M = {}

local sent = {} -- by client id

---@param set table<string, true>
---@return string[]
local function sorted(set)
  local list = vim.tbl_keys(set)
  table.sort(list)
  return list
end

--- Modules that are loaded, and those of plugins that lazy.nvim loads later.
local function modules()
  local found = {}
  for name in pairs(package.loaded) do
    local _, dots = name:gsub('%.', '')
    if dots < 2 and not name:match('^vim%f[.%z]') and not name:match('^_') then found[name] = true end
  end
  local lazy = package.loaded['lazy.core.config']
  for name, plugin in pairs(type(lazy) == 'table' and type(lazy.plugins) == 'table' and lazy.plugins or {}) do
    if type(plugin) == 'table' and type(plugin.main) == 'string' then found[plugin.main] = true end
    local module = tostring(name):gsub('%.nvim$', ''):gsub('%.lua$', '')
    found[module] = true
    found[(module:gsub('%-ai$', ''))] = true
  end
  return sorted(found)
end

--- Plugins in Vim script say that they are loaded by a global variable.
local function globals()
  local found = {}
  for _, name in ipairs(vim.fn.getcompletion('g:loaded_', 'var')) do found[(name:gsub('^g:', ''))] = true end
  return sorted(found)
end

local function clients()
  local found = {}
  for _, client in ipairs(vim.lsp.get_clients()) do
    if client.name ~= 'keyward' then found[client.name] = true end
  end
  return sorted(found)
end

--- What there is now.
function M.now() return { modules = modules(), globals = globals(), lspClients = clients() } end

--- `before_init` of the configuration.
---@param params table
function M.before_init(params)
  params.initializationOptions = vim.tbl_extend('force', params.initializationOptions or {}, M.now())
end

--- Tells running servers, if something has changed.
function M.tell()
  local now
  for _, client in ipairs(vim.lsp.get_clients({ name = 'keyward' })) do
    if client.initialized then
      now = now or M.now()
      if not vim.deep_equal(sent[client.id], now) then
        sent[client.id] = now
        client:notify('keyward/signs', now)
      end
    end
  end
end

return M
