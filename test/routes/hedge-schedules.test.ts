import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GatewayError } from '../../src/core/error.ts'
import type { FailureReason } from '../../src/core/failure.ts'
import type { Handler } from '../../src/core/handler.ts'
import type { Reply, StreamReply } from '../../src/core/reply.ts'
import { finished } from '../../src/core/stream.ts'
import { hedge } from '../../src/routes/hedge.ts'
import { fakeCall } from '../../src/testing/fake-call.ts'
import { type FakeClock, fakeClock } from '../../src/testing/fake-clock.ts'
import { recorder } from '../../src/testing/recorder.ts'
import { handler, house } from '../support/call.ts'
import { chunk, completion, metaOf } from '../support/provider.ts'

/** What a child does, each time it is asked. */
interface Plan {
  readonly afterMs: number
  readonly does: 'answer' | 'overloaded' | 'bad_request' | 'throw'
  /** It answers or fails in its own time, aborted or not. */
  readonly isDeaf: boolean
  readonly readyAtMs: number
}

interface Schedule {
  readonly plans: readonly Plan[]
  readonly stream: boolean
  readonly delayMs: number
  readonly max: number
  readonly maxAttempts: number
  readonly abortAtMs: number | undefined
  /** The reader leaves after so many events. */
  readonly reads: number
}

const ms = fc.integer({ min: 0, max: 60 })
const plan: fc.Arbitrary<Plan> = fc.record({
  afterMs: ms,
  does: fc.constantFrom('answer', 'answer', 'overloaded', 'bad_request', 'throw'),
  isDeaf: fc.boolean(),
  readyAtMs: fc.constantFrom(0, 0, 0, 1_000),
})
const schedule: fc.Arbitrary<Schedule> = fc.record({
  plans: fc.array(plan, { minLength: 1, maxLength: 4 }),
  stream: fc.boolean(),
  delayMs: fc.integer({ min: 0, max: 30 }),
  max: fc.integer({ min: 1, max: 4 }),
  maxAttempts: fc.integer({ min: 1, max: 5 }),
  abortAtMs: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
  reads: fc.integer({ min: 0, max: 6 }),
})

const EVENTS = 4

interface Asked {
  readonly tag: string
  readonly startedAt: number
  signalled: boolean
  ended: 'running' | 'failed' | 'value' | 'open' | 'read' | 'closed'
}

/** Children that play their plans and write down what became of every attempt. */
function children({ plans, maxAttempts }: Schedule, clock: FakeClock, all: Asked[]): Handler[] {
  return plans.map(({ afterMs, does, isDeaf, readyAtMs }, child) => {
    const answer = handler(async (call) => {
      if (all.length >= maxAttempts) throw new GatewayError({ reason: 'attempts_exhausted', message: 'spent' })
      const asked: Asked = { tag: `${child}.${all.length}`, startedAt: clock.now(), signalled: false, ended: 'running' }
      all.push(asked)
      call.scope.attempts.push({} as never)
      try {
        await new Promise<void>((resolve, reject) => {
          const timer = clock.setTimeout(resolve, afterMs)
          call.signal.onAbort((reason) => {
            asked.signalled = true
            if (isDeaf) return
            clock.clearTimeout(timer)
            reject(reason)
          })
        })
        if (does === 'throw') throw new TypeError('a bug')
        if (does !== 'answer') throw new GatewayError({ reason: does satisfies FailureReason, message: does })
      } catch (error) {
        asked.ended = 'failed'
        throw error
      }
      return call.stream ? streamOf(asked) : valueOf(asked)
    })
    return readyAtMs === 0 ? answer : Object.assign(answer, { readyAt: () => readyAtMs })
  })
}

const meta = metaOf({ provider: 'p', model: 'm', address: 'p/m' })

function valueOf(asked: Asked): Reply<'chat'> {
  asked.ended = 'value'
  return { stream: false, value: completion(asked.tag), meta }
}

