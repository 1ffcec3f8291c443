/** The Vercel AI SDK: `generateText` and `streamText` over its OpenAI provider. */
import { createOpenAI } from '@ai-sdk/openai'
import { generateText, streamText } from 'ai'
import { prompts, vercelPrompt } from '../prompts.mjs'

export function contestant(origin) {
  const models = new Map()
  const make = (path) => createOpenAI({ baseURL: origin + path, apiKey: 'bench' }).chat('gpt-bench')
  const ask = (path, prompt) => ({
    model: models.get(path) ?? models.set(path, make(path)).get(path),
    ...vercelPrompt(prompts[prompt]),
  })
  return {
    call: async (path, prompt) => (await generateText(ask(path, prompt))).text.length,
    async stream(path, prompt) {
      let read = 0
      for await (const text of streamText(ask(path, prompt)).textStream) read += text.length
      return read
    },
    close: async () => {},
  }
}
