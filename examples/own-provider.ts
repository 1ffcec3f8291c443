/** A provider of one's own: a made-up wire, translated by pure functions. Retry, fallback, streams and hooks come with it. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createGateway, defineProvider, GatewayError, http } from 'zerohop'

// The made-up host: POST /say { voice, line } gives { said, words }, or server-sent words with `"live": true`.
const host = createServer(async (request, response) => {
  let text = ''
  for await (const bytes of request) text += String(bytes)
  const { voice, line, live } = JSON.parse(text) as { voice: string; line: string; live: boolean }
  const said = `${line.toUpperCase()}! (${voice})`.split(' ')
  response.writeHead(200, { 'content-type': live ? 'text/event-stream' : 'application/json' })
  if (!live) return response.end(JSON.stringify({ said: said.join(' '), words: said.length }))
  for (const word of said) response.write(`data: ${JSON.stringify({ word })}\n\n`)
  return response.end('data: {"over":true}\n\n')
})
await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
const baseURL = `http://127.0.0.1:${(host.address() as AddressInfo).port}`

const parrot = defineProvider({
  dialect: 'parrot',
  transport: http({ baseURL, headers: () => ({ 'x-parrot-key': 'polly' }) }),
  operations: {
    chat: {
      request: ({ body, stream }, { model }) => {
        const last = body.messages.at(-1)?.content
        if (typeof last !== 'string') throw new GatewayError({ reason: 'unsupported', message: 'a parrot hears text only' })
        return { method: 'POST', path: '/say', body: { voice: model, line: last, live: stream }, stream }
      },
      value: (wire) => {
        const { said, words } = wire as { said: string; words: number }
        const message = { role: 'assistant' as const, content: said, refusal: null }
        return {
          id: 'parrot', object: 'chat.completion', created: 0, model: 'parrot',
          choices: [{ index: 0, message, finish_reason: 'stop', logprobs: null }],
          usage: { prompt_tokens: 0, completion_tokens: words, total_tokens: words },
        }
      },
      events: () => {
        let over = false
        const base = { id: 'parrot', object: 'chat.completion.chunk' as const, created: 0, model: 'parrot' }
        return {
          push(data, _event, out) {
            const { word, over: isOver = false } = data as { word?: string; over?: boolean }
            over = isOver
            const delta = { role: 'assistant' as const, content: word === undefined ? '' : `${word} ` }
            out.push({ ...base, choices: [{ index: 0, delta, finish_reason: over ? 'stop' : null }] })
          },
          end() {
            if (!over) throw new GatewayError({ reason: 'truncated', message: 'the parrot fell silent' })
          },
        }
      },
    },
  },
})

const gateway = createGateway({ providers: { parrot } })
const messages = [{ role: 'user' as const, content: 'hello' }]

const answer = await gateway.chat.completions.create({ model: 'parrot/polly', messages })
console.log('answer:', answer.choices[0]?.message.content, `(${answer.usage?.completion_tokens} words)`)

const stream = gateway.chat.completions.stream({ model: 'parrot/polly', messages })
console.log('stream:', (await stream.finalContent())?.trim())

await gateway.close()
host.close()