function streamOf(asked: Asked): Reply<'chat'> {
  let left = EVENTS
  asked.ended = 'open'
  const events: StreamReply<'chat'>['events'] = {
    async next() {
      if (asked.ended !== 'open') return finished
      if (left-- > 0) return { done: false, value: chunk({ content: asked.tag }) }
      asked.ended = 'read'
      return finished
    },
    async return() {
      if (asked.ended === 'open') asked.ended = 'closed'
      return finished
    },
    [Symbol.asyncIterator]: () => events,
  }
  return { stream: true, events, meta }
}

/** What the caller gets: the tags of everything that was said, or the error. */
async function read(reply: Reply<'chat'>, reads: number): Promise<string[]> {
  if (!reply.stream) return [reply.value.choices[0]?.message.content ?? '']
  const tags: string[] = []
  for (let at = 0; at < reads; at++) {
    const result = await reply.events.next()
    if (result.done) return tags
    tags.push(result.value.choices[0]?.delta.content ?? '')
  }
  await reply.events.return()
  return tags
}

describe('a hedge, whatever its children do and whenever', () => {
  it('gives one answer or one error, of one attempt only, and leaves nothing behind', { timeout: 60_000 }, async () => {
    const seen = { hedged: 0, failed: 0, aborted: 0, lateClosed: 0 }
    await fc.assert(
      fc.asyncProperty(schedule, async (plan) => {
        const { plans, stream, delayMs, max, maxAttempts, abortAtMs, reads } = plan
        const clock = fakeClock()
        const events = recorder()
        const all: Asked[] = []
        const route = hedge(plans.map((_, at) => `p${at}/m`), { delayMs, max, maxExtra: 1 }).build(children(plan, clock, all), house)
        for (let saved = 0; saved < 3; saved++) await route.explain?.(fakeCall({ clock })) // explaining asks nobody and pays nothing
        expect(all).toEqual([])

        const call = fakeCall({ clock, stream, maxAttempts, emit: events })
        let settled = 0
        const asked = route(call).then(
          (reply) => (settled++, { reply, error: undefined, at: clock.now() }),
          (error: unknown) => (settled++, { reply: undefined, error, at: clock.now() }),
        )
        if (abortAtMs !== undefined) clock.setTimeout(() => call.signal.abort(new GatewayError({ reason: 'aborted', message: 'gone' })), abortAtMs)
        await clock.advance(1_000)
        expect(settled).toBe(1)
        const { reply, error, at } = await asked
        const tags = reply === undefined ? [] : await read(reply, reads)

        expect(new Set(tags).size).toBeLessThanOrEqual(1)
        if (reply?.stream) expect(tags).toHaveLength(Math.min(reads, EVENTS))
        expect(reply !== undefined || error instanceof Error).toBe(true)
        if (error !== undefined && abortAtMs === undefined) expect(all.every(({ ended }) => ended === 'failed')).toBe(true)

        expect(all.filter(({ ended }) => ended === 'running' || ended === 'open')).toEqual([])
        expect(all.filter(({ ended }) => ended === 'read').length).toBeLessThanOrEqual(1)
        expect([clock.pending, call.signal.listening]).toEqual([0, 0])

        if (reply !== undefined) expect(at).toBeLessThanOrEqual(abortAtMs ?? Infinity)
        expect(all.filter(({ startedAt }) => startedAt > (abortAtMs ?? Infinity))).toEqual([])
        const hedges = events.of('hedge.start').length
        expect(hedges).toBeLessThanOrEqual(Math.min(max - 1, 2)) // one on credit, and the call has paid for one
        expect(all.length).toBeLessThanOrEqual(Math.min(maxAttempts, plans.length === 1 ? max : plans.length))
        expect(events.of('hedge.won').length).toBeLessThanOrEqual(hedges)

        if (hedges > 0) seen.hedged += 1
        if (error !== undefined) seen.failed += 1
        if (all.some(({ signalled }) => signalled)) seen.aborted += 1
        if (all.some(({ ended, signalled }) => signalled && ended === 'closed')) seen.lateClosed += 1
      }),
      { numRuns: 2000, seed: 26 },
    )
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(50) // it is about what it says
  })
})
