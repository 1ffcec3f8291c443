/** Plays one schedule on a clock of its own, and says which of the laws it broke. */
import { getEventListeners } from 'node:events'
import { balance, createGateway, fallback, hedge, type GatewayEvent, type Interrupted, isGatewayError, type Middleware, openaiCompatible, type Recorder, retry, type RouteInput, StreamInterruptedError } from 'zerohop'
import { fakeClock, type FakeClock } from 'zerohop/testing'
import { type Caller, dice, type RouteShape, type Schedule, scheduleOf } from './schedule.ts'
import { type Upstream, upstream } from './upstream.ts'

export interface Played {
  readonly schedule: Schedule
  readonly outcomes: readonly Outcome[]
  readonly events: readonly GatewayEvent[]
  readonly upstream: Upstream
  /** One line a law that did not hold. */
  readonly broken: readonly string[]
}

interface Outcome {
  readonly caller: Caller
  settled: number
  text: string
  finish: string | null | undefined
  error: unknown
  /** Milliseconds of the clock. */
  startedAt: number
  endedAt: number | undefined
  readonly controller: AbortController
}

/** Past its deadline a call may take this much longer, in milliseconds. */
const SLACK_MS = 50

/** What else the gateway has: middleware outermost, and records. */
export type More = (clock: FakeClock, seed: number) => { readonly use: readonly Middleware[]; readonly records: Recorder }

export async function play(seed: number, more?: More): Promise<Played> {
  const schedule = scheduleOf(seed)
  const clock = fakeClock()
  const chance = dice(seed ^ 0x5eed)
  const hosts = upstream(clock, chance, schedule.faultRate)
  const events: GatewayEvent[] = []
  const gateway = gatewayOf(schedule, clock, hosts, chance.roll, (event) => void events.push(event), more?.(clock, seed))
  const outcomes = schedule.callers.map((caller): Outcome => ({ caller, settled: 0, text: '', finish: undefined, error: undefined, startedAt: caller.startsAt, endedAt: undefined, controller: new AbortController() }))
  const calls = outcomes.map((outcome) => begin(outcome, gateway, clock))
  await clock.advance(5000)
  for (let at = 0; at < 50 && outcomes.some(({ settled }) => settled === 0); at++) await clock.advance(10_000)
  const hung = outcomes.filter(({ settled }) => settled === 0)
  if (hung.length === 0) await Promise.all(calls)
  const closing = gateway.close({ graceMs: 0 })
  await clock.advance(100) // sinks that hang are left
  await closing
  await clock.advance(30_000) // hosts that were told to stop have stopped by then
  return { schedule, outcomes, events, upstream: hosts, broken: laws(schedule, outcomes, events, hosts, clock) }
}

type Gateway = ReturnType<typeof gatewayOf>

function gatewayOf({ targets, route, retries, timeouts, breaker, badHook }: Schedule, clock: FakeClock, { fetch }: Upstream, random: () => number, on: (event: GatewayEvent) => void, more: ReturnType<More> | undefined) {
  const names = Array.from({ length: targets }, (_, at) => `t${at}`)
  const providers = Object.fromEntries(names.map((name) => [name, openaiCompatible({ baseURL: `http://${name}.test/v1`, apiKey: 'sk-chaos-0123456789', fetch })]))
  const bad = {
    none: () => {},
    throws: () => {
      throw new Error('hook')
    },
    rejects: () => Promise.reject(new Error('hook')),
    hangs: () => new Promise<void>(() => {}),
  }[badHook]
  return createGateway({
    providers,
    routes: { chaos: routeOf(route) },
    use: [...(more?.use ?? []), ...(retries === undefined ? [] : [retry({ maxAttempts: retries })])],
    records: more?.records,
    timeouts,
    ...(!breaker && { breaker: false }),
    on: [on, bad],
    clock,
    random,
  })
}

function routeOf(shape: RouteShape): RouteInput {
  if (shape.kind === 'target') return `t${shape.at}/m`
  const children = shape.children.map(routeOf)
  const whenNoneReady = shape.failFast ? 'fail_fast' : 'try_first'
  const onInterrupt = shape.continues ? 'continue' : 'fail'
  if (shape.kind === 'hedge') return hedge(children, { delayMs: shape.delayMs, maxExtra: 1 })
  return shape.kind === 'balance' ? balance(children, { whenNoneReady }) : fallback(children, { whenNoneReady, onInterrupt })
}

