-- The main job: a token is typed, seen, and moved to the environment, on disk.
local Child = require('child')
local project = require('project')

--- Makes the child keep every message of both directions in _G.messages.
local function record(child)
  child:lua([[
    _G.messages = {}
    local function keep(from, method, content)
      table.insert(_G.messages, { from = from, method = method, content = vim.json.encode({ content }) })
    end
    local start = vim.lsp.rpc.start
    vim.lsp.rpc.start = function(cmd, dispatchers, extra)
      local rpc = start(cmd, vim.tbl_extend('force', dispatchers, {
        notification = function(method, params)
          keep('server', method, params)
          return dispatchers.notification(method, params)
        end,
        server_request = function(method, params)
          keep('server', method, params)
          local result, problem = dispatchers.server_request(method, params)
          keep('client', method, result)
          return result, problem
        end,
      }), extra)
      local request, notify = rpc.request, rpc.notify
      rpc.request = function(method, params, callback, ...)
        keep('client', method, params)
        return request(method, params, function(problem, result)
          keep('server', method, { problem = problem, result = result })
          return callback(problem, result)
        end, ...)
      end
      rpc.notify = function(method, params)
        keep('client', method, params)
        return notify(method, params)
      end
      return rpc
    end
  ]])
end

--- Fails when a message holds a part of the value that it need not hold.
local function assert_no_leak(child, token)
  local text_sync = { ['textDocument/didOpen'] = true, ['textDocument/didChange'] = true }
  local from_server = 0
  for _, message in ipairs(child:lua('return _G.messages')) do
    if message.from == 'server' then from_server = from_server + 1 end
    local needed = message.from == 'client' and text_sync[message.method]
    for start = 5, #token - 7 do
      local part = token:sub(start, start + 7)
      assert(needed or not message.content:find(part, 1, true),
        ('a part of the value is in %s of the %s'):format(message.method, message.from))
    end
  end
  assert(from_server > 3, 'nothing was recorded')
end

local diagnostic = [[
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    if diagnostic.source == 'keyward' then return diagnostic.message end
  end
]]

--- Puts the cursor on the token and takes the action whose title starts with `title`.
local function take_fix(child, title)
  child:lua([[
    local title = ...
    vim.ui.select = function(actions, _, choose)
      _G.offered = vim.tbl_map(function(item) return (item.action or item).title end, actions)
      for index, offered in ipairs(_G.offered) do
        if vim.startswith(offered, title) then return choose(actions[index], index) end
      end
      choose(nil)
    end
    local found = vim.diagnostic.get(0)[1]
    vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col + 2 })
  ]], title)
  child:request('nvim_input', 'gra') -- Neovim's own mapping for code actions
  local offered = child:wait('the menu', 'return _G.offered')
  for _, offer in ipairs(offered) do
    if vim.startswith(offer, title) then return end
  end
  error(('%s is not in the menu: %s'):format(title, vim.inspect(offered)))
end

--- Answers vim.ui.input() with this, and keeps what was suggested.
local function answer(child, text)
  child:lua([[
    local text = ...
    vim.ui.input = function(options, answered)
      _G.suggested = options.default or ''
      answered(text)
    end
  ]], text)
end

local function buffer(child, path)
  return table.concat(child:lua([[
    return vim.api.nvim_buf_get_lines(vim.fn.bufnr(...), 0, -1, false)
  ]], path), '\n') .. '\n'
end

