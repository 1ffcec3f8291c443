/** Logging from events: a hook, so that it costs calls nothing and can break none. */
import { checkOneOf, checkOptions } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import type { GatewayEvent, Hook } from '../core/event.ts'
import type { Failure } from '../core/failure.ts'
import { levelOf, type LogLevel, say } from './lines.ts'

/** The methods needed of a logger: `console`, pino, winston, or your own. */
export interface LogSink {
  debug(...args: never[]): void
  info(...args: never[]): void
  warn(...args: never[]): void
  error(...args: never[]): void
}

export interface LoggerOptions {
  /** Where lines go. @default console */
  readonly sink?: LogSink | undefined
  /** Nothing below this is written. @default 'info': one line per call, and every retry and fallback */
  readonly level?: LogLevel | undefined
  /**
   * `text` gives the sink one readable line, `fields` pino's `(object, message)`.
   *
   * @default 'fields' for a pino (it has `bindings`), else 'text'
   */
  readonly format?: 'text' | 'fields' | undefined
}

/**
 * Writes what happens to a console or a pino. Bodies, answers and keys are never in it.
 *
 * @example
 * import { createGateway, logger, openai } from 'zerohop'
 *
 * const gateway = createGateway({ providers: { openai: openai() }, on: logger({ level: 'debug' }) })
 */
export function logger(options: LoggerOptions = {}): Hook {
  checkOptions('logger', options, ['sink', 'level', 'format'])
  const { sink = console, level = 'info' } = options
  checkOneOf('logger.level', level, levels)
  checkOneOf('logger.format', options.format, ['text', 'fields'])
  for (const name of levels) {
    if (typeof sink?.[name] !== 'function') throw new ConfigError('logger.sink', `has no method '${name}'`)
  }
  const { format = 'bindings' in sink ? 'fields' : 'text' } = options
  const least = rank[level]
  const out = sink as Record<LogLevel, (...args: unknown[]) => void>

  return function log(event: GatewayEvent): void {
    const at = levelOf(event)
    if (rank[at] < least) return
    if (format === 'fields') out[at](fieldsOf(event), `zerohop ${event.type}`)
    else out[at](say(event))
  }
}

const levels = ['debug', 'info', 'warn', 'error'] as const
const rank = { debug: 0, info: 1, warn: 2, error: 3 }

/** The event as plain data: of a failure what names it, never the provider's body. */
function fieldsOf(event: GatewayEvent): object {
  switch (event.type) {
    case 'hook.failed':
      return { zerohop: { type: event.type, ...(event.sink !== undefined && { sink: event.sink }), error: event.error instanceof Error ? event.error.message : String(event.error) } }
    case 'attempt.end':
      return { zerohop: { ...event, failure: named(event.failure) } }
    case 'call.end': {
      const attempts = event.attempts.map(({ number, target, outcome, reason, status, durationMs }) => ({ number, target, outcome, reason, status, durationMs }))
      return { zerohop: { ...event, attempts, failure: named(event.failure) } }
    }
    default:
      return { zerohop: event }
  }
}

function named(failure: Failure | undefined): object | undefined {
  return failure && { reason: failure.reason, status: failure.status, code: failure.code, message: failure.message }
}
