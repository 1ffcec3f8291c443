/** Azure OpenAI: OpenAI's dialect at a resource of one's own, where models are deployments. */
import { http } from '#http'
import { checkString } from '../../core/check.ts'
import { ConfigError } from '../../core/error.ts'
import type { Provider } from '../../core/provider.ts'
import type { Transport, WireRequest } from '../../core/wire.ts'
import { connectionOptionsOf } from '../../transport/connection-options.ts'
import { checkBaseURL } from '../../transport/request.ts'
import type { Credentials } from '../credentials.ts'
import { environment } from '../credentials.ts'
import { headersOf, host, type OpenAICompatibleOptions } from './index.ts'

export interface AzureOptions extends OpenAICompatibleOptions {
  /** `https://NAME.openai.azure.com`. @default AZURE_OPENAI_ENDPOINT */
  readonly endpoint?: string | undefined
  /** `v1`, or a dated version such as `2024-10-21`, which is asked at `/deployments/MODEL`. @default OPENAI_API_VERSION, else 'v1' */
  readonly apiVersion?: string | undefined
  /** Microsoft Entra ID: a function that gives a bearer token, instead of a key. */
  readonly azureADTokenProvider?: (() => Promise<string>) | undefined
}

/**
 * Azure OpenAI. The model after the slash is the deployment's name. The key is `apiKey` or `AZURE_OPENAI_API_KEY`.
 *
 * @example
 * import { azure, createGateway } from 'zerohop'
 *
 * const gateway = createGateway({ providers: { azure: azure({ endpoint: 'https://acme.openai.azure.com' }) } })
 */
export function azure(options: AzureOptions = {}): Provider {
  const { endpoint = environment('AZURE_OPENAI_ENDPOINT'), apiVersion = environment('OPENAI_API_VERSION') ?? 'v1', azureADTokenProvider, ...rest } = options
  checkString('azure.endpoint', endpoint)
  checkString('azure.apiVersion', apiVersion)
  if (endpoint === undefined && rest.baseURL === undefined && rest.client === undefined) {
    throw new ConfigError('azure.endpoint', "is missing: pass 'https://NAME.openai.azure.com' or set AZURE_OPENAI_ENDPOINT")
  }
  if (rest.baseURL !== undefined) checkBaseURL('azure.baseURL', rest.baseURL)
  else if (endpoint !== undefined) checkBaseURL('azure.endpoint', endpoint)
  const isV1 = apiVersion === 'v1'
  const baseURL = rest.baseURL ?? `${endpoint?.replace(/\/$/, '')}/openai${isV1 ? '/v1' : ''}`
  const auth = azureADTokenProvider ? undefined : (key: string) => ({ 'api-key': key })
  return host(
    {
      factory: 'azure',
      dialect: 'azure',
      env: ['AZURE_OPENAI_API_KEY'],
      ownOptions: ['endpoint', 'apiVersion', 'azureADTokenProvider'],
      quirks: { operations: ['chat', 'responses', 'embeddings', 'models', 'passthrough'] },
      ...(auth && { auth }),
      ...(!isV1 && { transport: (given: OpenAICompatibleOptions, keys: Credentials) => dated(given, baseURL, apiVersion, headersOf(given.headers, keys, auth)) }),
    },
    { ...rest, baseURL, apiKey: azureADTokenProvider ?? rest.apiKey },
  )
}

/** A dated API version: model endpoints live under the deployment, and every request names the version. */
function dated(given: OpenAICompatibleOptions, baseURL: string, version: string, headers: ReturnType<typeof headersOf>): Transport {
  const inner = http({ baseURL, headers, dispatcher: given.dispatcher, fetch: given.fetch, publicOnly: given.publicOnly, ...connectionOptionsOf(given) })
  return {
    ...inner,
    send: (request, signal) => inner.send({ ...request, path: deployed(request), query: { 'api-version': version, ...request.query } }, signal),
  }
}

const BY_DEPLOYMENT = /^\/(?:chat\/completions|completions|embeddings|images\/|audio\/)/

function deployed({ path, body }: WireRequest): string {
  const model = body instanceof FormData ? body.get('model') : typeof body === 'object' && body !== null && 'model' in body ? body.model : undefined
  return typeof model === 'string' && BY_DEPLOYMENT.test(path) ? `/deployments/${encodeURIComponent(model)}${path}` : path
}
