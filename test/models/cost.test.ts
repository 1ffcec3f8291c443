import { describe, expect, it } from 'vitest'
import type { Call } from '../../src/core/call.ts'
import type { ModelFacts } from '../../src/core/model-facts.ts'
import { ANSWER_TOKENS, estimateCost } from '../../src/models/cost.ts'
import { chatCall } from '../support/call.ts'

const price = { input: 1_000_000, output: 10_000_000 } // a dollar a token, and ten
const messages = [{ role: 'user', content: 'one two three four' }]

const cases: ReadonlyArray<readonly [what: string, body: object, operation: string, facts: ModelFacts, cost: number | null]> = [
  ['nothing known', { messages }, 'chat', {}, null],
  ['free', { messages }, 'chat', { price: { input: 0, output: 0 } }, 0],
  ['the prompt and a usual answer', { messages }, 'chat', { price }, 8 + 10 * ANSWER_TOKENS],
  ['max_tokens', { messages, max_tokens: 5 }, 'chat', { price }, 8 + 50],
  ['max_completion_tokens, which wins', { messages, max_tokens: 5, max_completion_tokens: 6 }, 'chat', { price }, 8 + 60],
  ['several choices', { messages, max_tokens: 5, n: 3 }, 'chat', { price }, 8 + 150],
  ['no more than the model can say', { messages, max_tokens: 1e6 }, 'chat', { price, maxOutputTokens: 7 }, 8 + 70],
  ['max_output_tokens', { input: 'one two three four', max_output_tokens: 5 }, 'responses', { price }, 4 + 50],
  ['no answer to pay for', { input: 'one two three four' }, 'embeddings', { price }, 4],
  ['a limit that is none', { messages, max_tokens: 'many', n: 'all' }, 'chat', { price }, 8 + 10 * ANSWER_TOKENS],
]

describe('the estimate of a cost', () => {
  it.each(cases)('%s', (_, body, operation, facts, cost) => {
    expect(estimateCost({ ...chatCall(), operation, body } as unknown as Call, facts)).toBe(cost)
  })
})
