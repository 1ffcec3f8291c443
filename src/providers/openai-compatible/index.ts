/** Any host that speaks OpenAI's dialect. */
import { checkConnectionOptions, http } from '#http'
import { checkFunction, checkOptions, checkString } from '../../core/check.ts'
import { ConfigError } from '../../core/error.ts'
import type { Operation } from '../../core/operation.ts'
import type { Dialect, Provider } from '../../core/provider.ts'
import type { Transport } from '../../core/wire.ts'
import { connectionOptionNames, type ConnectionOptions, connectionOptionsOf } from '../../transport/connection-options.ts'
import { checkBaseURL, checkPublicOnly } from '../../transport/request.ts'
import { type OpenAIClientLike, sdkClient, secretsOf } from '../../transport/sdk-client.ts'
import { type ApiKey, checkApiKey, credentials, type Credentials, secretsIn } from '../credentials.ts'
import { defineProvider } from '../define-provider.ts'
import { perKey } from '../several-keys.ts'
import { embeddingsDialect } from './embeddings.ts'
import { type Fit, fit } from './fit.ts'
import { inputTokensDialect } from './input-tokens.ts'
import { modelsDialect } from './models.ts'
import { passthroughDialect } from './passthrough.ts'
import type { Quirks } from './quirks.ts'
import { chatValue } from './reply.ts'
import { chatRequest } from './request.ts'
import { responsesDialect } from './responses.ts'
import { ChatDecoder } from './stream.ts'

/** What every provider of this dialect takes. */
export interface OpenAICompatibleOptions extends ConnectionOptions {
  /** Everything before `/chat/completions`, e.g. `https://api.groq.com/openai/v1`. */
  readonly baseURL?: string | undefined
  /** A key, a function that gives one, or `null` for none. @default the host's environment variable, read at each call */
  readonly apiKey?: ApiKey | undefined
  /** Several keys, instead of one: every target of this provider is balanced over them, and a key that is limited or refused falls to the next. @default none */
  readonly apiKeys?: ReadonlyArray<Exclude<ApiKey, null>> | undefined
  /** Headers of every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Your own SDK instance instead of zerohop's transport: its auth, proxies and interceptors keep working, its retries are off. */
  readonly client?: OpenAIClientLike | undefined
  /** A `fetch` of your own instead of undici. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** An undici dispatcher of your own (proxy, TLS, mocks). Node only. */
  readonly dispatcher?: unknown
  /**
   * True: sends to public hosts only, for a `baseURL` that comes from a stranger. On Node every address that the name resolves to is
   * checked; elsewhere, and with a `fetch` of your own, only the name is. Cannot stand beside `client` or `dispatcher`. @default false
   */
  readonly publicOnly?: boolean | undefined
}

export interface OpenAICompatibleHost extends OpenAICompatibleOptions {
  /** The dialect's name, also the key under `provider_options`. @default 'openai-compatible' */
  readonly dialect?: string | undefined
  /** How this host differs from OpenAI. */
  readonly quirks?: Quirks | undefined
}

/** What distinguishes a host in code; users see it through its factory. */
export interface HostFacts {
  /** The factory's name, for errors. */
  readonly factory: string
  readonly dialect: string
  /** Environment variables that may hold the key, in order. */
  readonly env: readonly string[]
  readonly baseURL?: string | undefined
  readonly keyRequired?: boolean
  readonly quirks?: Quirks | undefined
  /** Makes its requests fit, where its quirks say more than what it answers. */
  readonly fit?: Fit
  /** Options that only its factory takes, and has taken out: guessed at where one is misspelt. */
  readonly ownOptions?: readonly string[]
  /** How a key becomes headers. @default `authorization: Bearer …` */
  readonly auth?: (key: string) => Readonly<Record<string, string>>
  /** A transport of the host's own, where a base URL and headers do not suffice. */
  readonly transport?: (options: OpenAICompatibleOptions, keys: Credentials) => Transport
}

