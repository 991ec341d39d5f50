--- Asks the user for what a quick fix needs. Whether a name will do is for the server to say.
local M = {}

---@param options table of vim.ui.input()
---@param key string the name of the answer in the server's command
---@param command string
local function ask(options, key, command, action, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  local offer = action.arguments[1].offer
  vim.ui.input(options, function(answer)
    answer = answer and vim.trim(answer) or ''
    if not client or answer == '' then return end
    client:exec_cmd({ title = action.title, command = command, arguments = { { offer = offer, [key] = answer } } },
      { bufnr = context.bufnr })
  end)
end

--- The name of the variable that a value moves to.
---@param action lsp.Command
---@param context { client_id: integer, bufnr: integer }
function M.name(action, context)
  local options = { prompt = 'Environment variable: ', default = action.arguments[1].suggestion }
  ask(options, 'name', 'keyward.applyFix', action, context)
end

--- Why a finding is allowed.
---@param action lsp.Command
---@param context { client_id: integer, bufnr: integer }
function M.reason(action, context)
  ask({ prompt = 'Why is it no secret? ' }, 'reason', 'keyward.allow', action, context)
end

return M
