-- Sends the lines of a file as bodies, one after the other, from the line BENCH_FROM on. Prints how many were sent, microseconds, p50, p99.
local bodies, at = {}, tonumber(os.getenv("BENCH_FROM") or "0")
local agent_key, file = os.getenv("BENCH_KEY"), os.getenv("BENCH_BODIES")

function init(args)
  for line in io.lines(file) do bodies[#bodies + 1] = line end
  wrk.method = "POST"
  wrk.headers["content-type"] = "application/json"
  wrk.headers["authorization"] = "Bearer " .. agent_key
end

function request()
  at = at + 1
  return wrk.format(nil, "/agent/v1/auth", nil, bodies[(at - 1) % #bodies + 1])
end

function done(summary, latency, requests)
  io.write(string.format("RESULT %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99)))
end
