/** A chat body for one host: the caller's own, its model replaced, and what the host cannot take left out aloud. */
import type { Call } from '../../core/call.ts'
import type { Body } from '../../core/operation.ts'
import { dropParam, type Target } from '../../core/provider.ts'
import type { WireRequest } from '../../core/wire.ts'
import type { Fields } from '../translate/params.ts'
import { unsettled } from '../translate/params.ts'
import { hostMessages, isNamed } from './messages.ts'
import type { Quirks } from './quirks.ts'

/** The caller's body is copied, never changed; fields keep their order, unknown ones pass through. */
export function chatRequest(call: Call<'chat'>, target: Target, dialect: string, quirks: Quirks): WireRequest {
  const body: Fields = { ...call.body, model: target.model }
  body.messages = hostMessages(call.body.messages, quirks)
  if (body.provider_options !== undefined) addProviderOptions(body, dialect, target)
  if (quirks.maxTokens !== undefined) rename(body, other(quirks.maxTokens), quirks.maxTokens)
  for (const [ours, theirs] of Object.entries(quirks.renames ?? {})) rename(body, ours, theirs)
  if (call.stream) streamOptions(body, call.body, quirks)
  for (const param of quirks.refuses ?? []) {
    if (body[param] === undefined) continue
    delete body[param]
    if (param !== 'stream_options') dropParam(call, target, param, `${dialect} refuses it`)
  }
  if (quirks.messageNames === false && call.body.messages.some(isNamed)) dropParam(call, target, 'messages[].name', `${dialect} refuses it`)
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

/** Under the host's own name; what the caller already said under that name stays. */
function rename(body: Fields, ours: string, theirs: string): void {
  if (body[ours] === undefined) return
  body[theirs] ??= body[ours]
  delete body[ours]
}

function other(limit: 'max_tokens' | 'max_completion_tokens'): string {
  return limit === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens'
}

/** Usage is always asked for, so that every attempt can be accounted; the caller sees it only if they asked. */
function streamOptions(body: Fields, asked: Body<'chat'>, { streamOptions = true }: Quirks): void {
  if (streamOptions) body.stream_options = { ...asked.stream_options, include_usage: true }
  else delete body.stream_options
}