async function begin(outcome: Outcome, gateway: Gateway, clock: FakeClock): Promise<void> {
  const { caller, controller } = outcome
  await after(caller.startsAt, clock)
  outcome.startedAt = clock.now()
  const abort = caller.abortsAt === undefined ? undefined : clock.setTimeout(() => controller.abort(), caller.abortsAt)
  try {
    await read(outcome, gateway, clock)
  } catch (error) {
    outcome.error = error
  }
  outcome.settled += 1
  outcome.endedAt = clock.now()
  if (abort !== undefined) clock.clearTimeout(abort)
}

async function read(outcome: Outcome, gateway: Gateway, clock: FakeClock): Promise<void> {
  const { stream, timeoutMs, leavesAfter, slowMs } = outcome.caller
  const body = { model: 'chaos' as const, messages: [{ role: 'user' as const, content: 'Hello' }] }
  const options = { signal: outcome.controller.signal, timeout: timeoutMs }
  if (!stream) {
    const { choices } = await gateway.chat.completions.create(body, options)
    outcome.text = choices[0]?.message.content ?? ''
    outcome.finish = choices[0]?.finish_reason
    return
  }
  let seen = 0
  for await (const { choices } of await gateway.chat.completions.create({ ...body, stream: true }, options)) {
    outcome.text += choices[0]?.delta.content ?? ''
    outcome.finish = choices[0]?.finish_reason ?? outcome.finish
    if (slowMs > 0) await after(slowMs, clock)
    if (seen++ === leavesAfter) {
      outcome.finish ??= 'left'
      return
    }
  }
}

function laws({ route }: Schedule, outcomes: readonly Outcome[], events: readonly GatewayEvent[], { served, open }: Upstream, clock: FakeClock): string[] {
  const broken: string[] = []
  const law = (holds: boolean, what: string): void => void (holds || broken.push(what))
  outcomes.forEach((outcome, at) => {
    const { caller, settled, text, finish, error, startedAt, endedAt = Infinity } = outcome
    const slack = SLACK_MS + caller.slowMs // the reader's own time is not ours
    law(settled === 1, `caller ${at} got ${settled} outcomes`)
    law(endedAt <= startedAt + caller.timeoutMs + slack, `caller ${at} hung until ${endedAt - startedAt} ms, its deadline was ${caller.timeoutMs}`)
    const isOne = served.some((one) => one.text.startsWith(text))
    law(text === '' || isOne || (mayContinue(route) && isSeries(text, served)), `caller ${at} read bytes that no host sent in that order: ${text}`)
    if (error !== undefined) law(isGatewayError(error), `caller ${at} got an untyped error: ${String(error)}`)
    if (error === undefined && finish !== 'left') {
      const isQuiet = finish === undefined && outcome.controller.signal.aborted
      law(isQuiet || (finish === 'stop' && served.some((one) => (isOne ? one.text === text : text.endsWith(one.text)))), `caller ${at} took a part for the whole: '${text}' (${String(finish)})`)
    }
    if (error instanceof StreamInterruptedError) law(partialOf(error) === text, `caller ${at}'s error holds another partial answer: ${partialOf(error)}`)
    law(getEventListeners(outcome.controller.signal, 'abort').length === 0, `caller ${at}'s signal is still listened to`)
  })
  const count = (type: GatewayEvent['type']): number => events.filter((event) => event.type === type).length
  law(count('call.start') === outcomes.length && count('call.end') === outcomes.length, `${count('call.start')} calls began, ${count('call.end')} ended, ${outcomes.length} were made`)
  law(count('attempt.start') === count('attempt.end'), `${count('attempt.start')} attempts began, ${count('attempt.end')} ended`)
  law(open === 0, `${open} sockets are open`)
  law(clock.pending === 0, `${clock.pending} timers are set`)
  return broken
}

/** True where it is the beginning of one answer, then of another, and so on: what continuing makes. */
function isSeries(text: string, served: Upstream['served']): boolean {
  if (text === '') return true
  return served.some((one) => {
    for (let length = 1; length <= one.text.length && text.startsWith(one.text.slice(0, length)); length++) {
      if (isSeries(text.slice(length), served)) return true
    }
    return false
  })
}

function mayContinue(shape: RouteShape): boolean {
  return shape.kind !== 'target' && ((shape.kind === 'fallback' && shape.continues) || shape.children.some(mayContinue))
}

function partialOf({ partial }: Interrupted): string {
  return (partial as { choices?: ReadonlyArray<{ message: { content: string | null } }> } | undefined)?.choices?.[0]?.message.content ?? ''
}

function after(ms: number, clock: FakeClock): Promise<void> {
  return new Promise((resolve) => void clock.setTimeout(resolve, ms))
}
