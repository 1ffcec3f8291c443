/** Every event as one line of text. */
import type { GatewayEvent } from '../core/event.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export function levelOf(event: GatewayEvent): LogLevel {
  switch (event.type) {
    case 'call.end':
      return event.outcome === 'failed' ? 'error' : 'info'
    case 'attempt.end':
      return event.outcome === 'failed' ? 'warn' : 'debug'
    case 'retry.wait':
    case 'retry.refused':
    case 'fallback.next':
    case 'stream.continued':
    case 'hedge.start':
    case 'hedge.refused':
    case 'breaker.half_open':
    case 'breaker.close':
    case 'bulkhead.wait':
      return 'info'
    case 'guardrail.verdict':
      return event.verdict === 'pass' ? 'debug' : event.verdict === 'deny' ? 'warn' : 'info'
    case 'breaker.open':
    case 'canary.ended':
    case 'param.dropped':
    case 'rule.failed':
    case 'cache.fault':
    case 'bulkhead.refuse':
    case 'hook.failed':
      return 'warn'
    default:
      return 'debug'
  }
}

/** What could end a line, hide in one, or turn it around. */
const BREAKING = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_C}]/u

/** A line that is longer says nothing more: somebody's name for a model, or a provider's page. */
const MAX_LENGTH = 10_000

/** One line whatever is in it: a model's name with a line break in it must not look like two events. */
export function say(event: GatewayEvent): string {
  return oneLine(event.type !== 'hook.failed' && event.shadow ? `  shadow: ${line(event).trimStart()}` : line(event))
}

/** A text as it can stand in a line: of what breaks, hides or turns it only the code is left. */
export function oneLine(said: string): string {
  const text = said.length > MAX_LENGTH ? said.slice(0, MAX_LENGTH) : said
  if (!BREAKING.test(text)) return text // nearly always, and cheaper than to replace nothing
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_C}]/gu, (char) => (char === '\n' ? '\\n' : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`))
}

function line(event: GatewayEvent): string {
  switch (event.type) {
    case 'call.start':
      return `→ ${event.address} ${event.operation}${event.stream ? ' stream' : ''} [${short(event.callId)}]`
    case 'attempt.start':
      return `  #${event.attempt} ${event.target}`
    case 'attempt.end': {
      const first = event.firstContentMs === undefined ? '' : `, first content ${ms(event.firstContentMs)}`
      const why = event.failure === undefined ? '' : ` ${event.failure.reason}: ${event.failure.message}`
      return `  #${event.attempt} ${event.target} ${event.outcome} in ${ms(event.durationMs)}${first}${why}`
    }
    case 'retry.wait':
      return `  retry in ${ms(event.delayMs)} after ${event.reason}`
    case 'retry.refused':
      return `  no retry after ${event.reason}: ${NO_RETRY[event.why]}`
    case 'stream.continued':
      return `  child ${event.to} goes on with the stream of child ${event.from} at character ${event.receivedChars} after ${event.reason}`
    case 'hedge.start':
      return `  child ${event.from} is slow, child ${event.to} is asked as well after ${ms(event.afterMs)}`
    case 'hedge.refused':
      return `  child ${event.from} is slow, nobody else is asked: the extra attempts are used up`
    case 'hedge.won':
      return `  child ${event.winner} was faster${event.isHedge ? ', though asked later' : ''}`
    case 'fallback.next':
      return `  fall back from child ${event.from} to ${event.to} after ${event.reason}`
    case 'balance.pick':
      return `  ${event.strategy} picks child ${event.picked}`
    case 'experiment.pick':
      return `  ${event.experiment} picks ${event.variant} (${event.how})`
    case 'canary.ended':
      return `canary ${event.experiment} ended: ${event.why}`
    case 'target.skipped':
      return `  pass over child ${event.skipped}, ready in ${ms(event.readyInMs)}`
    case 'breaker.open':
      return `circuit of ${event.target} opens for ${ms(event.openMs ?? Infinity)} after ${event.reason ?? 'a failure'}`
    case 'breaker.half_open':
      return `circuit of ${event.target} is half open: a call tries it`
    case 'breaker.close':
      return `circuit of ${event.target} closes`
    case 'param.dropped':
      return `  ${event.target} takes no '${event.param}': ${event.why}`
    case 'rule.failed':
      return `  ${event.rule === 'by' ? "the key's function" : `rule ${event.rule}`} failed: ${event.error instanceof Error ? event.error.message : String(event.error)}`
    case 'cache.hit':
      return `  ${event.stale ? 'a stale answer' : 'an answer'} of ${ms(event.ageMs)} ago from the cache (${event.namespace}${event.similarity === undefined ? '' : `, similar by ${event.similarity.toFixed(3)}`}), ${ms(event.savedMs)} saved`
    case 'cache.miss':
      return `  not in the cache (${event.namespace}${event.near === undefined ? '' : `, the nearest by ${event.near.similarity.toFixed(3)} differs: ${event.near.why}`})`
    case 'cache.share':
      return `  waits for the answer to the equal call [${short(event.leader)}]`
    case 'cache.store':
      return `  ${event.bytes} bytes for the cache (${event.namespace})`
    case 'cache.fault':
      return `  the cache failed (${event.what}): ${event.error instanceof Error ? event.error.message : String(event.error)}`
    case 'bulkhead.wait':
      return `  ${event.name} is full, ${event.waiting} ${event.waiting === 1 ? 'waits' : 'wait'}`
    case 'bulkhead.refuse':
      return `  ${event.name} refuses the call (${event.why})${event.waitedMs > 0 ? ` after ${ms(event.waitedMs)}` : ''}`
    case 'guardrail.verdict':
      return `  ${event.check} on the ${event.side}: ${event.verdict}${event.reason === undefined ? '' : ` (${event.reason})`}${event.score === undefined ? '' : `, score ${event.score.toFixed(2)}`}`
    case 'hook.failed':
      return `${event.sink === undefined ? 'a hook' : `the sink '${event.sink}'`} failed: ${event.error instanceof Error ? event.error.message : String(event.error)}`
    case 'call.end': {
      const tokens = event.usage === undefined ? '' : `, ${event.usage.inputTokens}+${event.usage.outputTokens} tokens`
      const by = event.target === undefined ? '' : ` by ${event.target}`
      const tries = event.attempts.length === 1 ? '1 attempt' : `${event.attempts.length} attempts`
      const why = event.failure === undefined ? '' : `: ${event.failure.message}`
      return `← ${event.address} ${event.outcome}${by} in ${ms(event.durationMs)}, ${tries}${tokens} [${short(event.callId)}]${why}`
    }
  }
}

const NO_RETRY = {
  budget: 'the target failed too often lately',
  deadline: 'the deadline is too near',
  retry_after: 'the provider asked for too long a wait',
  alternative: 'another target is ready',
}

/** A duration to read: `7.1 ms`, `130 ms`. */
export function ms(value: number): string {
  if (value >= 10) return `${Math.round(value)} ms`
  const tenths = Math.round(value * 10)
  return `${Math.trunc(tenths / 10)}.${tenths % 10} ms` // toFixed() costs as much as the rest of the line
}

/** As much of an id as tells calls apart. */
export function short(id: string): string {
  return id.slice(0, 8)
}
