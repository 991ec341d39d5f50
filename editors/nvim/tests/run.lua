-- The plugin's tests in a real Neovim, against the real server.
--
--   KEYWARD_BIN=/path/to/keyward nvim --clean -l editors/nvim/tests/run.lua [FILTER]
--
-- Each `*_test.lua` returns a list of { name, function }; a case fails when it raises an error.
local tests = vim.fs.dirname(vim.fs.abspath(arg[0]))
package.path = tests .. '/?.lua;' .. package.path

local passed, failed = 0, 0

local function run(name, case)
  local ok, problem = xpcall(case, require('project').trace)
  if ok then passed = passed + 1 else failed = failed + 1 end
  io.stdout:write(('%s %d - %s\n'):format(ok and 'ok' or 'not ok', passed + failed, name))
  if not ok then io.stdout:write((tostring(problem):gsub('\n', '\n# '):gsub('^', '# ')), '\n') end
  io.stdout:flush()
end

local files = vim.fn.glob(tests .. '/*_test.lua', false, true)
table.sort(files)
for _, file in ipairs(files) do
  local module = vim.fs.basename(file):gsub('%.lua$', '')
  for _, case in ipairs(require(module)) do
    local name = module:gsub('_test$', '') .. ': ' .. case[1]
    if not arg[1] or name:find(arg[1], 1, true) then run(name, case[2]) end
  end
end

io.stdout:write(('%d passed, %d failed\n'):format(passed, failed))
os.exit(failed == 0 and passed > 0 and 0 or 1)
