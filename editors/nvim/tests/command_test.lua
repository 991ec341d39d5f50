local Child = require('child')
local project = require('project')

return {
  { 'completes its subcommands', function()
    Child.with(nil, function(child)
      local all = child:lua([[return vim.fn.getcompletion('Keyward ', 'cmdline')]])
      assert(vim.deep_equal(all, { 'health', 'log', 'restart', 'rules', 'scan' }), vim.inspect(all))
      local some = child:lua([[return vim.fn.getcompletion('Keyward r', 'cmdline')]])
      assert(vim.deep_equal(some, { 'restart', 'rules' }), vim.inspect(some))
      assert(#child:lua([[return vim.fn.getcompletion('Keyward rules x', 'cmdline')]]) == 0)
    end)
  end },

  { 'names what there is when a subcommand is wrong', function()
    Child.with(nil, function(child)
      child:command('Keyward nonsense')
      local message = child:lua('return _G.notifications[1]')
      assert(message:find("no subcommand 'nonsense'", 1, true) and message:find('restart', 1, true), message)
    end)
  end },

  { 'restart gives every buffer a new server', function()
    project.with({ ['app.py'] = { '' }, ['id_rsa'] = { '' } }, function(folder)
      Child.with(nil, function(child)
        child:edit(folder .. '/id_rsa')
        child:wait_attached()
        child:edit(folder .. '/app.py')
        child:wait_attached()
        local before = child:lua('return vim.lsp.get_clients({ bufnr = 0 })[1].id')
        child:command('Keyward restart')
        child:wait('a new server', [[
          local client = vim.lsp.get_clients({ name = 'keyward' })[1]
          return client and client.id ~= ... and client.initialized and vim.tbl_count(client.attached_buffers) == 2
        ]], before)
        assert(child:clients() == 1)
      end)
    end)
  end },

  { 'restart finds a server that was missing', function()
    project.with({ ['app.py'] = { '' } }, function(folder)
      Child.with({ options = { path = '/nowhere' } }, function(child)
        child:edit(folder .. '/app.py')
        child:wait('the message', 'return #_G.notifications == 1')
        child:lua('vim.g.keyward = { path = ... }', Child.server)
        child:command('Keyward restart')
        child:wait_attached()
      end)
    end)
  end },

  { 'rules shows them in a buffer of its own', function()
    Child.with(nil, function(child)
      child:command('Keyward rules')
      local text = table.concat(child:request('nvim_buf_get_lines', 0, 0, -1, false), '\n')
      assert(text:find('github%-classic%-pat'), text)
      assert(child:lua('return vim.bo.buftype') == 'nofile' and not child:lua('return vim.bo.modified'))
    end)
  end },

  { 'scan needs a server, log opens a file', function()
    Child.with(nil, function(child)
      child:command('Keyward scan')
      assert(child:lua('return _G.notifications[1]'):find('not running', 1, true))
      child:command('Keyward log')
      assert(child:request('nvim_buf_get_name', 0) == child:lua('return vim.lsp.log.get_filename()'))
    end)
  end },

  { 'scan finds secrets in files that are not open', function()
    project.with({ ['app.py'] = { '' }, ['other.py'] = { ('TOKEN = "%s"'):format(project.token()) } }, function(folder)
      Child.with(nil, function(child)
        child:edit(folder .. '/app.py')
        child:wait_attached()
        child:command('Keyward scan')
        child:wait('the finding', 'return #vim.diagnostic.get() > 0')
      end)
    end)
  end },
}
