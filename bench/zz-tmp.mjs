import { cache, createGateway } from 'zerohop'
import { sha256 } from '#sha256'
import { textOf, mannersOf } from '../src/middleware/cache-key.ts'
import { messages } from './answers.mjs'
import { instantProvider } from './in-process.mjs'
import { cpuOf, interleave } from './rounds.mjs'
import { summary } from './stats.mjs'
import { seededRandom, memoryStore, LinkedSignal, systemClock } from 'zerohop'
import { readEntry, writeEntry } from '../src/middleware/cache-entry.ts'
const providers = { one: instantProvider(100) }
const c = cache()
const cached = createGateway({ providers, use: [c] })
const bare = createGateway({ providers })
const body = { model: 'one/m', messages }
await cached.chat.completions.create(body)
const scope = { clock: systemClock, random: Math.random, emit: undefined, attempts: [], maxAttempts: 1, deadline: Infinity, strict: false }
const call = { id: 'bench', operation: 'chat', body, stream: false, signal: new LinkedSignal(), options: {}, scope }
const next = async () => (await providers.one.ask({stream:false}))
await c(call, next)
const text = writeEntry('k', { at: 1, ttlMs: 1, tookMs: 1, meta: { target: 'a', status: 200, headers: {} }, usage: {inputTokens:1,outputTokens:1,totalTokens:1,cachedTokens:0,reasoningTokens:0} }, `"value":${JSON.stringify((await next()).value)}`)
console.log(text.length)
const st = memoryStore(); await st.set('k', text, 1e6)
const t = textOf(call, undefined, 'all')
const engineReq = { operation: 'chat', body }
const m = await interleave({
  hit: () => cached.chat.completions.create(body), bare: () => bare.chat.completions.create(body),
  engineHit: () => cached.engine.handle(engineReq), engineBare: () => bare.engine.handle(engineReq),
  mw: () => c(call, next), text: async () => textOf(call, undefined, 'all'), sha: async () => sha256(t), parse: async () => JSON.parse(text), read: async () => readEntry('k', text), store: () => st.get('k'),
}, (run) => cpuOf(run, 2000), { rounds: 30, warmUp: 10, random: seededRandom(1) })
for (const [k, v] of Object.entries(m)) console.log(k, summary(v).median.toFixed(2), Math.min(...v).toFixed(2))
