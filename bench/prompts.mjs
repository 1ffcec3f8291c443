/** What everybody asks: a question, the same behind 100 KB of text, and the same with two pictures of a megabyte each. */
import { messages } from './answers.mjs'

const [{ content: system }, { content: question }] = messages
const paragraph = 'The provider answered, and the answer was long: “naïve”, it said, and 1,234 more words like these. '

/** Base64 of no picture: nobody on the way looks inside. */
const pictures = [7919, 104_729].map((step) => Buffer.from(Array.from({ length: 750_000 }, (_, at) => (at * step) % 251)).toString('base64'))

export const prompts = {
  small: { system, text: question, pictures: [] },
  long: { system, text: `${paragraph.repeat(Math.ceil(100_000 / paragraph.length))}${question}`, pictures: [] },
  pictures: { system, text: question, pictures },
}

let asked = 0

/** No two questions are the same, so that a cache has to ask. */
function textOf({ text }) {
  return `${text} (${(asked += 1)})`
}

/** As OpenAI takes it, and with it most others. */
export function openaiMessages(prompt) {
  const parts = prompt.pictures.map((data) => ({ type: 'image_url', image_url: { url: `data:image/png;base64,${data}` } }))
  return messagesOf(prompt, parts)
}

export function vercelPrompt(prompt) {
  return withSystem(prompt, prompt.pictures.map((data) => ({ type: 'image', image: data, mediaType: 'image/png' })))
}

export function anthropicPrompt(prompt) {
  return withSystem(prompt, prompt.pictures.map((data) => ({ type: 'image', source: { type: 'base64', media_type: 'image/png', data } })))
}

function withSystem(prompt, parts) {
  const [{ content: system }, ...messages] = messagesOf(prompt, parts)
  return { system, messages }
}

function messagesOf(prompt, parts) {
  const text = textOf(prompt)
  const content = parts.length === 0 ? text : [{ type: 'text', text }, ...parts]
  return [{ role: 'system', content: prompt.system }, { role: 'user', content }]
}