return {
  { 'a typed GitHub token is seen and moved to the environment', function()
    local token = project.token()
    project.with({ ['app.py'] = { '' } }, function(folder)
      Child.with(nil, function(child)
        record(child)
        child:edit(folder .. '/app.py')
        child:wait_attached()

        child:type('iTOKEN = "' .. token:sub(1, -2))
        vim.wait(300)
        local early = child:lua(diagnostic)
        assert(early == vim.NIL or not early:find('checksum is right'), tostring(early))
        child:type(token:sub(-1) .. '"')
        local message = child:wait('the diagnostic', diagnostic)
        assert(message:find('checksum'), message)
        assert(not message:find(token, 1, true), 'the value is in the message')
        -- Pushed and pulled, it would be there twice.
        assert(child:lua('return #vim.diagnostic.get(0)') == 1, 'there are copies of the diagnostic')
        child:request('nvim_input', '<Esc>')
        child:wait('normal mode', "return vim.api.nvim_get_mode().mode == 'n'")

        take_fix(child, 'Move to environment variable GITHUB_TOKEN')
        child:wait('the edit', [[
          return vim.iter(vim.api.nvim_buf_get_lines(0, 0, -1, false)):any(function(line)
            return line == 'TOKEN = os.environ["GITHUB_TOKEN"]'
          end)]])
        child:wait('the diagnostic to go', 'return #vim.diagnostic.get(0) == 0')
        child:command('write')

        local source = project.read(folder .. '/app.py')
        assert(source:find('TOKEN = os.environ["GITHUB_TOKEN"]\n', 1, true), source)
        assert(('\n' .. source):find('\nimport os\n', 1, true), source)
        assert(not source:find(token, 1, true), 'the value is still in the source')
        local env = project.read(folder .. '/.env')
        assert(env and vim.tbl_contains({ 'GITHUB_TOKEN=' .. token, ('GITHUB_TOKEN="%s"'):format(token),
          ("GITHUB_TOKEN='%s'"):format(token) }, vim.trim(env)), env and '.env holds something else' or 'there is no .env')
        assert(vim.uv.fs_stat(folder .. '/.env').mode % 512 == 384, '.env is not 0600')
        local template = project.read(folder .. '/.env.example')
        assert(template and ('\n' .. template):find('\nGITHUB_TOKEN='), tostring(template))
        assert(not template:find(token, 1, true), 'the value is in the template')
        local ignored = project.read(folder .. '/.gitignore')
        assert(ignored and ('\n' .. ignored):find('\n/?%.env%s'), tostring(ignored))

        assert_no_leak(child, token)
      end)
    end)
  end },

  { 'a finding is allowed with a comment', function()
    local token = project.token()
    project.with({ ['app.py'] = { ('TOKEN = "%s"'):format(token) } }, function(folder)
      Child.with(nil, function(child)
        child:edit(folder .. '/app.py')
        child:wait('the diagnostic', diagnostic)
        answer(child, 'made up for the manual')
        take_fix(child, 'Allow')
        child:wait('the comment', [[
          return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false)):find(
            'keyward:allow github-classic-pat: made up for the manual', 1, true)
        ]])
        child:wait('the diagnostic to go', 'return #vim.diagnostic.get(0) == 0')
      end)
    end)
  end },

  { 'a value moves to a variable of the user\'s own name', function()
    local token = project.token()
    project.with({ ['app.py'] = { ('TOKEN = "%s"'):format(token) } }, function(folder)
      Child.with(nil, function(child)
        child:edit(folder .. '/app.py')
        child:wait('the diagnostic', diagnostic)
        answer(child, 'deploy token')
        take_fix(child, 'Move to environment variable with another name')
        child:wait('the edit', [[
          return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false)):find('os.environ["DEPLOY_TOKEN"]', 1, true)
        ]])
        assert(child:lua('return _G.suggested') == 'GITHUB_TOKEN')
        assert(project.read(folder .. '/.env') == 'DEPLOY_TOKEN=' .. token .. '\n')
      end)
    end)
  end },

  { 'a fix with .env open and modified, undone and redone', function()
    local token = project.token()
    local files = { ['app.py'] = { '' }, ['.env'] = { 'SAVED=1' }, ['.gitignore'] = { '.env' } }
    project.with(files, function(folder)
      local app, env = folder .. '/app.py', folder .. '/.env'
      local before, after = ('TOKEN = "%s"\n'):format(token), 'import os\n\nTOKEN = os.environ["GITHUB_TOKEN"]\n'
      local filled = 'SAVED=1\nUNSAVED=2\nGITHUB_TOKEN=' .. token .. '\n'
      Child.with(nil, function(child)
        local function state(what, source, variables, source_on_disk, env_on_disk)
          local function same(is, wanted, where)
            is = is:gsub(vim.pesc(token), '<token>')
            -- Neovim 0.11 leaves an empty line behind text that is put at the end of a buffer.
            if vim.fn.has('nvim-0.12') == 0 then is = is:gsub('\n+$', '\n') end
            wanted = wanted:gsub(vim.pesc(token), '<token>')
            assert(is == wanted, ('%s: %s is %s'):format(what, where, is))
          end
          same(buffer(child, app), source, 'the source')
          same(buffer(child, env), variables, 'the .env')
          same(project.read(app), source_on_disk, 'the source on disk')
          same(project.read(env), env_on_disk, 'the .env on disk')
        end
        child:lua('vim.o.hidden = true')
        child:edit(env)
        child:wait_attached()
        child:lua("vim.api.nvim_buf_set_lines(0, 1, 1, false, { 'UNSAVED=2' })")
        child:edit(app)
        child:wait_attached()
        child:lua('vim.api.nvim_buf_set_lines(0, 0, -1, false, { ... })', ('TOKEN = "%s"'):format(token))
        child:wait('the diagnostic', diagnostic)

        take_fix(child, 'Move to environment variable GITHUB_TOKEN')
        child:wait('the diagnostic to go', 'return #vim.diagnostic.get(0) == 0')
        state('after the fix', after, filled, '\n', 'SAVED=1\n')
        child:command('undo')
        child:wait('the diagnostic again', diagnostic)
        state('after undo', before, filled, '\n', 'SAVED=1\n')
        child:command('redo')
        child:wait('the diagnostic to go again', 'return #vim.diagnostic.get(0) == 0')
        state('after redo', after, filled, '\n', 'SAVED=1\n')
        child:command('wall')
        state('after saving', after, filled, after, filled)
      end)
    end)
  end },

  { 'a token in a file without a filetype is seen', function()
    project.with({ ['credentials'] = { 'token = ' .. project.token() } }, function(folder)
      Child.with(nil, function(child)
        child:edit(folder .. '/credentials')
        local message = child:wait('the diagnostic', diagnostic)
        assert(message:find('checksum'), message)
        assert(child:lua('return vim.bo.filetype') == '')
      end)
    end)
  end },

  { 'text beyond the basic plane before the token moves nothing', function()
    local token = project.token()
    project.with({ ['app.py'] = { ('x = "𝄞é" + "%s"'):format(token) } }, function(folder)
      Child.with(nil, function(child)
        child:edit(folder .. '/app.py')
        child:wait('the diagnostic', diagnostic)
        local range = child:lua([[local it = vim.diagnostic.get(0)[1]; return { it.col, it.end_col }]])
        assert(child:line(1):sub(range[1] + 1, range[2]) == token, 'the range is not the token')
      end)
    end)
  end },
}
