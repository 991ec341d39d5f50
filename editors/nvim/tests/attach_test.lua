local Child = require('child')
local project = require('project')

return {
  { 'costs nothing at start-up', function()
    Child.with(nil, function(child)
      local loaded = child:lua([[
        return vim.tbl_filter(function(name) return vim.startswith(name, 'keyward') end, vim.tbl_keys(package.loaded))
      ]])
      assert(#loaded == 0, 'required at load: ' .. table.concat(loaded, ', '))
    end)
  end },

  { 'attaches to any filetype and to none with one server', function()
    project.with({ ['app.py'] = { 'x = 1' }, ['notes.txt'] = { '' }, ['id_rsa'] = { '' } }, function(folder)
      Child.with(nil, function(child)
        child:edit(folder .. '/app.py')
        child:wait_attached()
        local first = child:lua("return vim.lsp.get_clients({ bufnr = 0 })[1].id")
        for _, name in ipairs({ 'notes.txt', 'id_rsa', 'new-without-type' }) do
          child:edit(folder .. '/' .. name)
          child:wait_attached()
          assert(child:lua("return vim.lsp.get_clients({ bufnr = 0, name = 'keyward' })[1].id") == first, name)
        end
        assert(child:lua('return vim.bo.filetype') == '')
        assert(child:lua("return vim.lsp.get_clients({ bufnr = 0 })[1].root_dir") == folder)
      end)
    end)
  end },

  { 'attaches when it is loaded after the files', function()
    project.with({ ['app.py'] = { '' }, ['credentials'] = { '' } }, function(folder)
      Child.with({ plugin = false }, function(child)
        child:command('filetype on')
        child:edit(folder .. '/app.py')
        child:command('split ' .. folder .. '/credentials')
        child:load_plugin()
        child:wait_attached()
        child:command('wincmd p')
        child:wait_attached()
      end)
    end)
  end },

  { 'leaves buffers alone that are no files', function()
    Child.with(nil, function(child)
      child:lua("vim.lsp.enable('keyward', false); vim.lsp.enable('keyward')") -- visits the empty first buffer
      child:command('file something://else | doautocmd FileType')
      child:command('new | setlocal buftype=nofile | doautocmd FileType')
      vim.wait(300)
      assert(child:clients() == 0, 'a server was started')
    end)
  end },

  { 'sends changes soon', function()
    project.with({ ['app.py'] = { '' } }, function(folder)
      Child.with(nil, function(child)
        child:edit(folder .. '/app.py')
        child:wait_attached()
        assert(child:lua("return vim.lsp.get_clients({ bufnr = 0 })[1].flags.debounce_text_changes") == 50)
      end)
    end)
  end },

  { 'leaves no server behind, however Neovim ends', function()
    project.with({ ['app.py'] = { '' } }, function(folder)
      for _, signal in ipairs({ 'quit', 'sigkill' }) do
        local server
        Child.with(nil, function(child)
          child:edit(folder .. '/app.py')
          child:wait_attached()
          local children = child:request('nvim_get_proc_children', child:lua('return vim.fn.getpid()'))
          assert(#children == 1, 'there is one server')
          server = children[1]
          if signal == 'sigkill' then vim.uv.kill(child:lua('return vim.fn.getpid()'), 'sigkill') end
        end)
        assert(vim.wait(10000, function() return vim.uv.kill(server, 0) ~= 0 end, 50), 'a server is left after ' .. signal)
      end
    end)
  end },

  { 'can be switched off', function()
    project.with({ ['app.py'] = { '' } }, function(folder)
      Child.with({ options = { path = Child.server, enable = false } }, function(child)
        child:edit(folder .. '/app.py')
        vim.wait(300)
        assert(child:clients() == 0, 'a server was started')
        child:lua("require('keyward').setup({ enable = true })")
        child:wait_attached()
        child:lua("require('keyward').setup({ enable = false })")
        child:wait('the end', "return #vim.lsp.get_clients({ name = 'keyward' }) == 0")
      end)
    end)
  end },

  { "takes the user's own settings and command", function()
    project.with({ ['app.py'] = { '' } }, function(folder)
      Child.with({ options = { path = '/nowhere' } }, function(child)
        child:lua([[vim.lsp.config('keyward', { cmd = { ..., 'lsp' }, settings = { keyward = { diagnostics = 'push' } } })]],
          Child.server)
        child:edit(folder .. '/app.py')
        child:wait_attached()
        assert(child:lua("return vim.lsp.get_clients({ bufnr = 0 })[1].settings.keyward.diagnostics") == 'push')
      end)
    end)
  end },
}
