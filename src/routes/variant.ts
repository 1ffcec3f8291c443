/** What is known of one variant of an experiment: counts, quantiles and means, in bounded memory. */
import type { Call } from '../core/call.ts'
import { type GatewayError, toGatewayError } from '../core/error.ts'
import type { FailureReason } from '../core/failure.ts'
import type { Handler } from '../core/handler.ts'
import type { FactsOf, Price } from '../core/model-facts.ts'
import type { Operation } from '../core/operation.ts'
import { Quantiles } from '../core/quantiles.ts'
import type { Reply } from '../core/reply.ts'
import { Mean } from '../core/statistics.ts'
import { watch, whyEnded } from '../core/stream.ts'
import type { Usage } from '../core/usage.ts'
import { viewOf } from '../operations/index.ts'

/** One answer of a variant. */
interface Answer {
  readonly durationMs: number
  readonly firstContentMs: number | undefined
  readonly usage: Usage | undefined
  readonly price: Price | undefined
}

export class Variant {
  readonly name: string
  calls = 0
  failed = 0
  aborted = 0
  diverted = 0
  readonly errors = new Map<FailureReason, number>()
  readonly latency = { quantiles: new Quantiles(), mean: new Mean() }
  readonly firstContent = { quantiles: new Quantiles(), mean: new Mean() }
  readonly inputTokens = new Mean()
  readonly outputTokens = new Mean()
  readonly cost = new Mean()
  readonly score = new Mean()

  constructor(name: string) {
    this.name = name
  }

  answered({ durationMs, firstContentMs, usage, price }: Answer): void {
    this.calls += 1
    this.latency.quantiles.add(durationMs)
    this.latency.mean.add(durationMs)
    if (firstContentMs !== undefined) {
      this.firstContent.quantiles.add(firstContentMs)
      this.firstContent.mean.add(firstContentMs)
    }
    if (usage === undefined) return
    this.inputTokens.add(usage.inputTokens)
    this.outputTokens.add(usage.outputTokens)
    if (price !== undefined) this.cost.add(costOf(usage, price))
  }

  failedWith(reason: FailureReason): void {
    if (reason === 'aborted' || reason === 'closed') return void (this.aborted += 1)
    this.calls += 1
    this.failed += 1
    this.errors.set(reason, (this.errors.get(reason) ?? 0) + 1)
  }

  /** It was not ready; had it been asked, it would have refused. */
  divert(): void {
    this.diverted += 1
    this.failedWith('circuit_open')
  }
}

/** Asks, and counts what becomes of it: a value at once, a stream when it ends. `onEnd` is told afterwards. */
export async function measured<Op extends Operation>(call: Call<Op>, handler: Handler, variant: Variant, factsOf: FactsOf, onEnd: () => void): Promise<Reply<Op>> {
  const { clock } = call.scope
  const { usageOf } = viewOf(call.operation)
  const startedAt = clock.now()
  let reply: Reply<Op>
  try {
    reply = await handler(call)
  } catch (thrown) {
    failed(toGatewayError(call.signal.aborted ? call.signal.reason : thrown))
    throw thrown
  }
  const { target } = reply.meta
  if (!reply.stream) {
    answered(undefined, usageOf(reply.value))
    return reply
  }
  const firstContentMs = clock.now() - startedAt
  let usage: Usage | undefined
  const events = watch(reply.events, {
    onEvent(event) {
      usage = usageOf(event) ?? usage
      return true
    },
    onEnd(end) {
      const why = whyEnded(end, call.signal)
      if (why === undefined) answered(firstContentMs, usage)
      else failed(why)
    },
  })
  return { ...reply, events }

  function answered(firstContentMs: number | undefined, usage: Usage | undefined): void {
    variant.answered({ durationMs: clock.now() - startedAt, firstContentMs, usage, price: factsOf(target).price })
    onEnd()
  }

  function failed({ reason }: GatewayError): void {
    variant.failedWith(reason)
    onEnd()
  }
}

/** US dollars of one answer. */
function costOf({ inputTokens, cachedTokens, outputTokens }: Usage, { input, output, cachedInput = input }: Price): number {
  return ((inputTokens - cachedTokens) * input + cachedTokens * cachedInput + outputTokens * output) / 1_000_000
}
