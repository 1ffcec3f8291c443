import { OpenAI } from 'openai'
import { describe, it } from 'vitest'
import { transportContract } from 'zerohop/testing'
import { http as fetchHttp } from '../../src/transport/http.fetch.ts'
import { http as nodeHttp } from '../../src/transport/http.node.ts'
import { sdkClient } from '../../src/transport/sdk-client.ts'

const headers = () => ({})

describe('http over undici', () => {
  for (const { name, run } of transportContract((baseURL) => nodeHttp({ baseURL, headers }))) it(name, run)
})

describe('http over fetch', () => {
  for (const { name, run } of transportContract((baseURL) => fetchHttp({ baseURL, headers }))) it(name, run)
})

describe('http over a fetch of your own, on Node', () => {
  for (const { name, run } of transportContract((baseURL) => nodeHttp({ baseURL, headers, fetch }))) it(name, run)
})

describe("a user's own OpenAI client", () => {
  for (const { name, run } of transportContract((baseURL) => sdkClient(new OpenAI({ baseURL, apiKey: 'k' })))) it(name, run)
})
