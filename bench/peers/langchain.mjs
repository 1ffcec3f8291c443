/** LangChain: `invoke` and `stream` of its `ChatOpenAI`. */
import { ChatOpenAI } from '@langchain/openai'
import { openaiMessages, prompts } from '../prompts.mjs'

export function contestant(origin) {
  const models = new Map()
  const make = (path) => new ChatOpenAI({ model: 'gpt-bench', apiKey: 'bench', configuration: { baseURL: origin + path } })
  const at = (path) => models.get(path) ?? models.set(path, make(path)).get(path)
  return {
    call: async (path, prompt) => (await at(path).invoke(openaiMessages(prompts[prompt]))).content.length,
    async stream(path, prompt) {
      let read = 0
      for await (const { content } of await at(path).stream(openaiMessages(prompts[prompt]))) read += content.length
      return read
    },
    close: async () => {},
  }
}
