/** How soon the upstream's socket is closed when the caller leaves: seen by the upstream, on the clock both processes share. */
import { createGateway, openai, retry } from 'zerohop'
import { messages } from './answers.mjs'
import { machineMs } from './machine-clock.mjs'
import { quantile, summary } from './stats.mjs'

export async function socketFigures({ quick, upstream }) {
  const times = quick ? 50 : 200
  const provider = (path) => openai({ baseURL: `${upstream.origin}${path}`, apiKey: 'bench' })
  const gateway = createGateway({ providers: { silent: provider('/silent'), endless: provider('/endless'), fail: provider('/fail') }, breaker: false })
  let id = 0

  /** Milliseconds from leaving to the close, as the upstream saw it. */
  async function closing(leave) {
    const headers = { 'x-bench-id': String(++id) }
    const [arrived, closed] = [upstream.arrived(id), upstream.closed(id)]
    const left = await leave(headers, arrived)
    return (await closed) - left
  }

  const cases = {
    'break out of a stream': async (headers) => {
      const stream = await gateway.chat.completions.create({ model: 'endless/m', messages, stream: true }, { headers })
      let left
      for await (const _ of stream) {
        left = machineMs()
        break
      }
      return left
    },
    'abort in the middle of a stream': async (headers) => {
      const controller = new AbortController()
      const { signal } = controller
      const stream = await gateway.chat.completions.create({ model: 'endless/m', messages, stream: true }, { headers, signal })
      let left
      try {
        for await (const _ of stream) {
          left ??= machineMs()
          controller.abort()
        }
      } catch {
        return left
      }
      throw new Error('an aborted stream ended quietly')
    },
    'abort while waiting for headers': async (headers, arrived) => {
      const controller = new AbortController()
      const answer = gateway.chat.completions.create({ model: 'silent/m', messages }, { headers, signal: controller.signal })
      const failure = answer.catch((error) => error)
      await arrived
      const left = machineMs()
      controller.abort()
      await failure
      return left
    },
  }

  const figures = []
  for (const [name, leave] of Object.entries(cases)) {
    const taken = []
    for (let n = 0; n < times; n++) taken.push(await closing(leave))
    figures.push(figure(`socket closed after ${name}`, taken))
  }
  await gateway.close()
  return [...figures, await backoffFigure(provider('/fail'), upstream, times)]
}

/** An abort while a retry waits: the caller hears of it at once, and no further request goes out. */
async function backoffFigure(fail, upstream, times) {
  let waits
  const gateway = createGateway({
    providers: { fail },
    use: [retry({ backoff: () => 10_000, budget: false })],
    breaker: false,
    on: (event) => event.type === 'retry.wait' && waits(),
  })
  const before = await upstream.requests()
  const taken = []
  for (let n = 0; n < times; n++) {
    const waiting = new Promise((resolve) => (waits = resolve))
    const controller = new AbortController()
    const answer = gateway.chat.completions.create({ model: 'fail/m', messages }, { signal: controller.signal })
    const told = answer.catch(() => machineMs())
    await waiting
    const left = machineMs()
    controller.abort()
    taken.push((await told) - left)
  }
  const further = (await upstream.requests()) - before - times
  await gateway.close()
  return figure('caller told after an abort during backoff', taken, `${further} further requests`)
}

function figure(name, taken, note) {
  const max = quantile(taken, 1)
  return { name, limit: 50, unit: 'ms', ...summary(taken), max, note: [`max ${max.toFixed(2)} of ${taken.length}`, note].filter(Boolean).join(', ') }
}
