/** Google's Gemini API. */
import { checkConnectionOptions, http } from '#http'
import { checkFunction, checkOneOf, checkOptions, checkString, show } from '../../core/check.ts'
import { ConfigError } from '../../core/error.ts'
import type { Provider } from '../../core/provider.ts'
import type { Transport } from '../../core/wire.ts'
import { connectionOptionNames, type ConnectionOptions, connectionOptionsOf } from '../../transport/connection-options.ts'
import { checkBaseURL } from '../../transport/request.ts'
import { secretsOf } from '../../transport/sdk-client.ts'
import { type ApiKey, checkApiKey, credentials, type Credentials, secretsIn } from '../credentials.ts'
import { defineProvider } from '../define-provider.ts'
import { headersOf } from '../openai-compatible/index.ts'
import { perKey } from '../several-keys.ts'
import { asLegacyValue, legacyEvents } from '../translate/legacy-functions.ts'
import { genaiClient, type GoogleGenAILike } from './client-genai.ts'
import { generativeAiClient, type GoogleGenerativeAILike } from './client-generative-ai.ts'
import { countTokensDialect } from './count-tokens.ts'
import { embeddingsDialect } from './embeddings.ts'
import { readFailure } from './failure.ts'
import { modelsDialect } from './models.ts'
import { chatValue } from './reply.ts'
import { chatRequest } from './request.ts'
import { ChatDecoder } from './stream.ts'
import type { SchemaKind } from './tools.ts'

export type { GoogleGenerativeAILike } from './client-generative-ai.ts'
export type { GoogleGenAILike } from './client-genai.ts'

export interface GoogleOptions extends ConnectionOptions {
  /** A key, a function that gives one, or `null` for none. @default GEMINI_API_KEY, else GOOGLE_API_KEY, read at each call */
  readonly apiKey?: ApiKey | undefined
  /** Several keys, instead of one: every target of this provider is balanced over them, and a key that is limited or refused falls to the next. @default none */
  readonly apiKeys?: ReadonlyArray<Exclude<ApiKey, null>> | undefined
  /** Everything before the version. @default 'https://generativelanguage.googleapis.com' */
  readonly baseURL?: string | undefined
  /** `v1beta` has what `v1` lacks: tools, thinking, JSON Schema. @default 'v1beta' */
  readonly apiVersion?: string | undefined
  /** `json` sends JSON Schema as it is; `subset` converts it for models and proxies that know only the older fields. @default 'json' */
  readonly schema?: SchemaKind | undefined
  /** Headers of every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /**
   * Your own `GoogleGenAI` (@google/genai) or `GoogleGenerativeAI` (@google/generative-ai) instead of zerohop's transport:
   * its auth, proxies and interceptors keep working, its retries are off.
   */
  readonly client?: GoogleGenAILike | GoogleGenerativeAILike | undefined
  /** A `fetch` of your own instead of undici. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** An undici dispatcher of your own (proxy, TLS, mocks). Node only. */
  readonly dispatcher?: unknown
}

const optionNames = ['apiKey', 'apiKeys', 'baseURL', 'apiVersion', 'schema', 'headers', 'client', 'fetch', 'dispatcher', ...connectionOptionNames]

/**
 * Gemini, by the Gemini API. Parameters of its own go in `provider_options.google`, in the words of `generateContent`.
 *
 * @example
 * import { createGateway, google } from 'zerohop'
 *
 * const gateway = createGateway({ providers: { gemini: google() } })
 */
export function google(options: GoogleOptions = {}): Provider {
  checkOptions('google', options, optionNames)
  return perKey('google', options, ['client'], withOneKey)
}

function withOneKey(options: GoogleOptions): Provider {
  const { apiKey, baseURL = 'https://generativelanguage.googleapis.com', apiVersion = 'v1beta', schema = 'json', client } = options
  checkString('google.baseURL', options.baseURL)
  checkString('google.apiVersion', options.apiVersion)
  checkOneOf('google.schema', options.schema, ['json', 'subset'])
  checkFunction('google.fetch', options.fetch)
  checkConnectionOptions('google', options)
  checkApiKey('google.apiKey', apiKey)
  const keys = credentials(apiKey, 'google', ['GEMINI_API_KEY', 'GOOGLE_API_KEY'])
  return defineProvider({
    dialect: 'google',
    transport: client === undefined ? httpOf(options, baseURL, apiVersion, keys) : clientOf(client, options),
    operations: {
      chat: {
        request: (call, target) => chatRequest(call, target, schema),
        value: (wire, call) => asLegacyValue(chatValue(wire, call), call.body),
        events: (call) => legacyEvents(new ChatDecoder(call), call.body),
      },
      input_tokens: countTokensDialect(schema),
      embeddings: embeddingsDialect,
      models: modelsDialect,
    },
    failure: readFailure,
    secrets: () => [...keys.secrets(), ...secretsIn(options.headers), ...secretsOf(client)],
  })
}

function httpOf(options: GoogleOptions, baseURL: string, apiVersion: string, keys: Credentials): Transport {
  checkBaseURL('google.baseURL', baseURL)
  const base = baseURL.replace(/\/+$/, '')
  const versioned = base.endsWith(`/${apiVersion}`) ? base : `${base}/${apiVersion}`
  const headers = headersOf(options.headers, keys, (key) => ({ 'x-goog-api-key': key }))
  return http({ baseURL: versioned, headers, dispatcher: options.dispatcher, fetch: options.fetch, ...connectionOptionsOf(options) })
}

function clientOf(client: unknown, { apiVersion, baseURL }: GoogleOptions): Transport {
  if (isGenAI(client)) return genaiClient(client, apiVersion ?? (client.vertexai === true ? undefined : 'v1beta'))
  if (isGenerativeAI(client)) return generativeAiClient(client, apiVersion ?? 'v1beta', baseURL)
  throw new ConfigError('google.client', `must be a GoogleGenAI or a GoogleGenerativeAI, got ${show(client)}`)
}

function isGenAI(client: unknown): client is GoogleGenAILike {
  if (typeof client !== 'object' || client === null || !('models' in client)) return false
  return typeof client.models === 'object' && client.models !== null && 'generateContent' in client.models
}

function isGenerativeAI(client: unknown): client is GoogleGenerativeAILike {
  return typeof client === 'object' && client !== null && 'getGenerativeModel' in client
}
