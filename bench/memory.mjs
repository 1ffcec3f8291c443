/** What 10,000 calls leave behind on one long-lived AbortSignal: heap and listeners. */
import { getEventListeners } from 'node:events'
import { createGateway, openai } from 'zerohop'
import { messages } from './answers.mjs'
import { instantProvider } from './in-process.mjs'
import { collectGarbage } from './rounds.mjs'

const CALLS = 10_000
const WARM_UP = 3_000

export async function memoryFigures({ quick, upstream }) {
  const inProcess = createGateway({ providers: { one: instantProvider(5) } })
  const loopback = createGateway({ providers: { one: openai({ baseURL: `${upstream.origin}/call`, apiKey: 'bench' }) } })
  const overHttp = quick ? 2_000 : CALLS
  const a = await leftBehind(CALLS, (signal, n) => (n % 2 === 0 ? callOn(inProcess, signal) : streamOn(inProcess, signal, n)))
  const b = await leftBehind(overHttp, (signal) => callOn(loopback, signal))
  await loopback.close()
  return [
    { name: `heap growth over ${CALLS} calls and streams on one signal`, unit: 'KiB', median: a.grownKiB, note: `${a.listeners} listeners left on it` },
    { name: `heap growth over ${overHttp} calls over HTTP on one signal`, unit: 'KiB', median: b.grownKiB, note: `${b.listeners} listeners left on it` },
  ]
}

async function leftBehind(calls, run) {
  const { signal } = new AbortController()
  for (let n = 0; n < WARM_UP; n++) await run(signal, n) // compiled code and inline caches are not leaks
  const before = heap()
  for (let n = 0; n < calls; n++) await run(signal, n)
  return { grownKiB: (heap() - before) / 1024, listeners: getEventListeners(signal, 'abort').length }
}

function heap() {
  collectGarbage()
  collectGarbage()
  return process.memoryUsage().heapUsed
}

async function callOn(gateway, signal) {
  await gateway.chat.completions.create({ model: 'one/m', messages }, { signal })
}

/** Every other stream is broken off. */
async function streamOn(gateway, signal, n) {
  const stream = await gateway.chat.completions.create({ model: 'one/m', messages, stream: true }, { signal })
  for await (const _ of stream) if (n % 4 === 1) break
}