const optionNames = ['baseURL', 'apiKey', 'apiKeys', 'headers', 'client', 'fetch', 'dispatcher', 'publicOnly', ...connectionOptionNames]
const defaultOperations: readonly Operation[] = ['chat', 'embeddings', 'models', 'passthrough']

/**
 * A host that speaks OpenAI's dialect, by its base URL.
 *
 * @example
 * import { createGateway, openaiCompatible } from 'zerohop'
 *
 * const house = openaiCompatible({ baseURL: 'http://127.0.0.1:8000/v1', apiKey: null })
 * const gateway = createGateway({ providers: { house } })
 */
export function openaiCompatible(options: OpenAICompatibleHost): Provider {
  checkOptions('openaiCompatible', options, [...optionNames, 'dialect', 'quirks'])
  const { dialect = 'openai-compatible', quirks, ...rest } = options
  return host({ factory: 'openaiCompatible', dialect, env: [], keyRequired: false, quirks, fit }, rest)
}

/** The provider of one host. */
export function host(facts: HostFacts, options: OpenAICompatibleOptions): Provider {
  const { factory, ownOptions = [] } = facts
  checkOptions(factory, options, [...optionNames, ...ownOptions])
  return perKey(factory, options, ['client'], (one) => withOneKey(facts, one))
}

function withOneKey(facts: HostFacts, options: OpenAICompatibleOptions): Provider {
  const { factory, dialect, quirks = {} } = facts
  checkString(`${factory}.baseURL`, options.baseURL)
  checkFunction(`${factory}.fetch`, options.fetch)
  checkApiKey(`${factory}.apiKey`, options.apiKey)
  const keys = credentials(options.apiKey, factory, facts.env, facts.keyRequired)
  const { client } = options
  checkPublicOnly(factory, options)
  checkConnectionOptions(factory, options)
  const transport = client ? sdkClient(client) : facts.transport ? facts.transport(options, keys) : httpOf(facts, options, keys)
  const dialects = dialectsOf(dialect, quirks, facts.fit)
  const operations = Object.fromEntries((quirks.operations ?? defaultOperations).map((name) => [name, dialects[name]]))
  const ownSecrets = secretsIn(options.headers)
  return defineProvider({ dialect, transport, operations, secrets: () => [...keys.secrets(), ...ownSecrets, ...secretsOf(client)] })
}

function dialectsOf(dialect: string, quirks: Quirks, fit: Fit | undefined): { readonly [Op in Operation]?: Dialect<Op> } {
  return {
    chat: {
      request: (call, target) => chatRequest(call, target, dialect, quirks, fit),
      value: (wire) => chatValue(wire, quirks),
      events: () => new ChatDecoder(quirks),
    },
    responses: responsesDialect(dialect),
    input_tokens: inputTokensDialect(dialect),
    embeddings: embeddingsDialect(dialect),
    models: modelsDialect,
    passthrough: passthroughDialect,
  }
}

function httpOf(facts: HostFacts, options: OpenAICompatibleOptions, keys: Credentials): Transport {
  const baseURL = options.baseURL ?? facts.baseURL
  if (baseURL === undefined) throw new ConfigError(`${facts.factory}.baseURL`, 'is missing')
  checkBaseURL(`${facts.factory}.baseURL`, baseURL)
  const { dispatcher, fetch, publicOnly } = options
  return http({ baseURL, headers: headersOf(options.headers, keys, facts.auth), dispatcher, fetch, publicOnly, ...connectionOptionsOf(options) })
}

function bearer(key: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${key}` }
}

/** The headers for the key of now; the same object while the key stays the same. */
export function headersOf(given: Readonly<Record<string, string>> = {}, keys: Credentials, auth = bearer) {
  const own = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]))
  let last: string | undefined
  let headers: Readonly<Record<string, string>> = own
  const withKey = (key: string | undefined) => {
    if (key !== last) headers = { ...(key !== undefined && auth(key)), ...own }
    last = key
    return headers
  }
  return () => {
    const key = keys.key()
    return key instanceof Promise ? key.then(withKey) : withKey(key)
  }
}
