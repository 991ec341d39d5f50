-- Which program is started: nothing that a repository brings along.
local Child = require('child')
local project = require('project')

local program = vim.fs.normalize(Child.server)

--- Asks a child's `server.find` with this PATH and this vim.g.keyward.
local function find(options)
  local result
  Child.with({ options = options.options or vim.empty_dict(), cwd = options.cwd }, function(child)
    child:lua('vim.env.PATH = ...', options.path or '')
    if options.home then child:lua('local home = ...; vim.uv.os_homedir = function() return home end', options.home) end
    result = child:lua("return { require('keyward.server').find(...) }", options.root)
  end)
  return type(result[1]) == 'string' and result[1] or nil, result[2]
end

local function refuses(options, pattern)
  local path, problem = find(options)
  assert(not path, 'found ' .. tostring(path))
  assert(problem:find(pattern, 1, true), problem)
  assert(not problem:find('\n'), 'one sentence: ' .. problem)
end

return {
  { 'takes the first program on PATH', function()
    local path = find({ path = '/nowhere:' .. vim.fs.dirname(program), root = '/some/project' })
    assert(path == program, path)
  end },

  { 'takes an absolute path from vim.g.keyward', function()
    local path = find({ options = { path = program }, root = '/some/project' })
    assert(path == program, path)
  end },

  { 'says what is wrong with a path', function()
    refuses({ options = { path = 'bin/keyward' } }, 'must be an absolute path')
    refuses({ options = { path = '/nowhere/keyward' } }, 'is not a program')
    refuses({ options = { path = '/' } }, 'is not a program')
    refuses({}, "no 'keyward' on PATH")
  end },

  { 'refuses a program in the workspace, by place and by link', function()
    project.with({}, function(folder)
      project.plant(folder .. '/node_modules/.bin/keyward')
      local bin = folder .. '/node_modules/.bin'
      refuses({ path = bin, root = folder }, 'in the workspace and was not started')
      refuses({ options = { path = bin .. '/keyward' }, root = folder }, 'in the workspace')
      assert(find({ path = bin, root = folder .. '-other' }) == bin .. '/keyward', 'another workspace')
      project.with({}, function(elsewhere)
        assert(vim.uv.fs_symlink(bin .. '/keyward', elsewhere .. '/keyward'))
        refuses({ path = elsewhere, root = folder }, 'in the workspace')
        assert(vim.uv.fs_symlink(folder, elsewhere .. '/workspace'))
        refuses({ path = bin, root = elsewhere .. '/workspace' }, 'in the workspace')
      end)
    end)
  end },

  { 'passes over relative entries of PATH', function()
    project.with({}, function(folder)
      project.plant(folder .. '/keyward')
      for _, path in ipairs({ '.', '', './.', '.:', ':' }) do
        local found = find({ path = path, cwd = folder })
        assert(not found, ('PATH=%s gave %s'):format(path, tostring(found)))
      end
      assert(find({ path = '.:' .. vim.fs.dirname(program), cwd = folder, root = folder }) == program)
    end)
  end },

  { 'does not take the own home folder for a repository of strangers', function()
    project.with({}, function(home)
      project.plant(home .. '/.local/bin/keyward')
      local path = find({ path = home .. '/.local/bin', root = home, home = home })
      assert(path == home .. '/.local/bin/keyward', tostring(path))
    end)
  end },

  { 'starts nothing from a hostile workspace, and says so once', function()
    project.with({ ['app.py'] = { '' }, ['other.py'] = { '' } }, function(folder)
      project.plant(folder .. '/bin/keyward')
      Child.with({ options = vim.empty_dict(), cwd = folder }, function(child)
        child:lua([[vim.env.PATH = 'bin:' .. ... .. '/bin:' .. vim.env.PATH:gsub('[^:]*keyward[^:]*:?', '')]], folder)
        child:edit(folder .. '/app.py')
        child:edit(folder .. '/other.py')
        vim.wait(500)
        assert(not vim.uv.fs_stat(folder .. '/bin/was-started'), 'the planted program was started')
        local notifications = child:lua('return _G.notifications')
        assert(#notifications == 1, vim.inspect(notifications))
        assert(notifications[1]:find('was not started', 1, true), notifications[1])
      end)
    end)
  end },
}
