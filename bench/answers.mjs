/** What the upstream says and what it is asked: one small call and one stream, the same bytes for everybody. */

export const EVENTS = 200
export const MANY_EVENTS = 5_000

export const messages = [
  { role: 'system', content: 'You answer in one sentence.' },
  { role: 'user', content: 'Why is the sky blue?' },
]

const usage = { prompt_tokens: 24, completion_tokens: 18, total_tokens: 42, prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 } }
const head = { id: 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT', created: 1_741_569_952, model: 'gpt-bench', service_tier: 'default' }

export const completion = {
  ...head,
  object: 'chat.completion',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'Air scatters short waves of light more than long ones.', refusal: null, annotations: [] },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage,
}

/** One chunk of a stream: the first has the role, the last the finish reason. */
export function chunk(at, of = EVENTS) {
  const last = at === of - 1
  const delta = last ? {} : { ...(at === 0 && { role: 'assistant' }), content: ` word${String.fromCharCode(97 + (at % 26))}` }
  return { ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, logprobs: null, finish_reason: last ? 'stop' : null }] }
}

/** Events as server-sent text, with OpenAI's end. */
export function sseOf(events) {
  return [...events.map((event) => `data: ${JSON.stringify(event)}\n\n`), 'data: [DONE]\n\n']
}
