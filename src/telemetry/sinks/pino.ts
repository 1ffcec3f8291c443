/** Records as lines of a structured log. */
import { checkBoolean, checkObject, checkOneOf, checkOptions, checkString } from '../../core/check.ts'
import { ConfigError } from '../../core/error.ts'
import type { LogLevel } from '../lines.ts'
import type { LogSink } from '../logger.ts'
import type { CallRecord, Sink } from '../record.ts'
import { sayFeedback, sayRecord } from './record-words.ts'

/** What is needed of a pino, or of any logger that takes `(fields, message)`. */
export interface RecordLogger extends LogSink {
  flush?(...args: never[]): unknown
}

export interface PinoSinkOptions {
  /** What it is called in errors and counts. @default 'pino' */
  readonly name?: string | undefined
  /** The level of each outcome, `silent` for none. @default { ok: 'info', aborted: 'info', failed: 'error' } */
  readonly levels?: Partial<Readonly<Record<CallRecord['outcome'], LogLevel | 'silent'>>> | undefined
  /** True: what was asked and answered is logged as well, where the record has it. @default false */
  readonly captured?: boolean | undefined
}

/**
 * Logs every record: `trace_id` and `span_id`, by which logs find their traces, the whole record as `zerohop`, and a line to
 * read. Give it a child to add fields of your own: `pinoSink(log.child({ service: 'shop' }))`.
 *
 * @throws ConfigError
 * @example
 * import pino from 'pino'
 * import { pinoSink } from 'zerohop'
 *
 * const logged = pinoSink(pino(), { levels: { ok: 'debug' } })
 */
export function pinoSink(logger: RecordLogger, options: PinoSinkOptions = {}): Sink {
  checkOptions('pinoSink', options, ['name', 'levels', 'captured'])
  const { name = 'pino', captured = false } = options
  checkString('pinoSink.name', name)
  checkBoolean('pinoSink.captured', captured)
  const levels = { ...byDefault, ...checkedLevels(options.levels ?? {}) }
  for (const method of ['debug', 'info', 'warn', 'error'] as const) {
    if (typeof logger?.[method] !== 'function') throw new ConfigError('pinoSink', `needs a logger: there is no method '${method}'`)
  }
  const out = logger as Record<LogLevel, (fields: object, message: string) => void>

  return {
    name,

    write(records) {
      for (const record of records) {
        const level = levels[record.outcome]
        if (level === 'silent') continue
        const { captured: texts, ...shown } = record
        const zerohop = captured ? { ...shown, captured: texts } : shown
        out[level]({ trace_id: record.traceId, span_id: record.spanId, zerohop }, sayRecord(record))
      }
    },

    feedback(feedback) {
      for (const one of feedback) out.info({ ...(one.traceId !== null && { trace_id: one.traceId }), zerohop: one }, sayFeedback(one))
    },

    flush: () => flushed(logger),
  }
}

const byDefault = { ok: 'info', aborted: 'info', failed: 'error' } as const

function checkedLevels(levels: NonNullable<PinoSinkOptions['levels']>): typeof levels {
  checkObject('pinoSink.levels', levels)
  checkOptions('pinoSink.levels', levels, Object.keys(byDefault))
  for (const [outcome, level] of Object.entries(levels)) checkOneOf(`pinoSink.levels.${outcome}`, level ?? null, ['debug', 'info', 'warn', 'error', 'silent'])
  return levels
}

/** Only a `flush` that takes a callback says when it is done: as that of pino. */
function flushed(logger: RecordLogger): Promise<void> {
  return new Promise((resolve, reject) => {
    if (logger.flush === undefined) return resolve()
    const flush = logger.flush.bind(logger) as (done: (error?: Error | null) => void) => unknown
    flush((error) => (error ? reject(error) : resolve()))
    if (logger.flush.length === 0) resolve()
  })
}
