import { OpenAI } from 'openai'
import { describe, it } from 'vitest'
import { openai, openaiCompatible } from 'zerohop'
import { providerContract } from 'zerohop/testing'

describe('an OpenAI-compatible host over undici', () => {
  const contract = providerContract({ create: (baseURL, apiKey) => openaiCompatible({ baseURL, apiKey }) })
  for (const { name, run } of contract) it(name, run)
})

describe('an OpenAI-compatible host over fetch', () => {
  const contract = providerContract({ create: (baseURL, apiKey) => openaiCompatible({ baseURL, apiKey, fetch }) })
  for (const { name, run } of contract) it(name, run)
})

describe("OpenAI over the user's own client", () => {
  const contract = providerContract({ create: (baseURL, apiKey) => openai({ client: new OpenAI({ baseURL, apiKey }) }) })
  for (const { name, run } of contract) it(name, run)
})
