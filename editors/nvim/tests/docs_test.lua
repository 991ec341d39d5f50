-- Help and health: what a user looks at when something is wrong.
local Child = require('child')
local project = require('project')

local plugin = vim.fs.dirname(vim.fs.dirname(vim.fs.abspath(debug.getinfo(1, 'S').source:sub(2))))

local function checkhealth(child)
  child:command('checkhealth keyward')
  return table.concat(child:request('nvim_buf_get_lines', 0, 0, -1, false), '\n')
end

return {
  { 'help tags are unique and lead to their text', function()
    project.with({}, function(folder)
      -- A copy, so that no tags file is left in the source.
      project.write(folder .. '/doc/keyward.txt', vim.fn.readfile(plugin .. '/doc/keyward.txt'))
      Child.with({ plugin = false }, function(child)
        child:lua('vim.opt.rtp:prepend(...)', folder)
        child:command('helptags ' .. folder .. '/doc') -- an error for a tag that is there twice
        for _, topic in ipairs({ 'keyward', ':Keyward', 'vim.g.keyward', 'keyward-health' }) do
          child:command('help ' .. topic)
          assert(vim.fs.basename(child:request('nvim_buf_get_name', 0)) == 'keyward.txt', topic)
        end
      end)
    end)
  end },

  { 'help lines fit a window', function()
    for number, line in ipairs(vim.fn.readfile(plugin .. '/doc/keyward.txt')) do
      assert(vim.fn.strdisplaywidth(line) <= 79, ('line %d is too long'):format(number))
    end
  end },

  { 'health is good when all is well', function()
    project.with({ ['app.py'] = { '' } }, function(folder)
      Child.with(nil, function(child)
        child:edit(folder .. '/app.py')
        child:wait_attached()
        local text = checkhealth(child)
        assert(text:find('Server: ' .. Child.server, 1, true), text)
        assert(text:find('keyward %d+%.%d+%.%d+'), text)
        assert(text:find('1 buffer(s)', 1, true), text)
        assert(not text:find('ERROR') and not text:find('WARNING'), text)
      end)
    end)
  end },

  { 'health says what is missing and what leaks', function()
    Child.with({ options = { path = '/nowhere/keyward' } }, function(child)
      child:lua("vim.lsp.log.set_level('debug')")
      local text = checkhealth(child)
      assert(text:find("names '/nowhere/keyward', which is not a program", 1, true), text)
      assert(text:find('holds the text of every file', 1, true), text)
    end)
  end },
}
