--- A Neovim of its own for a case, driven over msgpack-rpc. A headless Neovim composes its
--- screen all the same, so what the user would see can be asked for.
local Child = {}
Child.__index = Child

local plugin = vim.fs.dirname(vim.fs.dirname(vim.fs.abspath(debug.getinfo(1, 'S').source:sub(2))))

--- The server under test.
Child.server = assert(vim.env.KEYWARD_BIN, 'KEYWARD_BIN must name the keyward program')

--- `options` is what `vim.g.keyward` holds; `plugin = false` loads the plugin only on request.
---@param options? { options?: table, plugin?: boolean, cwd?: string }
function Child.new(options)
  options = options or {}
  local program = vim.env.NVIM_BIN or vim.v.progpath
  local state = vim.fn.tempname()
  vim.fn.mkdir(state, 'p')
  -- XDG_* and NVIM_LOG_FILE keep everything that Neovim writes out of the home folder.
  local env = {
    XDG_STATE_HOME = state, XDG_CONFIG_HOME = state, XDG_DATA_HOME = state, NVIM_LOG_FILE = state .. '/nvim.log',
    KEYWARD_OPTIONS = vim.json.encode(options.options or { path = Child.server }),
  }
  vim.env.VIMRUNTIME, vim.env.VIM = nil, nil -- else the child inherits this Neovim's
  local arguments = { program, '--clean', '-n', '--embed', '--headless',
    '--cmd', 'lua vim.g.keyward = vim.json.decode(vim.env.KEYWARD_OPTIONS)' }
  if options.plugin ~= false then
    vim.list_extend(arguments, { '--cmd', 'set runtimepath^=' .. vim.fn.fnameescape(plugin) })
  end
  local channel = vim.fn.jobstart(arguments, { rpc = true, env = env, cwd = options.cwd or state })
  assert(channel > 0, 'cannot start ' .. program)
  local self = setmetatable({ channel = channel, state = state }, Child)
  self:lua([[
    vim.o.columns, vim.o.lines = 110, 30
    _G.notifications = {}
    vim.notify = function(message) table.insert(_G.notifications, message) end
  ]])
  return self
end

--- Loads the plugin into a child that runs already, as a lazy plugin manager does.
function Child:load_plugin()
  self:lua('vim.opt.rtp:prepend(...)', plugin)
  self:lua('vim.cmd("runtime! plugin/keyward.lua")')
end

function Child:request(method, ...) return vim.rpcrequest(self.channel, method, ...) end
function Child:lua(code, ...) return self:request('nvim_exec_lua', code, { ... }) end
function Child:command(command) return self:request('nvim_command', command) end
function Child:edit(path) return self:command('edit ' .. vim.fn.fnameescape(path)) end
function Child:line(number) return self:request('nvim_buf_get_lines', 0, number - 1, number, false)[1] end

--- Keys, one by one, as somebody types them.
function Child:type(keys)
  for key in keys:gmatch('.') do
    self:request('nvim_input', key == '<' and '<lt>' or key)
    vim.wait(2)
  end
end

--- Waits until the Lua code returns something true, and gives that back.
function Child:wait(what, code, ...)
  local arguments, result = { ... }, nil
  local ok = vim.wait(30000, function()
    result = self:lua(code, unpack(arguments))
    return result and result ~= vim.NIL
  end, 20)
  if ok then return result end
  error(('timed out waiting for %s\n%s\nnotifications: %s'):format(
    what, table.concat(self:screen(), '\n'), vim.inspect(self:lua('return _G.notifications'))), 2)
end

function Child:wait_attached()
  self:wait('the server', [[
    local client = vim.lsp.get_clients({ name = 'keyward', bufnr = 0 })[1]
    return client and client.initialized
  ]])
end

function Child:clients() return self:lua("return #vim.lsp.get_clients({ name = 'keyward' })") end

--- The composed screen, as lines of text.
function Child:screen()
  return self:lua([[
    vim.cmd.redraw()
    local lines = {}
    for row = 1, vim.o.lines do
      local cells = {}
      for column = 1, vim.o.columns do cells[column] = vim.fn.screenstring(row, column) end
      lines[row] = (table.concat(cells):gsub('%s+$', ''))
    end
    return lines
  ]])
end

function Child:stop()
  pcall(function() self:command('qall!') end)
  vim.fn.jobwait({ self.channel }, 5000)
  pcall(vim.fn.jobstop, self.channel)
  vim.fn.delete(self.state, 'rf')
end

--- Runs a case with a child that is stopped whatever happens.
---@param options table?
---@param body fun(child: table)
function Child.with(options, body)
  local child = Child.new(options)
  require('project').finally(function() body(child) end, function() child:stop() end)
end

return Child
