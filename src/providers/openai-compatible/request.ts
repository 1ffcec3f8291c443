/** A chat body for one host: the caller's own, its model replaced, and what the host cannot take left out aloud. */
import type { Call } from '../../core/call.ts'
import type { Body } from '../../core/operation.ts'
import type { Target } from '../../core/provider.ts'
import type { WireRequest } from '../../core/wire.ts'
import type { Fields } from '../translate/params.ts'
import { unsettled } from '../translate/params.ts'
import type { Fit } from './fit.ts'
import { changedMessages, withoutForeign } from './messages.ts'
import type { Quirks } from './quirks.ts'

/** The caller's body is copied, never changed; fields keep their order, unknown ones pass through. */
export function chatRequest(call: Call<'chat'>, target: Target, dialect: string, quirks: Quirks, fit?: Fit): WireRequest {
  const body: Fields = { ...call.body, model: target.model }
  if (fit === undefined) body.messages = changedMessages(call.body.messages, withoutForeign)
  if (body.provider_options !== undefined) addProviderOptions(body, dialect, target)
  if (call.stream) streamOptions(body, call.body, quirks)
  fit?.(body, call, target, dialect, quirks)
  return { method: 'POST', path: '/chat/completions', body, stream: call.stream }
}

/** What `provider_options` says under this dialect's or this provider's name goes into the body; the rest is for others. */
export function addProviderOptions(body: Fields, dialect: string, target: Target): void {
  const all = body.provider_options
  delete body.provider_options
  if (typeof all !== 'object' || all === null) return
  const byName = all as Readonly<Record<string, unknown>>
  const named = target.provider === dialect ? undefined : byName[target.provider]
  Object.assign(body, unsettled(Object.assign({}, byName[dialect], named)))
}

/** Usage is always asked for, so that every attempt can be accounted; the caller sees it only if they asked. */
function streamOptions(body: Fields, asked: Body<'chat'>, { streamOptions = true }: Quirks): void {
  if (streamOptions) body.stream_options = { ...asked.stream_options, include_usage: true }
  else delete body.stream_options
}
