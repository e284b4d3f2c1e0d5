-- What the transcoder can't do for the original REST paths. Made by `./longshore envoy`; the lists are the contract's.
local INTEGERS = {@INTEGERS@}
local ACTIONS = {@ACTIONS@}
local OURS = {"x-longshore-status", "x-longshore-type", "x-longshore-body", "grpc-status", "grpc-message", "grpc-encoding", "grpc-accept-encoding"}

local function of_grpc(headers)
  return (headers:get("content-type") or ""):find("^application/grpc") ~= nil
end

-- Both bases are one, and the key of an action counts in any letter case, null under it or not.
function envoy_on_request(request)
  if of_grpc(request:headers()) then return end
  local path = request:headers():get(":path"):gsub("^/v1/", "/zstack/v1/")
  request:headers():replace(":path", path)
  request:streamInfo():dynamicMetadata():set("longshore", "path", path:gsub("%?.*", ""):gsub("^/zstack", "") .. "")
  local body = request:body()
  if not body then return end
  local text = body:getBytes(0, body:length()):gsub('"(%a+)"(%s*:%s*)(%a*)', function(key, colon, word)
    local action = ACTIONS[key:lower()] and key:lower()
    return action and '"' .. action .. '"' .. colon .. (word == "null" and "{}" or word)
  end)
  request:headers():replace("content-length", tostring(body:setBytes(text)))
end

-- Integers without quotes; the status and body that the server chose where it was not 200; what the original says of no API.
function envoy_on_response(response)
  local rest = response:streamInfo():dynamicMetadata():get("longshore")
  local headers = response:headers()
  if not rest or of_grpc(headers) then return end
  local status, text = headers:get("x-longshore-status"), headers:get("x-longshore-body")
  local plain = text == nil and (headers:get("content-type") or ""):find("^text/plain") ~= nil
  local type = headers:get("x-longshore-type") or (plain and "text/plain" or "application/json") .. ";charset=UTF-8"
  local body = response:body(true)
  if text then
    text = text:gsub("%%(%x%x)", function(hex) return string.char(tonumber(hex, 16)) end)
  else
    text = body:getBytes(0, body:length())
    for _, name in ipairs(INTEGERS) do text = text:gsub('("' .. name .. '":)"(%-?%d+)"', "%1%2") end
    if plain and text:find("^Could not resolve") then text = "no api mapping to " .. rest["path"] end
    if plain and text:find("oneof field 'action' is already set", 1, true) then
      text = "the body doesn't contain action mapping to the URL[" .. rest["path"] .. "]"
    end
  end
  headers = response:headers() -- the body was waited for: what was had before is out of reach
  if status then headers:replace(":status", status) end
  headers:replace("content-type", type)
  headers:replace("content-length", tostring(response:body(true):setBytes(text)))
  for _, name in ipairs(OURS) do headers:remove(name) end
end
