import { createEngine, retry, fallback, balance } from 'zerohop/core'
import { instantProvider } from './in-process.mjs'
import { messages } from './answers.mjs'
const provider = instantProvider()
const mk = (o) => createEngine({ providers: { one: provider, two: provider }, routes: { smart: fallback([balance(['one/m', 'two/m']), 'two/m']) , fb: fallback(['one/m','two/m']), bal: balance(['one/m','two/m'])}, ...o })
const none = { timeouts: false, breaker: false, timeoutMs: false }
const cases = {
  'nothing': [mk(none), 'one/m'],
  'call timeout': [mk({ ...none, timeoutMs: 600000 }), 'one/m'],
  'attempt timeouts': [mk({ ...none, timeouts: {} }), 'one/m'],
  'breaker': [mk({ ...none, breaker: {} }), 'one/m'],
  'retry': [mk({ ...none, use: [retry()] }), 'one/m'],
  'balance': [mk(none), 'bal'],
  'fallback': [mk(none), 'fb'],
  'default': [mk({}), 'one/m'],
  'full': [mk({ use: [retry()] }), 'smart'],
}
const res = {}
for (let r = 0; r < 25; r++) for (const [n, [e, model]] of Object.entries(cases)) {
  const req = { operation: 'chat', body: { model, messages } }
  const s = process.cpuUsage()
  for (let i = 0; i < 3000; i++) await e.handle(req)
  const u = process.cpuUsage(s)
  if (r > 4) (res[n] ??= []).push((u.user + u.system) / 3000)
}
for (const [n, v] of Object.entries(res)) console.log(n.padEnd(20), v.sort((a, b) => a - b)[v.length >> 1].toFixed(2))
