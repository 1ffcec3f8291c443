/** An application that uses the `openai` SDK today, with one line changed. */
import type OpenAI from 'openai'
import { createGateway, openai } from 'zerohop'
import { emulateWithoutKey } from './support/emulator.ts'

const stop = await emulateWithoutKey((mock) => mock.onMessage(/./, { content: 'Paris.' }, { chunkSize: 2 }))

// before: const client = new OpenAI()
const client: OpenAI = createGateway({ providers: { openai: openai() }, defaultProvider: 'openai' })

// Everything below is as it was: bare model names, types, helpers and `catch` blocks included.
const messages = [{ role: 'user' as const, content: 'What is the capital of France? One word.' }]

const answer = await client.chat.completions.create({ model: 'gpt-4.1-mini', messages })
console.log('create:', answer.choices[0]?.message.content)

const { data, response } = await client.chat.completions.create({ model: 'gpt-4.1-mini', messages }).withResponse()
console.log('withResponse:', data.choices[0]?.finish_reason, '· answered by', response.headers.get('x-zerohop-target'))

const stream = client.chat.completions.stream({ model: 'gpt-4.1-mini', messages })
console.log('stream:', await stream.finalContent())

await stop()
