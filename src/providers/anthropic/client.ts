/** A user's own Anthropic client as the transport: its auth, proxies and interceptors keep working; its retries are off. */
import type { Transport } from '../../core/wire.ts'
import { sdkClient } from '../../transport/sdk-client.ts'

/** What is needed of an `Anthropic` instance, taken structurally: any version will do. */
export interface AnthropicClientLike {
  request(options: never): { asResponse(): Promise<Response> }
}

/** Both vendors' clients were made by the same generator: paths are relative to the base URL, error answers are thrown. */
export function anthropicClient(client: AnthropicClientLike): Transport {
  return sdkClient(client)
}
