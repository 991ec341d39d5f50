-- Who can read a secret file: told on its first line, closed by an action, told again when a
-- plugin comes later.
local Child = require('child')
local project = require('project')

local messages = [[
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    if diagnostic.source == 'keyward' then table.insert(found, diagnostic.message) end
  end
  return table.concat(found, '\n')
]]

--- Waits until the diagnostics of the buffer hold a text.
local function wait_for(child, text)
  return child:wait(text, ([[
    local all = (function() %s end)()
    return all:find(..., 1, true) and all
  ]]):format(messages), text)
end

return {
  { 'the assistants in use are one diagnostic, and a fix asks one of them to skip the file', function()
    local files = { ['.env'] = { 'A=1' }, ['.gitignore'] = { '.env' }, ['CLAUDE.md'] = { '' } }
    project.with(files, function(folder)
      Child.with(nil, function(child)
        child:edit(folder .. '/.env')
        local message = wait_for(child, 'Claude Code can read')
        assert(message:find('though git ignores it', 1, true), message)
        assert(child:lua('return #vim.diagnostic.get(0)') == 1, 'one diagnostic')
        child:lua([[
          vim.ui.select = function(actions, _, choose)
            for index, item in ipairs(actions) do
              if (item.action or item).title:find('Claude Code', 1, true) then return choose(actions[index], index) end
            end
            choose(nil)
          end
          vim.api.nvim_win_set_cursor(0, { 1, 0 })
        ]])
        child:request('nvim_input', 'gra')
        child:wait('the settings', 'return vim.uv.fs_stat(...) ~= nil', folder .. '/.claude/settings.json')
        assert(project.read(folder .. '/.claude/settings.json'):find('Read(**/.env)', 1, true))
      end)
    end)
  end },

  { 'a plugin that is loaded later is told', function()
    project.with({ ['.env'] = { 'A=1' }, ['.gitignore'] = { '.env' } }, function(folder)
      Child.with(nil, function(child)
        child:edit(folder .. '/.env')
        child:wait_attached()
        child:lua([[
          package.loaded['copilot'] = {}
          vim.api.nvim_exec_autocmds('User', { pattern = 'LazyLoad', data = 'copilot.lua' })
        ]])
        wait_for(child, 'copilot.lua')
      end)
    end)
  end },

  { 'what lazy.nvim loads later counts from the start', function()
    project.with({ ['.env'] = { 'A=1' }, ['.gitignore'] = { '.env' } }, function(folder)
      Child.with({ plugin = false }, function(child)
        child:lua([[
          package.loaded['lazy.core.config'] = { plugins = { ['copilot.lua'] = { name = 'copilot.lua' } } }
        ]])
        child:load_plugin()
        child:edit(folder .. '/.env')
        wait_for(child, 'copilot.lua')
      end)
    end)
  end },

  { 'a decoy is told in its own file', function()
    local files = { ['.env'] = { 'A=1' }, ['CLAUDE.md'] = { '' }, ['.claudeignore'] = { '.env' } }
    project.with(files, function(folder)
      Child.with(nil, function(child)
        child:edit(folder .. '/.claudeignore')
        wait_for(child, 'does not keep Claude Code')
        assert(child:lua('return #vim.diagnostic.get(0)') == 1, 'once')
      end)
    end)
  end },
}
