/** Every example runs without a key, says what it is there to say, and ends by itself. */
import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What each example must say, in this order. */
const says: Readonly<Record<string, readonly (string | RegExp)[]>> = {
  demo: [
    'zerohop',
    'smart: fallback\n    ├─ openai/gpt-4.1\n    ├─ claude/claude-sonnet-5-5\n    └─ gemini/gemini-3.8-flash',
    'steady: use (retry)',
    'None. The gateway is a library',
    /✓ openai\/gpt-4.1-mini +\d+ ms {2}first content after \d+ ms/,
    '⚙ weather({"city":"Lisbon"}) → 21 °C, clear\n    It is 21 °C in Lisbon, and clear. Gemini speaking',
    /✗ openai\/gpt-4.1 +server_error 500 .*\n +✗ claude\/claude-sonnet-5-5 +overloaded 529 .*\n +✓ gemini\/gemini-3.8-flash .*first content after/,
    /✗ openai\/gpt-4.1 +server_error 500 .*\n +✗ claude\/claude-sonnet-5-5 +overloaded 529 .*\n +✓ gemini\/gemini-3.8-flash .*first content after/,
    /thought It depends on the weather.* signed anthropic-claude-v1\n +✓ claude\/claude-opus-5-5/,
    /A shirt\..*\n +thought .* signed google-gemini-v1\n +✗ claude\/claude-opus-5-5 +overloaded 529.*\n +✓ gemini\/gemini-4-argon/,
    /Light ones\..*\n +thought .* signed anthropic-claude-v1\n +✓ claude\/claude-opus-5-5/,
    'of 8 requests the fakes refused 0.',
    'You are reading OpenAI',
    /✗ claude\/claude-haiku-5-5 +truncated/,
    'Third time lucky',
    /✗ openai\/gpt-4.1-nano +server_error 502/,
    /✗ openai\/gpt-4.1-nano +rate_limit 429/,
    /waited 1\d{3} ms\n +✓ openai\/gpt-4.1-nano/,
    /openai\/gpt-4.1-mini +█+ 15/,
    /spare\/gpt-4.1-mini +█+ 5/,
    'RateLimitError 429 insufficient_quota',
    /main +openai\/gpt-4.1-mini +ok +1 +–/,
    /smart +gemini\/gemini-3.8-flash ×2 +ok +6 /,
    /talk +claude\/claude-opus-5-5 ×2 +ok +2 /,
    /live +openai\/gpt-4.1-mini +ok +2 +\d+ ms +\d+ ms +45/,
    '30 calls, 39 attempts, 1 process, 0 hops',
  ],
  'wrap-existing': ['create: Paris.', 'withResponse: stop · answered by openai/gpt-4.1-mini', 'stream: Paris.'],
  fallback: [
    'child 0 failed: overloaded; trying child 1',
    'attempt 1: first/large overloaded',
    'attempt 2: second/large ok',
    'answer: Here I am.',
  ],
  'semantic-cache': [
    'How do I get a refund within 14 days?\n  miss',
    /How can I get a refund within 14 days\?\n {2}semantic, similar by 0\.\d+/,
    'How do I get a refund within 30 days?\n  miss, the nearest differs: numbers',
    'How do I get a refund within 14 days?\n  miss',
    'hits: 1, misses: 3',
  ],
  balance: ['spread: balance (round_robin)', 'big/model answered 9 of 12', 'small/model answered 3 of 12'],
  'own-provider': ['answer: HELLO! (polly) (2 words)', 'stream: HELLO! (polly)'],
  'streaming-server': ['gateway: ok', 'client: One word after the other', 'client: gone', 'gateway: aborted'],
  hooks: [
    /retry in .* ms after server_error/,
    'smart ok by shaky/model',
    'fall back from child 0 to 1 after authentication',
    'smart ok by solid/model',
    'metrics: shaky/model ok 1, failed 2, tokens 12',
    'metrics: solid/model ok 2, failed 0, tokens 28',
  ],
  'claude-and-gemini': [
    'tool: weather of Lisbon',
    'It is 21 °C in Lisbon.',
    'openai/gpt-4.1 server_error\n  claude/claude-sonnet-5-5 overloaded\n  gemini/gemini-3.8-flash ok',
    'openai/gpt-4.1 server_error\n  claude/claude-sonnet-5-5 overloaded\n  gemini/gemini-3.8-flash ok',
  ],
  reasoning: [
    'thought: I cannot know the weather',
    'detail: reasoning.text, anthropic-claude-v1',
    'thought: 21 degrees is warm.',
    'answer: A shirt will do: it is 21 °C.',
    'refused: 0 of 2 requests',
  ],
  cache: [
    'miss: Paris.',
    'hit: Paris.',
    'streamed, hit: Paris.',
    'another tenant, miss: Paris.',
    'a hundred at a time: 1 miss, 99 shared',
    /the provider was asked 3 times; 2 hits saved 26 tokens/,
  ],
  guardrails: [
    '· pii, input: redact 1 email, 1 phone',
    'personal data: I wrote to ada@example.com and left a note for +1 212 736 5000.',
    /· secrets, output: redact 1 \w+\na secret: Set AWS_KEY=\[\w+\] and it works\./,
    '· jsonSchema, output: redact',
    'JSON: {"city": "Lisbon"}',
    'turned away: injection, ',
    'turned away: own secrets, ',
  ],
  observe: [/the collector has 96 calls with \d+ attempts, \d+ from the cache/, 'and knows what they cost'],
  tools: ['tool: weather of Lisbon', 'answer: It is 21 °C in Lisbon.'],
}

describe('examples', () => {
  it('are all listed here', () => {
    const files = readdirSync(new URL('../../examples', import.meta.url)).filter((name) => name.endsWith('.ts'))
    expect(files.map((name) => name.replace('.ts', '')).sort()).toEqual(Object.keys(says).sort())
  })

  for (const [name, lines] of Object.entries(says)) {
    it.concurrent(`${name} runs without a key`, { timeout: 60_000 }, async () => {
      const said = await run(name)
      let at = 0
      for (const line of lines) {
        const rest = said.slice(at)
        const found = typeof line === 'string' ? rest.indexOf(line) : rest.search(line)
        if (found === -1) expect.fail(`${name} does not say ${String(line)} here:\n${rest}`)
        at += found
      }
    })
  }

  it.concurrent('no line of the demo is wider than 100 columns', { timeout: 60_000 }, async () => {
    const wide = (await run('demo')).split('\n').filter((line) => [...line].length > 100)
    expect(wide).toEqual([])
  })
})

const runs = new Map<string, Promise<string>>()

/** Its output; rejects unless it ends with 0. */
function run(name: string): Promise<string> {
  const begun = runs.get(name) ?? start(name)
  runs.set(name, begun)
  return begun
}

async function start(name: string): Promise<string> {
  const { PATH, HOME, SystemRoot } = process.env // no keys, no base URLs, no colours
  const env = Object.fromEntries(Object.entries({ PATH, HOME, SystemRoot, NO_COLOR: '1' }).filter(([, value]) => value !== undefined))
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', `examples/${name}.ts`], { cwd: root, env, timeout: 55_000 })
  return stdout
}
