/** Two thousand streams at a time in one process: what each of them holds, and how many sockets there are. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGateway } from '../../src/gateway.ts'
import { openaiCompatible } from '../../src/providers/openai-compatible/index.ts'
import { type Built, built } from './built.ts'
import { startUpstream, type Upstream } from './upstream.ts'

let upstream: Upstream
let build: Built

beforeAll(async () => {
  ;[upstream, build] = await Promise.all([startUpstream(), built()])
}, 30_000)

afterAll(async () => {
  await upstream.close()
  await build.remove()
})

/** Opens streams up to each of `counts`, each of which says one frame and stalls; writes what is held then, in bytes, as JSON. */
const script = (counts: readonly number[]) => `
  import { setFlagsFromString } from 'node:v8'
  import { runInNewContext } from 'node:vm'
  import { createGateway, openaiCompatible } from '${build.url('index')}'
  setFlagsFromString('--expose_gc')
  const collect = runInNewContext('gc')
  const gateway = createGateway({ providers: { up: openaiCompatible({ baseURL: '${upstream.baseURL}', apiKey: null }) } })
  const readers = []
  const open = async () => {
    const stream = await gateway.chat.completions.create({ model: 'up/stalls', messages: [{ role: 'user', content: 'Hi' }], stream: true })
    const reader = stream[Symbol.asyncIterator]()
    await reader.next()
    readers.push(reader)
  }
  const held = []
  const measure = async () => {
    for (let round = 0; round < 4; round++) {
      collect()
      await new Promise((resolve) => setImmediate(resolve))
    }
    const { heapUsed, external } = process.memoryUsage()
    held.push(heapUsed + external)
  }
  for (const count of ${JSON.stringify(counts)}) {
    while (readers.length < count) await Promise.all(Array.from({ length: Math.min(100, count - readers.length) }, open))
    await measure()
  }
  await Promise.all(readers.splice(0).map((reader) => reader.return()))
  await gateway.close()
  await measure()
  console.log(JSON.stringify(held))
`

/** A stream holds some 19 KiB on Node 20, its socket, its request and the caller's stream included. */
const MAX_BYTES = 28 * 1024

describe('2,000 streams at a time', () => {
  it('hold a bounded heap each, no more when there are more of them, and nothing when they are over', async () => {
    const [warm = 0, some = 0, many = 0, after = 0] = JSON.parse(await build.run(script([100, 500, 2000]))) as number[]
    const [early, late] = [(some - warm) / 400, (many - some) / 1500]
    expect(late).toBeLessThan(MAX_BYTES)
    expect(late).toBeLessThan(1.5 * early) // flat: the last cost no more than the first
    expect(after).toBeLessThan(some)
  }, 40_000)
})

describe('many calls at a time', () => {
  it("share the sockets that 'connections' allows", async () => {
    const gateway = createGateway({ providers: { up: openaiCompatible({ baseURL: upstream.baseURL, apiKey: null, connections: 8 }) } })
    const before = await upstream.sockets()
    const ask = () => gateway.chat.completions.create({ model: 'up/value', messages: [{ role: 'user', content: 'Hi' }] })
    await Promise.all(Array.from({ length: 200 }, ask))
    expect((await upstream.sockets()) - before).toBe(8)
    await gateway.close()
  })
})
