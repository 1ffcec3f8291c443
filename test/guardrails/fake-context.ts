/** What a check is given, without a gateway: a context whose `ask` answers as it is told, and the parts of a text. */
import type { Call } from '../../src/core/call.ts'
import type { Handler } from '../../src/core/handler.ts'
import type { Reply } from '../../src/core/reply.ts'
import type { Check, CheckContext, Content, Judged } from '../../src/guardrails/check.ts'
import type { Part } from '../../src/operations/texts/texts.ts'
import { fakeCall } from '../../src/testing/index.ts'

export interface FakeContext extends CheckContext {
  readonly controller: AbortController
  /** What was asked, in order. */
  readonly asked: Call[]
}

export interface FakeContextOptions {
  readonly call?: Call
  /** The value of the answer. @default it throws */
  readonly answer?: (call: Call) => unknown
}

export function fakeContext({ call = fakeCall() as unknown as Call, answer }: FakeContextOptions = {}): FakeContext {
  const controller = new AbortController()
  const asked: Call[] = []
  const ask = async (call: Call): Promise<Reply> => {
    asked.push(call)
    if (answer === undefined) throw new Error('nobody was to be asked')
    const value = await answer(call)
    return { stream: false, value, meta: { target: 'fake/fake', headers: {}, status: 200 } } as unknown as Reply
  }
  return { call, signal: controller.signal, ask: ask as Handler, controller, asked }
}

/** A call with this body. */
export function callOf(body: object): Call {
  return fakeCall({ body: { model: 'fake/fake', messages: [], ...body } }) as unknown as Call
}

export function partOf(text: string, more: Partial<Part> = {}): Part {
  return { kind: 'assistant', text, path: 'choices[0].message.content', isLast: false, choice: 0, ...more }
}

export function contentOf(...texts: ReadonlyArray<string | Part>): Content {
  return { side: 'output', parts: texts.map((text) => (typeof text === 'string' ? partOf(text) : text)) }
}

/** What the check says, in full. */
export async function judgedBy(check: Check, content: Content, context: CheckContext = fakeContext()): Promise<Judged> {
  if (check.judge === undefined) throw new Error('the check has no judge')
  const said = await check.judge(content, context)
  return typeof said === 'boolean' ? { verdict: said ? 'pass' : 'fail' } : said
}
