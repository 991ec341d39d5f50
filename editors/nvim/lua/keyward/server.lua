--- Which program is the server. It decides what runs with your rights, so a repository must
--- have no say in it: not by a relative entry of PATH, not by a program it brings along.
local M = {}

local windows = vim.fn.has('win32') == 1

---@param path string
local function is_absolute(path) return path:sub(1, 1) == '/' or path:match('^%a:[/\\]') ~= nil end

--- The path with links resolved, or as it is where there is nothing.
---@param path string
local function real(path) return vim.fs.normalize(vim.uv.fs_realpath(path) or path) end

---@param path string
---@param folder string
local function is_inside(path, folder) return vim.startswith(path .. '/', (folder:gsub('/*$', '/'))) end

--- Whether the program lies in the workspace, by its own place or by what it links to.
---@param path string
---@param root? string
function M.in_workspace(path, root)
  if not root then return false end
  local folder = real(root)
  -- A home folder under version control is nobody else's repository.
  if is_inside(real(vim.uv.os_homedir() or '/'), folder) then return false end
  return is_inside(vim.fs.normalize(path), vim.fs.normalize(root)) or is_inside(real(path), folder)
end

---@param path string
local function is_program(path)
  local stat = vim.uv.fs_stat(path)
  return stat ~= nil and stat.type == 'file' and vim.fn.executable(path) == 1
end

---@param path string
---@param root? string
---@return string? path, string? problem
local function configured(path, root)
  path = vim.fs.normalize(path)
  if not is_absolute(path) then return nil, "vim.g.keyward.path must be an absolute path, not '" .. path .. "'." end
  if M.in_workspace(path, root) then
    return nil, "vim.g.keyward.path names '" .. path .. "', which is in the workspace; put the program elsewhere."
  end
  if not is_program(path) then return nil, "vim.g.keyward.path names '" .. path .. "', which is not a program." end
  return path
end

---@param root? string
---@return string? path, string? problem
local function on_path(root)
  local name = windows and 'keyward.exe' or 'keyward'
  local skipped
  for entry in vim.gsplit(vim.env.PATH or '', windows and ';' or ':', { plain = true, trimempty = true }) do
    local path = vim.fs.joinpath(vim.fs.normalize(entry), name)
    local mine = is_absolute(path) and not M.in_workspace(path, root)
    if mine and is_program(path) then return path end
    if not mine and is_program(path) then skipped = path end
  end
  if skipped then return nil, "The only 'keyward' on PATH is in the workspace and was not started: " .. skipped end
  return nil, "There is no 'keyward' on PATH; install it, or set vim.g.keyward.path."
end

--- The server's absolute path, or what is wrong in one sentence.
---@param root? string the workspace folder
---@return string? path, string? problem
function M.find(root)
  local path = (vim.g.keyward or {}).path
  if path and path ~= '' then return configured(path, root) end
  return on_path(root)
end

return M
