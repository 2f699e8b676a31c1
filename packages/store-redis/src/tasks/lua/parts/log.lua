-- Part: an ended attempt as a line of JSON. The last one lies in the task's record as a list, those before it as lines in its own hash.
local function lineOf(log)
  return '{"workerId":' .. cjson.encode(log[1]) .. ',"fence":' .. string.format('%.0f', log[2]) .. ',"startedAt":'
    .. string.format('%.0f', log[3]) .. ',"endedAt":' .. string.format('%.0f', log[4]) .. ',"outcome":"' .. log[5] .. '"'
    .. (log[6] and (',"error":' .. log[6]) or '') .. '}\n'
end
