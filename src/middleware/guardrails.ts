/** Guardrails: checks of what goes to a model and of what comes from it. */
import { checkNumber, checkOneOf, checkOptions, checkString, show } from '../core/check.ts'
import { ConfigError, GatewayError } from '../core/error.ts'
import type { Call } from '../core/call.ts'
import type { Handler, Middleware } from '../core/handler.ts'
import type { Operation, Value } from '../core/operation.ts'
import { closeReply, type Reply, type ReplyMeta, type StreamReply } from '../core/reply.ts'
import type { Check, OnFail } from '../guardrails/check.ts'
import { checkCheck, checkOnFail } from '../guardrails/options.ts'
import { textsOf } from '../operations/texts/index.ts'
import { viewOf } from '../operations/index.ts'
import { GuardedStream, unfolded } from './guard/guarded-stream.ts'
import { type Failed, Guarding } from './guard/guarding.ts'
import { type GuardrailsOptions, type Rules, rulesOf } from './guard/rules.ts'

export type { GuardrailsOptions } from './guard/rules.ts'

/**
 * Checks every call: its request before anything is sent, its answer before anybody reads it. Checks run side by side. What they
 * say stands in the call's events, in `verdicts` of its last event and of a `GuardrailError`, and in the header
 * `x-zerohop-guardrails` of `withResponse()`.
 *
 * An answer that streams is checked while it comes: no text is held back longer than until it can no longer become a part of
 * what a check looks for, and calls of tools until they are whole. List it before `cache()`: then what is cached is what the model
 * said, and each reader's checks are their own.
 *
 * @throws ConfigError at creation, for a check or an option that is wrong
 * @throws GuardrailError from a call that a check denies
 * @example
 * import { createGateway, guardrails, openai, pii, secrets } from 'zerohop'
 *
 * const gateway = createGateway({
 *   providers: { openai: openai() },
 *   use: [guardrails([pii({ redact: true, restore: true }), secrets()])],
 * })
 */
export function guardrails(checks: readonly Check[], options: GuardrailsOptions = {}): Middleware {
  checkGuardrails(checks, options)
  const rules = rulesOf(checks, options)
  const guard: Middleware = (call, next) => (call.scope.isOfCheck ? next(call) : guarded(call, next, rules))
  const label = `guardrails(${checks.map(({ name }) => name).join(', ')})`
  return Object.assign(guard, { label, asks: addressesOf(checks, options) })
}

/** Asks until an answer passes, or nothing is left to be tried. */
async function guarded<Op extends Operation>(first: Call<Op>, handler: Handler, rules: Rules): Promise<Reply<Op>> {
  const texts = textsOf(first.operation)
  if (texts === undefined) return unread(first, handler, rules)
  const guarding = new Guarding(rules, first, texts)
  const checking = guarding.input()
  const { value: body, failed } = checking instanceof Promise ? await checking : checking
  let asked = body === first.body ? first : { ...first, body }
  let next = handler
  if (failed !== undefined) {
    const elsewhere = diverted(failed, asked, rules)
    if (elsewhere === undefined) return refused(guarding, failed)
    asked = elsewhere
    next = askOf(elsewhere)
  }
  let call = asked // and what was said since
  for (let retries = 0; ; retries++) {
    const reply = await next(call)
    if (reply.stream && !rules.watches) return reply
    if (reply.stream && !rules.holds) return { stream: true, events: new GuardedStream(reply, guarding), meta: reply.meta }
    const said = reply.stream ? await valueOf(reply, call) : reply.value
    const checking = guarding.output(said)
    const { value, failed } = checking instanceof Promise ? await checking : checking
    if (failed === undefined) return delivered(reply, call, value)
    reply.meta.forget?.()
    const route = diverted(failed, asked, rules)
    if (route !== undefined) {
      call = asked = route
      next = askOf(route)
    } else if (failed.what === 'retry' && retries < rules.maxRetries && texts.answerBack !== undefined) {
      call = { ...call, body: texts.answerBack(call.body, said, feedbackOf(failed)) }
    } else {
      return refused(guarding, failed, reply.meta, said)
    }
  }
}

/** A stream that may not go on before all of it has passed is put together first. */
async function valueOf<Op extends Operation>(reply: StreamReply<Op>, { operation }: Call<Op>): Promise<Value<Op>> {
  const fold = viewOf(operation).fold?.()
  try {
    for await (const event of reply.events) fold?.push(event)
  } finally {
    await closeReply(reply)
  }
  const value = fold?.value()
  if (value === undefined) throw new GatewayError({ reason: 'truncated', message: 'the stream had no answer in it', target: reply.meta.target })
  return value
}

function delivered<Op extends Operation>(reply: Reply<Op>, { operation }: Call<Op>, value: Value<Op>): Reply<Op> {
  if (reply.stream) return { ...reply, events: unfolded(operation, value) }
  return value === reply.value ? reply : { ...reply, value }
}

