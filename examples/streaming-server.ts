/** A `node:http` server that streams an answer to its clients, and stops the provider when a client goes away. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createGateway, openai } from 'zerohop'
import { emulateWithoutKey } from './support/emulator.ts'

const stop = await emulateWithoutKey((mock) =>
  mock.onMessage(/./, { content: 'One word after the other, straight from the provider to the browser.' }, { chunkSize: 8, streamingProfile: { tps: 60 } }),
)

const gateway = createGateway({
  providers: { openai: openai() },
  on: (event) => {
    if (event.type === 'call.end') console.log(`gateway: ${event.outcome}`)
  },
})

const server = createServer(async (request, response) => {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  try {
    let question = ''
    for await (const bytes of request) question += String(bytes)
    const stream = await gateway.chat.completions.create(
      { model: 'openai/gpt-4.1-mini', messages: [{ role: 'user', content: question }], stream: true },
      { signal: gone.signal },
    )
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for await (const chunk of stream) response.write(`data: ${JSON.stringify(chunk.choices[0]?.delta.content ?? '')}\n\n`)
    response.end('data: [DONE]\n\n')
  } catch (error) {
    if (gone.signal.aborted) return
    if (!response.headersSent) response.writeHead(502)
    response.end(`data: ${JSON.stringify({ error: error instanceof Error ? error.message : String(error) })}\n\n`)
  }
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`

// A client that reads to the end …
const whole = await fetch(url, { method: 'POST', body: 'Talk to me.' })
const words = (await whole.text()).matchAll(/data: (".*")/g)
console.log('client:', [...words].map(([, json = '""']) => JSON.parse(json) as string).join(''))

// … and one that leaves after the first bytes: the provider is stopped at once.
const leaving = new AbortController()
const left = await fetch(url, { method: 'POST', body: 'Talk to me.', signal: leaving.signal })
await left.body?.getReader().read()
leaving.abort()
console.log('client: gone')

await new Promise((resolve) => server.close(resolve))
await gateway.close()
await stop()
