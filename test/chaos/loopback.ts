/** Chaos over real sockets: three dialects, two transports, bytes cut anywhere, and callers who leave. Time is still the test's. */
import { getEventListeners } from 'node:events'
import { createGateway, fallback, type GatewayEvent, isGatewayError, retry } from 'zerohop'
import { cut, fakeClock, type FaultReply, faultServer, turn, within } from 'zerohop/testing'
import { dialects, type Words } from '../faults/words.ts'
import { type Dice, dice } from './schedule.ts'

/** Whatever happens must happen within so many turns of a millisecond. */
const PATIENCE_MS = 10_000

interface Outcome {
  readonly text: string
  readonly finish: string | null | undefined
  readonly error: unknown
}

/** Plays the schedule of this seed; one line a law that did not hold. */
export async function playOverLoopback(seed: number): Promise<string[]> {
  const d = dice(seed)
  const words = d.pick(dialects)
  const transport = d.pick(['undici', 'fetch'])
  const sent: string[] = []
  const server = await faultServer(({ text, path }) => replyOf(d, words, text().includes('"stream":true') || path.includes('stream'), sent))
  const clock = fakeClock()
  const events: GatewayEvent[] = []
  const it = words.create({ baseURL: server.baseURL, apiKey: 'sk-chaos-0123456789', ...(transport === 'fetch' && { fetch }) })
  const gateway = createGateway({
    providers: { it },
    routes: { smart: fallback(['it/a', 'it/b']) },
    use: [retry({ maxAttempts: d.int(1, 3) })],
    timeouts: { firstTokenMs: 10_000, idleMs: 10_000, totalMs: 20_000 },
    breaker: d.chance(0.5) ? {} : false,
    on: (event) => void events.push(event),
    clock,
    random: d.roll,
  })
  try {
    const callers = Array.from({ length: d.int(1, 3) }, () => ({ stream: d.chance(0.6), leavesAfter: d.chance(0.2) ? d.int(0, 3) : Infinity, abortsAfter: d.chance(0.2) ? d.int(0, 5) : Infinity }))
    const controllers = callers.map(() => new AbortController())
    let settled = false
    const all = Promise.all(callers.map((caller, at) => call(gateway, caller, controllers[at] as AbortController)))
    void all.then(() => (settled = true))
    const passing = passTime(clock, () => settled)
    const outcomes = await within(PATIENCE_MS, all, `seed ${seed}: the end of every call`)
    await passing
    await gateway.close({ graceMs: 0 })
    if (transport === 'undici') await within(PATIENCE_MS, server.whenClosed(), `seed ${seed}: the end of every socket`) // those of fetch are kept alive by the runtime
    return laws(outcomes, events, sent, controllers, clock.pending)
  } finally {
    await server.close()
  }
}

type Gateway = { chat: ReturnType<typeof createGateway>['chat'] }
type Caller = { readonly stream: boolean; readonly leavesAfter: number; readonly abortsAfter: number }

async function call(gateway: Gateway, { stream, leavesAfter, abortsAfter }: Caller, controller: AbortController): Promise<Outcome> {
  let text = ''
  let finish: string | null | undefined
  const body = { model: 'smart' as never, messages: [{ role: 'user' as const, content: 'Hello' }] }
  const options = { signal: controller.signal }
  void afterTurns(abortsAfter).then(() => controller.abort())
  try {
    if (!stream) {
      const { choices } = await gateway.chat.completions.create(body, options)
      return { text: choices[0]?.message.content ?? '', finish: choices[0]?.finish_reason, error: undefined }
    }
    let seen = 0
    for await (const { choices } of await gateway.chat.completions.create({ ...body, stream: true }, options)) {
      text += choices[0]?.delta.content ?? ''
      finish = choices[0]?.finish_reason ?? finish
      if (seen++ >= leavesAfter) return { text, finish: finish ?? 'left', error: undefined }
    }
    return { text, finish, error: undefined }
  } catch (error) {
    return { text, finish, error }
  }
}

/** A good answer, or one that is broken somewhere. */
function replyOf(d: Dice, words: Words, stream: boolean, sent: string[]): FaultReply {
  const pieces = Array.from({ length: d.int(1, 6) }, () => d.pick(['hop ', 'grüße ', '世界', '🌍 ']))
  const text = [`<${sent.length}>`, ...pieces]
  sent.push(text.join(''))
  const good = stream ? words.stream({ text }) : words.value({ text: text.join('') })
  const body = cut(good.body, ...Array.from({ length: d.int(0, 6) }, () => d.int(1, good.body.length - 1)))
  const some = cut(good.body, d.int(1, good.body.length - 1)).slice(0, 1)
  const end = d.pick(['close', 'reset', 'stall', 'whole'] as const)
  return d.pick<FaultReply>([
    { ...good, body }, { ...good, body }, { ...good, body }, { ...good, body: some, end, framing: 'chunked' }, { ...good, body: some, end, framing: 'chunked' },
    'close', 'reset', 'stall', words.errors.rateLimit, words.errors.overloaded, words.error(500, 'It failed.'), { ...good, body: words.errorFrame.bytes },
  ])
}

/** Moves time on while a call is out, slowly enough that bytes on their way arrive first as a rule. */
async function passTime(clock: ReturnType<typeof fakeClock>, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await afterTurns(20)
    await clock.advance(500)
  }
}

async function afterTurns(turns: number): Promise<void> {
  if (turns === Infinity) return new Promise(() => {})
  for (let at = 0; at < turns; at++) await turn()
}

function laws(outcomes: readonly Outcome[], events: readonly GatewayEvent[], sent: readonly string[], controllers: readonly AbortController[], timers: number): string[] {
  const broken: string[] = []
  const law = (holds: boolean, what: string): void => void (holds || broken.push(what))
  outcomes.forEach(({ text, finish, error }, at) => {
    const aborted = controllers[at]?.signal.aborted === true
    law(text === '' || sent.some((one) => one.startsWith(text)), `caller ${at} read bytes that the host did not send in that order: ${text}`)
    if (error !== undefined) law(isGatewayError(error), `caller ${at} got an untyped error: ${String(error)}`)
    else if (finish !== 'left') law((finish === undefined && aborted) || (finish === 'stop' && sent.includes(text)), `caller ${at} took a part for the whole: '${text}' (${String(finish)})`)
    law(getEventListeners(controllers[at]?.signal as AbortSignal, 'abort').length === 0, `caller ${at}'s signal is still listened to`)
  })
  const count = (type: GatewayEvent['type']): number => events.filter((event) => event.type === type).length
  law(count('call.end') === outcomes.length, `${count('call.end')} calls ended, ${outcomes.length} were made`)
  law(count('attempt.start') === count('attempt.end'), `${count('attempt.start')} attempts began, ${count('attempt.end')} ended`)
  law(timers === 0, `${timers} timers are set`)
  return broken
}