/** The error, or the refusal that the options ask for instead. */
function refused<Op extends Operation>(guarding: Guarding<Op>, failed: Failed, answered?: ReplyMeta, said?: Value<Op>): Reply<Op> {
  const denied = guarding.denied(failed)
  const made = guarding.refusal()
  if (made === undefined) throw denied
  const refusal = said === undefined ? made : withUsage(made, said)
  const { operation, stream } = guarding.call
  const meta: ReplyMeta = answered ?? { target: 'guardrails', headers: {}, status: 200 }
  return stream ? { stream, events: unfolded(operation, refusal), meta } : { stream, value: refusal, meta }
}

/** What was denied was paid for. */
function withUsage<T extends object>(refusal: T, said: object): T {
  return 'usage' in said && said.usage ? { ...refusal, usage: said.usage } : refusal
}

/** The call as it was asked, to be answered elsewhere; once, for elsewhere may lead back here. */
function diverted<Op extends Operation>({ what }: Failed, call: Call<Op>, rules: Rules): Call<Op> | undefined {
  const { ask, diverted = [] } = call.scope
  if (typeof what !== 'object' || ask === undefined || diverted.includes(rules)) return undefined
  return { ...call, body: { ...call.body, model: what.to }, scope: { ...call.scope, diverted: [...diverted, rules] } }
}

function askOf({ scope }: Call): Handler {
  return scope.ask as Handler
}

function feedbackOf({ checks }: Failed): string {
  const faults = checks.map(({ name, reason, feedback }) => `- ${feedback ?? reason ?? name}`).join('\n')
  return `Your answer cannot be used:\n${faults}\nAnswer again without these faults, and do not mention this message.`
}

/** Nobody here can read an operation that somebody else has added. */
function unread<Op extends Operation>(call: Call<Op>, next: Handler, { onError }: Rules): Promise<Reply<Op>> {
  if (onError === 'open') return next(call)
  throw new GatewayError({ reason: 'unsupported', message: `guardrails cannot read the operation '${call.operation}'; with onError 'open' it passes unchecked` })
}

function addressesOf(checks: readonly Check[], { onFail }: GuardrailsOptions): NonNullable<Middleware['asks']> {
  const routes: ReadonlyArray<readonly [string, OnFail | undefined]> = [['onFail', onFail], ...checks.map(({ name, onFail }) => [`${name}.onFail`, onFail] as const)]
  return [
    ...routes.flatMap(([path, what]) => (typeof what === 'object' ? [{ path: `guardrails.${path}.to`, address: what.to }] : [])),
    ...checks.flatMap(({ name, addresses = [] }) => addresses.map((address) => ({ path: `guardrails.${name}`, address }))),
  ]
}

const OPTIONS: ReadonlyArray<keyof GuardrailsOptions> = ['onFail', 'onError', 'deadlineMs', 'maxRetries', 'refusal']

function checkGuardrails(checks: unknown, options: GuardrailsOptions): void {
  if (!Array.isArray(checks)) throw new ConfigError('guardrails.checks', `must be a list of checks, got ${show(checks)}`)
  if (checks.length === 0) throw new ConfigError('guardrails.checks', 'must not be empty')
  const names = new Set<string>()
  checks.forEach((check: unknown, at) => {
    const path = `guardrails.checks[${at}]`
    if (typeof check === 'function') throw new ConfigError(path, `must be what ${check.name || 'a check'}() makes; it was not called`)
    if (!isCheck(check)) throw new ConfigError(path, `must be a check, such as pii(), got ${show(check)}`)
    checkCheck(path, check, ['finder', 'onFind', 'placeholder', 'restore', 'judge', 'rewrites', 'addresses'])
    if (names.has(check.name)) throw new ConfigError(`${path}.name`, `'${check.name}' is taken: give each check a name of its own`)
    if (check.side === 'input' && check.onFail === 'retry') throw new ConfigError(`${path}.onFail`, "must not be 'retry' on the input: there is no answer yet to be done again")
    names.add(check.name)
  })
  checkOptions('guardrails.options', options, OPTIONS)
  checkOnFail('guardrails.options.onFail', options.onFail)
  checkOneOf('guardrails.options.onError', options.onError, ['open', 'closed'])
  checkNumber('guardrails.options.deadlineMs', options.deadlineMs, { min: 1, max: 2 ** 31 - 1 })
  checkNumber('guardrails.options.maxRetries', options.maxRetries, { max: 10, integer: true })
  checkString('guardrails.options.refusal', options.refusal)
}

function isCheck(value: unknown): value is Check {
  if (typeof value !== 'object' || value === null || !('name' in value) || typeof value.name !== 'string') return false
  return ('judge' in value && typeof value.judge === 'function') || ('finder' in value && typeof value.finder === 'object')
}
