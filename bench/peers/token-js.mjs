/** token.js: its OpenAI-shaped client over an OpenAI-compatible host. */
import { TokenJS } from 'token.js'
import { openaiMessages, prompts } from '../prompts.mjs'

export function contestant(origin) {
  const clients = new Map()
  const at = (path) => clients.get(path) ?? clients.set(path, new TokenJS({ baseURL: origin + path, apiKey: 'bench' })).get(path)
  const bodyOf = (prompt) => ({ provider: 'openai-compatible', model: 'gpt-bench', messages: openaiMessages(prompts[prompt]) })
  return {
    call: async (path, prompt) => (await at(path).chat.completions.create(bodyOf(prompt))).choices[0].message.content.length,
    async stream(path, prompt) {
      let read = 0
      const events = await at(path).chat.completions.create({ ...bodyOf(prompt), stream: true })
      for await (const event of events) read += event.choices[0].delta.content?.length ?? 0
      return read
    },
    close: async () => {},
  }
}
