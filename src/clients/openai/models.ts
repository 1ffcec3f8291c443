/** The models of a gateway: `models.list()` is its routes, then those of every provider that lists them, by address. */
import type { CallOptions } from '../../core/call-options.ts'
import { GatewayError } from '../../core/error.ts'
import { headerText } from '../../core/header.ts'
import type { ModelList } from '../../core/operation.ts'
import type { Reply } from '../../core/reply.ts'
import type { Engine } from '../../engine.ts'
import type { ResponseProps } from './delivery.ts'
import { toOpenAIError } from './errors.ts'
import { callOptions, type SdkRequest } from './request.ts'

/**
 * Providers are asked at once. One that fails or cannot list is named in `x-zerohop-missing` (its failure is in the events);
 * only when all fail is that an error.
 */
export async function listModels(engine: Engine, request: SdkRequest, bound: CallOptions): Promise<ResponseProps> {
  const options = callOptions(bound, request, 'models')
  const asked = engine.providers.map(async (name) => {
    const reply = await engine.handle({ operation: 'models', body: { model: `${name}/` }, options, signals: [request.signal] })
    if (reply.stream) throw new TypeError('a list of models is not a stream')
    return reply.value.data.map((model): ModelList['data'][number] => ({ ...model, id: `${name}/${model.id}` }))
  })
  const settled = await Promise.allSettled(asked)
  const missing = engine.providers.filter((_, at) => settled[at]?.status === 'rejected')
  const failure = settled.find((one) => one.status === 'rejected')
  if (failure && missing.length === engine.providers.length) throw toOpenAIError(failure.reason)
  const routes = engine.routes.names.map((id) => ({ id, object: 'model' as const, created: 0, owned_by: 'zerohop' }))
  const data = [...routes, ...settled.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))]
  const headers = { 'content-type': 'application/json', 'x-zerohop-missing': headerText(missing.join(',')) }
  const response = new Response(JSON.stringify({ object: 'list', data }), { headers })
  return { response, options: request, controller: new AbortController(), requestLogID: 'in-process', retryOfRequestLogID: undefined, startTime: 0 }
}

/** `models.retrieve()` of a provider that has a list alone: the model as `models.list()` has it. */
export async function retrieveModel(engine: Engine, { provider, id }: { provider: string; id: string }, request: SdkRequest, bound: CallOptions): Promise<Reply> {
  const options = callOptions(bound, request, 'models')
  const reply = await engine.handle({ operation: 'models', body: { model: `${provider}/` }, options, signals: [request.signal] })
  const model = reply.stream ? undefined : reply.value.data.find((one) => one.id === id)
  const address = `${provider}/${id}`
  if (model === undefined) throw new GatewayError({ reason: 'model_not_found', message: `'${provider}' lists no model '${id}'`, status: 404, target: address })
  return { stream: false, value: { ...model, id: address } as never, meta: reply.meta }
}
