/** The scenes of the demo. What stands between `show` and `end` is printed, then it runs. */
import OpenAI from 'openai'
import { balance, createGateway, equalJitter, fallback, isGatewayError, openaiCompatible, retry, use } from 'zerohop'
import type { EmulatedHosts, RealHost } from './hosts.ts'
import { Ledger } from './ledger.ts'
import { bold, cyan, dim, magenta, ms, red } from './paint.ts'
import { Stage } from './stage.ts'

export async function play(hosts: EmulatedHosts, real: RealHost | undefined): Promise<Ledger> {
  const stage = new Stage(new URL(import.meta.url))
  const ledger = new Ledger()
  const { print } = stage
  const north = openaiCompatible({ baseURL: hosts.north })
  const south = openaiCompatible({ baseURL: hosts.south })
  const comet = openaiCompatible({ baseURL: hosts.comet })
  const main = real?.address ?? 'north/large'

  await stage.scene('One config; what comes back is an OpenAI client')
  // show
  const gateway = createGateway({
    providers: { ...real?.provider, north, south, comet },
    routes: {
      main,
      smart: fallback(['comet/large', 'south/large']),
      live: fallback(['comet/stream', 'south/large']),
      steady: use('comet/shaky', retry({ backoff: equalJitter({ baseMs: 400 }) })),
      cheap: balance([{ to: 'north/small', weight: 3 }, 'south/small'], {
        strategy: 'round_robin',
      }),
      broke: fallback(['comet/large', 'south/broke']),
    },
    on: ledger.watch,
  })
  print(String(gateway.routes))
  // end

  await stage.scene('A call')
  await honest(async () => {
    // show
    const answer = await gateway.chat.completions.create({
      model: 'main',
      messages: ask('How many hops does a library add to a call? One sentence.'),
    })
    print(answer.choices[0]?.message.content)
    // end
  })
  stage.trail(ledger)

  await stage.scene('A stream, as it comes')
  const write = stage.writer()
  await honest(async () => {
    // show
    const stream = await gateway.chat.completions.create({
      model: 'main',
      messages: ask('What is an AI gateway? Two sentences.'),
      stream: true,
    })
    for await (const chunk of stream) write(chunk.choices[0]?.delta.content ?? '')
    // end
  })
  write.end()
  stage.trail(ledger)

  await stage.scene('Fallback: comet is overloaded, south answers')
  // show
  const saved = await gateway.chat.completions.create({
    model: 'smart',
    messages: ask('Who is there?'),
  })
  print(saved.choices[0]?.message.content)
  // end
  stage.trail(ledger)

  await stage.scene('A stream that dies before its first content falls back unseen')
  const unseen = stage.writer()
  // show
  const live = await gateway.chat.completions.create({
    model: 'live',
    messages: ask('Talk to me.'),
    stream: true,
  })
  for await (const chunk of live) unseen(chunk.choices[0]?.delta.content ?? '')
  // end
  unseen.end()
  stage.trail(ledger)

  await stage.scene('Retry: a jittered wait, then the Retry-After that the provider asked for')
  // show
  const third = await gateway.chat.completions.create({
    model: 'steady',
    messages: ask('Are you there?'),
  })
  print(third.choices[0]?.message.content)
  // end
  stage.trail(ledger)

  await stage.scene('Balance: twenty calls at once, three to one')
  const begun = performance.now()
  // show
  const messages = ask('Where are you?')
  const one = () => gateway.chat.completions.create({ model: 'cheap', messages })
  await Promise.all(Array.from({ length: 20 }, one))
  // end
  bars(ledger, performance.now() - begun)

  await stage.scene('When all fail: the class you catch today, and the whole story')
  // show
  try {
    await gateway.chat.completions.create({ model: 'broke', messages: ask('Hello?') })
  } catch (error) {
    if (error instanceof OpenAI.RateLimitError && isGatewayError(error)) {
      print('RateLimitError', error.status, error.reason)
      print(error.message)
    }
  }
  // end
  stage.trail(ledger)

  await gateway.close()
  return ledger

  /** A real provider may fail: that is shown, and the demo goes on. */
  async function honest(run: () => Promise<void>): Promise<void> {
    try {
      await run()
    } catch (error) {
      print(red(error instanceof Error ? error.message : String(error)))
    }
  }

  function bars({ calls }: Ledger, tookMs: number): void {
    const paints = [cyan, magenta]
    const byTarget = Ledger.byTarget(calls.filter(({ address }) => address === 'cheap'))
    for (const [at, [target, count]] of byTarget.entries()) {
      const paint = paints[at % paints.length] ?? cyan
      stage.lines([`${target}  ${paint('█'.repeat(count * 3))} ${bold(String(count))}`])
    }
    stage.lines([dim(`all twenty in ${ms(tookMs)}`)])
  }
}

function ask(content: string): [{ role: 'user'; content: string }] {
  return [{ role: 'user', content }]
}
