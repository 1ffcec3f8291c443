/** Anthropic: Claude through the Messages API. */
import { checkConnectionOptions, http } from '#http'
import { checkFunction, checkOptions, checkString } from '../../core/check.ts'
import { ConfigError } from '../../core/error.ts'
import type { Provider } from '../../core/provider.ts'
import type { Transport } from '../../core/wire.ts'
import { connectionOptionNames, type ConnectionOptions, connectionOptionsOf } from '../../transport/connection-options.ts'
import { checkBaseURL } from '../../transport/request.ts'
import { secretsOf } from '../../transport/sdk-client.ts'
import { type ApiKey, checkApiKey, checkSecret, credentials, type Credentials, environment, secretsIn } from '../credentials.ts'
import { defineProvider } from '../define-provider.ts'
import { perKey } from '../several-keys.ts'
import { type AnthropicClientLike, anthropicClient } from './client.ts'
import { countTokensDialect } from './count-tokens.ts'
import { anthropicFailure } from './failure.ts'
import { modelsDialect } from './models.ts'
import { chatValue } from './reply.ts'
import { chatRequest, VERSION } from './request.ts'
import { chatEvents } from './stream.ts'

export type { AnthropicClientLike } from './client.ts'

export interface AnthropicOptions extends ConnectionOptions {
  /** A key, sent as `x-api-key`; a function that gives one; or `null` for none. @default ANTHROPIC_API_KEY, read at each call */
  readonly apiKey?: ApiKey | undefined
  /** Several keys, instead of one: every target of this provider is balanced over them, and a key that is limited or refused falls to the next. @default none */
  readonly apiKeys?: ReadonlyArray<Exclude<ApiKey, null>> | undefined
  /** A bearer token instead of a key, or a function that gives one. @default ANTHROPIC_AUTH_TOKEN, where there is no key */
  readonly authToken?: string | (() => string | Promise<string>) | undefined
  /** Everything before `/v1/messages`; a `/v1` at its end is not doubled. @default ANTHROPIC_BASE_URL, else 'https://api.anthropic.com' */
  readonly baseURL?: string | undefined
  /** Headers of every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Betas of every request, sent as `anthropic-beta`. More for one request: `provider_options.anthropic.betas`. */
  readonly betas?: readonly string[] | undefined
  /**
   * The API version to insist on. @default '2026-10-21'; '2023-06-01' for a request with temperature, top_p or top_k to a model that
   * takes them, which the newer version refuses
   */
  readonly version?: string | undefined
  /** The model whose rules hold for names that tell no model, as a proxy's aliases. @default the newest, with 8,192 tokens where no limit is named */
  readonly like?: string | undefined
  /** Your own SDK instance instead of zerohop's transport: its auth, proxies and interceptors keep working, its retries are off. */
  readonly client?: AnthropicClientLike | undefined
  /** A `fetch` of your own instead of undici. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** An undici dispatcher of your own (proxy, TLS, mocks). Node only. */
  readonly dispatcher?: unknown
}

const optionNames = ['apiKey', 'apiKeys', 'authToken', 'baseURL', 'headers', 'betas', 'version', 'like', 'client', 'fetch', 'dispatcher', ...connectionOptionNames]

/**
 * Claude, for any chat body of OpenAI's: system messages, tools, images, PDFs, structured output and reasoning are translated both ways.
 * Its own parameters go in `provider_options.anthropic`.
 *
 * @throws ConfigError for an option that could not work
 * @example
 * import { anthropic, createGateway } from 'zerohop'
 *
 * const gateway = createGateway({ providers: { claude: anthropic() } })
 * const answer = await gateway.chat.completions.create({
 *   model: 'claude/claude-sonnet-5-5',
 *   messages: [{ role: 'user', content: 'Hello' }],
 * })
 */
export function anthropic(options: AnthropicOptions = {}): Provider {
  checkOptions('anthropic', options, optionNames)
  return perKey('anthropic', options, ['authToken', 'client'], withOneKey)
}

function withOneKey(options: AnthropicOptions): Provider {
  check(options)
  const { version, betas, like, client } = options
  const keys = credentials(options.apiKey, 'anthropic', ['ANTHROPIC_API_KEY'])
  const tokens = credentials(options.authToken, 'anthropic', ['ANTHROPIC_AUTH_TOKEN'])
  return defineProvider({
    dialect: 'anthropic',
    transport: client ? anthropicClient(client) : httpOf(options, keys, tokens),
    operations: {
      chat: {
        request: (call, target) => chatRequest(call, target, { version, betas, like }),
        value: chatValue,
        events: chatEvents,
      },
      input_tokens: countTokensDialect({ version, betas, like }),
      models: modelsDialect(version ?? VERSION),
    },
    failure: anthropicFailure,
    secrets: () => [...keys.secrets(), ...tokens.secrets(), ...secretsIn(options.headers), ...secretsOf(client)],
  })
}

function check(options: AnthropicOptions): void {
  for (const name of ['baseURL', 'version', 'like'] as const) checkString(`anthropic.${name}`, options[name])
  checkFunction('anthropic.fetch', options.fetch)
  checkConnectionOptions('anthropic', options)
  checkApiKey('anthropic.apiKey', options.apiKey)
  checkSecret('anthropic.authToken', options.authToken)
  if (options.apiKey && options.authToken) throw new ConfigError('anthropic.authToken', "cannot stand beside 'apiKey': pass one of them")
  const { betas } = options
  if (betas !== undefined && !(Array.isArray(betas) && betas.every((beta) => typeof beta === 'string' && beta !== ''))) {
    throw new ConfigError('anthropic.betas', 'must be a list of non-empty strings')
  }
}

function httpOf(options: AnthropicOptions, keys: Credentials, tokens: Credentials): Transport {
  const { baseURL = environment('ANTHROPIC_BASE_URL') ?? 'https://api.anthropic.com', dispatcher, fetch } = options
  checkBaseURL('anthropic.baseURL', baseURL)
  return http({ baseURL: baseURL.replace(/\/+$/, '').replace(/\/v1$/, ''), headers: headersOf(options, keys, tokens), dispatcher, fetch, ...connectionOptionsOf(options) })
}

/** The credentials of now, asked for at each attempt; the user's own headers win. */
function headersOf({ apiKey, authToken, headers = {} }: AnthropicOptions, keys: Credentials, tokens: Credentials) {
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const isBearer = () => authToken !== undefined || (apiKey === undefined && !environment('ANTHROPIC_API_KEY') && environment('ANTHROPIC_AUTH_TOKEN') !== undefined)
  const withKey = (key: string | undefined): Headers => ({ ...(key !== undefined && { 'x-api-key': key }), ...own })
  const withToken = (token: string | undefined): Headers => ({ ...(token !== undefined && { authorization: `Bearer ${token}` }), ...own })
  return () => {
    const isToken = isBearer()
    const found = isToken ? tokens.key() : keys.key()
    const as = isToken ? withToken : withKey
    return found instanceof Promise ? found.then(as) : as(found)
  }
}

type Headers = Readonly<Record<string, string>>
