/** What the demo knows about its calls: a hook, like anybody could write one. */
import type { CallEnd, GatewayEvent } from 'zerohop'
import { dim, green, ms, red, table } from './paint.ts'

export class Ledger {
  readonly calls: CallEnd[] = []
  /** The waits before each retry, by the attempt they follow, of the call that ended last. */
  waits = new Map<number, number>()
  readonly #running = new Map<string, { attempts: number; waits: Map<number, number> }>()

  readonly watch = (event: GatewayEvent): void => {
    if (event.type === 'call.start') this.#running.set(event.callId, { attempts: 0, waits: new Map() })
    if (event.type === 'hook.failed') return
    const call = this.#running.get(event.callId)
    if (call === undefined) return
    if (event.type === 'attempt.end') call.attempts = event.attempt
    if (event.type === 'retry.wait') call.waits.set(call.attempts, event.delayMs)
    if (event.type !== 'call.end') return
    this.calls.push(event)
    this.waits = call.waits
    this.#running.delete(event.callId)
  }

  /** The call that ended last. */
  get last(): CallEnd {
    const call = this.calls.at(-1)
    if (call === undefined) throw new Error('no call has ended yet')
    return call
  }

  get attempts(): number {
    return this.calls.reduce((sum, { attempts }) => sum + attempts.length, 0)
  }

  /** How often each target answered, the busiest first. */
  static byTarget(calls: readonly CallEnd[]): Array<[target: string, count: number]> {
    const counts = new Map<string, number>()
    for (const { target = '–' } of calls) counts.set(target, (counts.get(target) ?? 0) + 1)
    return [...counts].sort(([, a], [, b]) => b - a)
  }

  /** One row per call; calls of one address that went to the same target follow in one row. */
  table(): string[] {
    const groups = new Map<string, CallEnd[]>()
    for (const call of this.calls) {
      const { address, target, stream, outcome } = call
      const key = [address, target, stream, outcome].join(' ')
      groups.set(key, [...(groups.get(key) ?? []), call])
    }
    const rows = [...groups.values()].map((calls) => {
      const [first] = calls as [CallEnd]
      const many = calls.length > 1
      const outcome = first.outcome === 'ok' ? green('ok') : red(first.failure?.reason ?? first.outcome)
      const tokens = sum(calls.map(({ usage }) => usage?.totalTokens ?? 0))
      return [
        first.address,
        `${first.target ?? '–'}${many ? dim(` ×${calls.length}`) : ''}`,
        outcome,
        String(sum(calls.map(({ attempts }) => attempts.length))),
        mean(calls.flatMap(({ attempts }) => attempts.at(-1)?.firstContentMs ?? [])),
        mean(calls.map(({ durationMs }) => durationMs)),
        tokens === 0 ? '–' : String(tokens),
      ]
    })
    return table([['address', 'target', 'outcome', 'attempts', 'content at', 'total', 'tokens'], ...rows], [3, 4, 5, 6])
  }
}

/** Of several, their mean. */
function mean(values: readonly number[]): string {
  if (values.length === 0) return ms(undefined)
  return `${values.length > 1 ? '⌀ ' : ''}${ms(sum(values) / values.length)}`
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
