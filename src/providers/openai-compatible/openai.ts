/** OpenAI itself. */
import type { Provider } from '../../core/provider.ts'
import { environment } from '../credentials.ts'
import { host, type OpenAICompatibleOptions } from './index.ts'

export interface OpenAIOptions extends OpenAICompatibleOptions {
  /** Sent as `OpenAI-Organization`. @default OPENAI_ORG_ID */
  readonly organization?: string | undefined
  /** Sent as `OpenAI-Project`. @default OPENAI_PROJECT_ID */
  readonly project?: string | undefined
}

/**
 * OpenAI: every operation, and every endpoint that is not translated. The key is `apiKey` or `OPENAI_API_KEY`.
 *
 * @example
 * import { createGateway, openai } from 'zerohop'
 *
 * const gateway = createGateway({ providers: { openai: openai() } })
 */
export function openai(options: OpenAIOptions = {}): Provider {
  const { organization = environment('OPENAI_ORG_ID'), project = environment('OPENAI_PROJECT_ID'), ...rest } = options
  const baseURL = rest.baseURL ?? environment('OPENAI_BASE_URL') ?? 'https://api.openai.com/v1'
  const headers = { ...(organization && { 'openai-organization': organization }), ...(project && { 'openai-project': project }), ...rest.headers }
  return host(facts, { ...rest, baseURL, headers })
}

const facts = {
  factory: 'openai',
  dialect: 'openai',
  env: ['OPENAI_API_KEY'],
  ownOptions: ['organization', 'project'],
  quirks: { operations: ['chat', 'responses', 'input_tokens', 'embeddings', 'models', 'passthrough'] },
} as const
