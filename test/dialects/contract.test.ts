/** The contract of providers, kept by Claude's and Gemini's dialects over every transport they have. */
import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import { GoogleGenerativeAI } from '@google/generative-ai'
import { describe, expect, it } from 'vitest'
import { anthropic, google, type Provider } from 'zerohop'
import { type DialectBytes, providerContract } from 'zerohop/testing'
import { anthropicBytes, geminiBytes } from './bytes.ts'

interface Over {
  readonly bytes: DialectBytes
  create(baseURL: string, apiKey: string): Provider
  /** What the vendor's SDK keeps from us, by the case's name: it shows no headers, or cannot read such a stream. */
  readonly lost?: readonly string[]
}

const transports: ReadonlyArray<readonly [name: string, over: Over]> = [
  ['Claude over undici', { bytes: anthropicBytes, create: (baseURL, apiKey) => anthropic({ baseURL, apiKey }) }],
  ['Claude over fetch', { bytes: anthropicBytes, create: (baseURL, apiKey) => anthropic({ baseURL, apiKey, fetch }) }],
  ["Claude over the user's own client", { bytes: anthropicBytes, create: (baseURL, apiKey) => anthropic({ client: new Anthropic({ baseURL, apiKey }) }) }],
  ['Gemini over undici', { bytes: geminiBytes, create: (baseURL, apiKey) => google({ baseURL, apiKey }) }],
  ['Gemini over fetch', { bytes: geminiBytes, create: (baseURL, apiKey) => google({ baseURL, apiKey, fetch }) }],
  [
    "Gemini over the user's GoogleGenAI",
    { bytes: geminiBytes, create: (baseUrl, apiKey) => google({ client: new GoogleGenAI({ apiKey, httpOptions: { baseUrl } }) }), lost: ['retry-after is understood'] },
  ],
  [
    "Gemini over the user's GoogleGenerativeAI",
    {
      bytes: geminiBytes,
      create: (baseURL, apiKey) => google({ client: new GoogleGenerativeAI(apiKey), baseURL }),
      lost: ['retry-after is understood', 'says who answered, and with which headers', 'with comments and empty lines between, the events are the same', 'an error in a 200 is an error', 'a malformed frame after the first content is thrown after what came before it'],
    },
  ],
]

describe.each(transports)('%s', (_, { lost = [], ...over }) => {
  const contract = providerContract(over)
  const isLost = ({ name }: { name: string }): boolean => lost.includes(name)
  for (const { name, run } of contract.filter((one) => !isLost(one))) it(name, run)
  for (const { name, run } of contract.filter(isLost)) it(`cannot, for its SDK keeps it to itself: ${name}`, () => expect(run()).rejects.toThrow(/./))

  it('loses nothing that the contract does not name', () => {
    expect(lost.filter((one) => !contract.some(({ name }) => name === one))).toEqual([])
  })
})
