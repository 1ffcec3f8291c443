/** The scenes of the demo. What stands between `show` and `end` is printed, then it runs. */
import OpenAI from 'openai'
import { balance, type CallRecord, createGateway, equalJitter, fallback, isGatewayError, records, retry, use } from 'zerohop'
import type { EmulatedHosts, RealHost } from './hosts.ts'
import { Ledger } from './ledger.ts'
import { bold, cyan, dim, green, magenta, ms, red } from './paint.ts'
import { Stage } from './stage.ts'

type Message = OpenAI.ChatCompletionMessageParam
type Answer = OpenAI.ChatCompletionMessage

export async function play({ openai, spare, claude, gemini, judged }: EmulatedHosts, real: RealHost | undefined): Promise<{ readonly ledger: Ledger; readonly kept: readonly CallRecord[] }> {
  const stage = new Stage(new URL(import.meta.url))
  const ledger = new Ledger()
  const { print } = stage
  const main = real?.address ?? 'openai/gpt-4.1-mini'

  await stage.scene('One config; what comes back is an OpenAI client')
  // show
  const gateway = createGateway({
    providers: { ...real?.provider, openai, spare, claude, gemini },
    routes: {
      main,
      smart: fallback([
        'openai/gpt-4.1',
        'claude/claude-sonnet-5-5',
        'gemini/gemini-3.8-flash',
      ]),
      talk: fallback(['claude/claude-opus-5-5', 'gemini/gemini-4-argon']),
      live: fallback(['claude/claude-haiku-5-5', 'openai/gpt-4.1-mini']),
      steady: use('openai/gpt-4.1-nano', retry({ backoff: equalJitter({ baseMs: 400 }) })),
      cheap: balance([{ to: 'openai/gpt-4.1-mini', weight: 3 }, 'spare/gpt-4.1-mini'], {
        strategy: 'round_robin',
      }),
      broke: fallback(['openai/gpt-4.1', 'spare/gpt-4.1']),
    },
    on: ledger.watch,
    records: records({
      prices: {
        'gpt-4.1-mini': { input: 0.4, output: 1.6 },
        'gpt-4.1': { input: 2, output: 8 },
      },
    }),
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
    stage.trail(ledger)
  })

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
    write.end()
    stage.trail(ledger)
  })

  await stage.scene('OpenAI is down, Claude is overloaded, Gemini answers: streamed, with a tool call')
  const words = stage.writer()
  // show
  const runner = gateway.chat.completions.runTools({
    model: 'smart',
    messages: ask('How warm is it in Lisbon?'),
    tools: [weather],
    stream: true,
  })
  runner.on('content', (piece) => words(piece))
  await runner.done()
  // end
  words.end()
  for (const [at, last] of ledger.calls.slice(-2).entries()) {
    stage.lines([dim(at === 0 ? '· the call that asks for the tool' : '· the call that answers')])
    stage.trail({ last, waits: new Map() })
  }

  await stage.scene('A conversation begun on Claude, with reasoning and tools, goes on on Gemini, and back')
  // show
  const talk: Message[] = ask('I fly to Lisbon tomorrow. Coat or shirt?')
  const speak = async () => {
    const { choices } = await gateway.chat.completions.create({
      model: 'talk',
      messages: talk,
      tools: [weather],
      reasoning_effort: 'low',
    })
    talk.push(...choices.map(({ message }) => message)) // with its signed reasoning_details
    tell(choices[0]?.message)
    return choices[0]?.message.tool_calls ?? []
  }
  for (const { id } of await speak()) {
    talk.push({ role: 'tool', tool_call_id: id, content: '{"celsius":21,"sky":"clear"}' })
  }
  await speak()
  talk.push(...ask('And which shoes?'))
  await speak()
  // end
  const { requests, refusals } = judged()
  stage.lines([dim(`Claude got its own signatures back, Gemini none of them: of ${requests} requests the fakes refused ${refusals}.`)])

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

  await stage.scene('Balance: twenty calls at once over two keys, three to one')
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
  return { ledger, kept: gateway.records.recent() }

  /** A real provider may fail: that is shown, and the demo goes on. */
  async function honest(run: () => Promise<void>): Promise<void> {
    try {
      await run()
    } catch (error) {
      print(red(error instanceof Error ? error.message : String(error)))
      stage.trail(ledger)
    }
  }

  /** One turn of a conversation: what was thought, who signed it, what was called or said, and who was asked. */
  function tell(message: Answer | undefined): void {
    if (message === undefined) return
    const { reasoning_content: thought, reasoning_details: details = [] } = message as Answer & Reasoned
    const signed = [...new Set(details.filter(({ signature, data }) => signature ?? data).map(({ format }) => format))]
    const calls = (message.tool_calls ?? []).flatMap((call) => (call.type === 'function' ? [`${call.function.name}(${call.function.arguments})`] : []))
    const says = message.content === null ? cyan(`⚙ ${calls.join(' ')}`) : message.content
    stage.lines([says, `${magenta('thought')} ${thought ?? ''}  ${dim(`signed ${signed.join(' ')}`)}`])
    stage.trail(ledger)
    stage.lines([''])
  }

  function bars({ calls }: Ledger, tookMs: number): void {
    const paints = [cyan, magenta]
    const byTarget = Ledger.byTarget(calls.filter(({ address }) => address === 'cheap'))
    for (const [at, [target, count]] of byTarget.entries()) {
      const paint = paints[at % paints.length] ?? cyan
      stage.lines([`${target.padEnd(19)}  ${paint('█'.repeat(count * 3))} ${bold(String(count))}`])
    }
    stage.lines([dim(`all twenty in ${ms(tookMs)}`)])
  }
}

/** The fields of reasoning, which OpenAI's types lack. */
interface Reasoned {
  readonly reasoning_content?: string
  readonly reasoning_details?: ReadonlyArray<{ readonly format: string; readonly signature?: string; readonly data?: string }>
}

const weather = {
  type: 'function' as const,
  function: {
    name: 'weather',
    description: 'The weather in a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    parse: (text: string) => JSON.parse(text) as { city: string },
    function: ({ city }: { city: string }) => {
      console.log(`    ${cyan(`⚙ weather({"city":"${city}"})`)} ${dim('→')} ${green('21 °C, clear')}`)
      return { celsius: 21, sky: 'clear' }
    },
  },
}

function ask(content: string): [{ role: 'user'; content: string }] {
  return [{ role: 'user', content }]
}
