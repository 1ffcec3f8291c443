/** Records and events on channels of `node:diagnostics_channel`: whoever watches a process can subscribe, without a word in the config. */
import { checkOptions, checkString } from '../../core/check.ts'
import type { GatewayEvent, Hook } from '../../core/event.ts'
import type { Sink } from '../record.ts'
import { nodeModules } from './node-module.ts'

export interface DiagnosticsSinkOptions {
  /** Where records are published, one message a record. @default 'zerohop:record' */
  readonly channel?: string | undefined
  /** Where feedback is published. @default 'zerohop:feedback' */
  readonly feedbackChannel?: string | undefined
}

/**
 * Publishes every record on a channel, and every piece of feedback on another. Nothing happens where nobody subscribes.
 * Node, Bun, Deno, and workers with `nodejs_compat`.
 *
 * @throws ConfigError where the runtime has no `node:diagnostics_channel`
 * @example
 * import { subscribe } from 'node:diagnostics_channel'
 * import { diagnosticsSink } from 'zerohop'
 *
 * const sink = diagnosticsSink()
 * subscribe('zerohop:record', (record) => console.log(record))
 */
export function diagnosticsSink(options: DiagnosticsSinkOptions = {}): Sink {
  checkOptions('diagnosticsSink', options, ['channel', 'feedbackChannel'])
  const { channel = 'zerohop:record', feedbackChannel = 'zerohop:feedback' } = options
  checkString('diagnosticsSink.channel', channel)
  checkString('diagnosticsSink.feedbackChannel', feedbackChannel)
  const publish = publisher('diagnosticsSink')
  return {
    name: 'diagnostics',
    write: (records) => records.forEach((record) => publish(channel, record)),
    feedback: (feedback) => feedback.forEach((one) => publish(feedbackChannel, one)),
  }
}

export interface DiagnosticsHookOptions {
  /** Stands before an event's type in its channel's name. @default 'zerohop:' */
  readonly prefix?: string | undefined
}

/**
 * Publishes every event, as it happens, on the channel of its type: `zerohop:call.start`, `zerohop:attempt.end`. Where nobody
 * subscribes it costs a look. Messages are frozen.
 *
 * @throws ConfigError where the runtime has no `node:diagnostics_channel`
 * @example
 * import { subscribe } from 'node:diagnostics_channel'
 * import { createGateway, diagnosticsHook, openai } from 'zerohop'
 *
 * const gateway = createGateway({ providers: { openai: openai() }, on: diagnosticsHook() })
 * subscribe('zerohop:breaker.open', (event) => console.warn(event))
 */
export function diagnosticsHook(options: DiagnosticsHookOptions = {}): Hook {
  checkOptions('diagnosticsHook', options, ['prefix'])
  const { prefix = 'zerohop:' } = options
  checkString('diagnosticsHook.prefix', prefix)
  const publish = publisher('diagnosticsHook')
  return function publishEvent(event: GatewayEvent): void {
    publish(`${prefix}${event.type}`, event)
  }
}

function publisher(path: string): (name: string, message: object) => void {
  const { channel } = nodeModules(path, ['node:diagnostics_channel'])('node:diagnostics_channel')
  /** Held here: Node forgets a channel that nobody holds, and to look it up again costs more than to publish. */
  const channels = new Map<string, ReturnType<typeof channel>>()
  return (name, message) => {
    let known = channels.get(name)
    if (known === undefined) channels.set(name, (known = channel(name)))
    if (known.hasSubscribers) known.publish(message)
  }
}
