--- Folders to work in, and a token to put into them.
local M = {}

--- Runs the body, then cleans up whatever became of it. The innermost call keeps the trace.
---@param body fun()
---@param cleanup fun()
function M.finally(body, cleanup)
  local ok, problem = xpcall(body, M.trace)
  cleanup()
  if not ok then error(problem, 0) end
end

--- The error with its trace, unless it has one.
function M.trace(problem)
  problem = tostring(problem)
  return problem:find('stack traceback', 1, true) and problem or debug.traceback(problem, 2)
end

--- Runs a body with a fresh folder that looks like a git repository.
---@param files table<string, string[]>
---@param body fun(folder: string)
function M.with(files, body)
  local folder = assert(vim.uv.fs_realpath(vim.fs.dirname(vim.fn.tempname()))) .. '/' .. vim.fs.basename(vim.fn.tempname())
  vim.fn.mkdir(folder .. '/.git/objects', 'p')
  vim.fn.mkdir(folder .. '/.git/refs/heads', 'p')
  vim.fn.writefile({ 'ref: refs/heads/main' }, folder .. '/.git/HEAD')
  for name, lines in pairs(files) do M.write(folder .. '/' .. name, lines) end
  M.finally(function() body(folder) end, function() vim.fn.delete(folder, 'rf') end)
end

---@param path string
---@param lines string[]
function M.write(path, lines)
  vim.fn.mkdir(vim.fs.dirname(path), 'p')
  assert(vim.fn.writefile(lines, path) == 0)
end

---@param path string
function M.read(path)
  local file = io.open(path, 'rb')
  if not file then return nil end
  local text = file:read('*a')
  file:close()
  return text
end

--- A made-up GitHub token with a right checksum, made by the program under test.
function M.token()
  local done = vim.system({ vim.env.KEYWARD_BIN, 'rules', '--format', 'json' }, { text = true }):wait()
  assert(done.code == 0, done.stderr)
  for _, rule in ipairs(vim.json.decode(done.stdout).rules) do
    if rule.id == 'github-classic-pat' then return assert(rule.sample, 'the rule has no sample') end
  end
  error('there is no rule github-classic-pat')
end

--- Copies the server under test to a place where no server should be run from.
function M.plant(path)
  vim.fn.mkdir(vim.fs.dirname(path), 'p')
  M.write(path, { '#!/bin/sh', 'touch "$(dirname "$0")/was-started"', 'cat >/dev/null' })
  assert(vim.uv.fs_chmod(path, 493)) -- 0755
end

return M
