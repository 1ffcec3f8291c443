/** Synthetic records for the collector: seeded, with routes, models, keys, tags, faults, caches and verdicts as an application has them. */

const models = [
  ['openai', 'gpt-5', 1.25, 10],
  ['openai', 'gpt-5-mini', 0.25, 2],
  ['claude', 'claude-sonnet-5-5', 3, 15],
  ['claude', 'claude-haiku-5-5', 1, 5],
  ['gemini', 'gemini-3.8-flash', 0.3, 2.5],
  ['groq', 'llama-4-70b', 0.6, 0.8],
]
const routes = { smart: [0, 2, 4], cheap: [1, 3, 4, 5], summarise: [1, 4], agents: [2, 0] }
const reasons = ['rate_limit', 'overloaded', 'timeout', 'server_error', 'connection']
const checks = ['pii', 'secrets', 'prompt injection']

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const cost = (input, output) => ({
  total: input + output, input, cachedInput: 0, cacheWrite: 0, output, reasoning: 0, audio: 0, image: 0, requests: 0, price: 'config: *', isPartial: false,
})
const usage = (inputTokens, outputTokens, cachedTokens) => ({
  inputTokens, outputTokens, totalTokens: inputTokens + outputTokens, cachedTokens, reasoningTokens: 0, cacheWriteTokens: 0, cacheWriteHourTokens: 0, cachedAudioTokens: 0,
  audioInputTokens: 0, audioOutputTokens: 0, imageInputTokens: 0, imageOutputTokens: 0, searches: 0, tier: null,
})
const free = Object.fromEntries(Object.keys(cost(0, 0)).map((name) => [name, name === 'price' ? null : name === 'isPartial' ? false : null]))

/** A call that began at `startedAt`; `number` makes its ids. */
export function syntheticRecord(random, number, startedAt) {
  const pick = (list) => list[Math.floor(random() * list.length)]
  const hex = (length) => Array.from({ length: length / 8 }, () => Math.floor(random() * 2 ** 32).toString(16).padStart(8, '0')).join('')
  const id = `${hex(8)}-${String(number).padStart(8, '0')}`
  const route = pick(Object.keys(routes))
  const order = routes[route]
  const attempts = []
  let at = 1 + random() * 3
  let won = null
  for (const [place, index] of order.entries()) {
    const [provider, model, inPrice, outPrice] = models[index]
    const fails = random() < (index === 2 ? 0.16 : index === 0 ? 0.09 : 0.05)
    const first = Math.exp(5.2 + index * 0.12 + random() * 1.3)
    const inputTokens = Math.floor(Math.exp(5 + random() * 3))
    const outputTokens = Math.floor(Math.exp(3.5 + random() * 3))
    const stream = outputTokens * (4 + random() * 6)
    const attempt = {
      number: place + 1, spanId: hex(16), parent: place === 0 ? null : place, role: place === 0 ? 'first' : 'fallback', target: `${provider}/${model}`,
      key: pick(['k3y1', '9f2a']), outcome: fails ? 'failed' : 'won', reason: fails ? pick(reasons) : null, status: fails ? pick([429, 500, 503, 529]) : 200,
      message: fails ? 'the provider is at capacity' : null, requestId: `req_${hex(16)}`, startMs: at, durationMs: fails ? first : first + stream, waitMs: 0, queueMs: 0,
      connectMs: 4 + random() * 20, firstByteMs: first * 0.9, firstTokenMs: fails ? null : first, lastTokenMs: fails ? null : first + stream,
      usage: fails ? null : usage(inputTokens, outputTokens, random() < 0.3 ? Math.floor(inputTokens / 2) : 0),
      cost: fails ? free : cost((inputTokens * inPrice) / 1e6, (outputTokens * outPrice) / 1e6),
    }
    attempts.push(attempt)
    at += attempt.durationMs
    if (!fails) {
      won = attempt
      break
    }
  }
  const isHit = random() < 0.18
  const isAborted = !isHit && random() < 0.01
  const used = isHit ? [] : attempts
  const winner = isHit || isAborted ? null : won
  const failed = !isHit && !isAborted && won === null
  const durationMs = isHit ? 1 + random() * 4 : at
  const last = attempts.at(-1)
  const [provider] = (isHit ? attempts[0] : (winner ?? last)).target.split('/')
  const answered = isHit ? attempts[0].target : (winner?.target ?? null)
  return {
    version: 1, gateway: '0.1.0', id, traceId: hex(32), spanId: hex(16), parentSpanId: null, conversation: random() < 0.4 ? `conv_${Math.floor(number / 6)}` : null,
    requestId: winner?.requestId ?? null, startedAt, durationMs, operation: random() < 0.1 ? 'responses' : 'chat', stream: random() < 0.7,
    outcome: failed ? 'failed' : isAborted ? 'aborted' : 'ok', address: route, route, target: answered, provider: answered === null ? null : provider,
    model: answered?.split('/')[1] ?? null, answeredBy: answered?.split('/')[1] ?? null, key: winner?.key ?? null, tenant: pick(['acme', 'globex', 'initech', 'umbrella']),
    metadata: { team: 'x' }, tags: { team: pick(['search', 'support', 'growth']), feature: pick(['chat', 'autocomplete', 'digest', 'triage']), user: `u${Math.floor(random() * 4000)}` },
    request: { messages: 3, tools: 2, images: 0, files: 0, sounds: 0, estimatedTokens: 420, parameters: { temperature: 0.2, max_tokens: 800 }, dropped: [], bytes: 3100 },
    response: { finishReason: winner ? 'stop' : null, choices: 1, toolCalls: 0, status: 200, bytes: 4200, events: 80, tokensPerSecond: 71.5, timePerOutputTokenMs: 14 },
    attempts: used,
    timing: {
      queueMs: 0, retryWaitMs: 0, lostMs: used.length > 1 ? used[0].durationMs : 0, connectMs: winner?.connectMs ?? 0, firstTokenMs: winner?.firstTokenMs ?? 0,
      streamMs: winner ? winner.durationMs - winner.firstTokenMs : 0, gatewayMs: 1, timeToFirstTokenMs: isHit ? 1 : winner ? winner.startMs + winner.firstTokenMs : null,
    },
    usage: isHit ? null : (winner?.usage ?? null), cost: isHit ? cost(0, 0) : (winner?.cost ?? free),
    cache: route === 'agents' ? null : { state: isHit ? 'hit' : 'miss', namespace: 'all', ageMs: isHit ? 60_000 : null, similarity: null, savedTokens: isHit ? 700 : 0, savedCost: isHit ? 0.004 : null },
    verdicts: checks.map((check) => ({ check, side: 'input', verdict: random() < 0.02 ? pick(['flag', 'redact', 'deny']) : 'pass' })),
    error: failed ? { reason: last.reason, code: null, status: last.status, param: null, message: 'the provider is at capacity' } : null,
    captured: null, feedback: [],
  }
}
