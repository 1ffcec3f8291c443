/** What a route would do with a call, told without a call. */
import type { Call } from './call.ts'
import type { Prospects } from './handler.ts'

/**
 * - `chosen`: it would be asked
 * - `spare`: it would be asked if those before it fail
 * - `skipped`: it would not be asked
 */
export type Verdict = 'chosen' | 'spare' | 'skipped'

/** One node of the tree of decisions. */
export interface Explanation {
  /** `target`, or the kind of the route: `fallback`. */
  readonly kind: string
  /** A target's address, or what distinguishes the route: `round_robin`. */
  readonly what: string
  readonly verdict: Verdict
  /** In a few words: `weight 3 of 4`, `it is disabled`, `no vision`. */
  readonly why: string
  /** In the order in which they would be asked. */
  readonly children?: readonly Explanation[] | undefined
  /** Of a target: the tokens of the prompt, estimated. */
  readonly inputTokens?: number | undefined
  /** Of a target: US dollars for the prompt and the longest answer the call allows; `null` where the price is unknown. */
  readonly cost?: number | null | undefined
}

/**
 * What a child would do with the call, as its route judges it: nothing below one that is spare or skipped is chosen. `why`
 * says more than the child's own words where both are there.
 */
export function explained(child: Prospects, call: Call, verdict: Verdict = 'chosen', why?: string): Explanation {
  const own = child.explain?.(call) ?? { kind: 'route', what: '', verdict: 'chosen', why: 'does not say what it would do' }
  return judged(own, verdict, why ?? own.why)
}

/** Why a child would not be asked at `now`: what it cannot do, or for how long it rests. `undefined` where it would be. */
export function whyNot({ readyAt, whyNotReady, unfit }: Prospects, call: Call, now: number): string | undefined {
  const reason = unfit?.(call)
  if (reason !== undefined || readyAt === undefined) return reason
  const ms = readyAt(now) - now
  if (ms <= 0) return undefined
  const why = whyNotReady?.(now)
  if (!Number.isFinite(ms)) return why ?? 'not ready'
  return `${why === undefined ? 'not ready' : `${why},`} for ${seconds(ms)} s`
}

/**
 * An explanation as an indented tree: `✓` would be asked, `○` is spare, `×` is skipped.
 *
 * @example
 * import { createGateway, openai, printExplanation } from 'zerohop'
 *
 * const gateway = createGateway({ providers: { openai: openai() } })
 * const decision = gateway.explain({ model: 'openai/gpt-4o', messages: [{ role: 'user', content: 'Hello' }] })
 * console.log(printExplanation(decision)) // ✓ openai/gpt-4o, 9 tokens in
 */
export function printExplanation(explanation: Explanation): string {
  const lines: string[] = []
  print(explanation, '', '')
  return lines.join('\n')

  function print(node: Explanation, first: string, rest: string): void {
    lines.push(`${first}${MARKS[node.verdict]} ${inWords(node)}`)
    const { children = [] } = node
    children.forEach((child, at) => {
      const last = at === children.length - 1
      print(child, `${rest}${last ? '└─ ' : '├─ '}`, `${rest}${last ? '   ' : '│  '}`)
    })
  }
}

const MARKS: Readonly<Record<Verdict, string>> = { chosen: '✓', spare: '○', skipped: '×' }

function inWords({ kind, what, why, inputTokens, cost }: Explanation): string {
  const name = kind === 'target' ? what : what === '' ? kind : `${kind} (${what})`
  const tokens = inputTokens === undefined ? '' : `, ${inputTokens} tokens in`
  const price = cost === undefined || cost === null ? '' : cost === 0 ? ', free' : `, at most about $${Number(cost.toPrecision(2))}`
  return `${name}${tokens}${price}${why === '' ? '' : ` – ${why}`}`
}

function judged(own: Explanation, verdict: Verdict, why: string): Explanation {
  const judgement = weaker(own.verdict, verdict)
  return { ...own, verdict: judgement, why, ...(own.children && { children: own.children.map((child) => judged(child, judgement, child.why)) }) }
}

/** The one that asks less. */
function weaker(one: Verdict, other: Verdict): Verdict {
  return ORDER.indexOf(one) > ORDER.indexOf(other) ? one : other
}

const ORDER: readonly Verdict[] = ['chosen', 'spare', 'skipped']

/** Never less than what is left. */
function seconds(ms: number): number {
  return ms < 1_000 ? Math.ceil(ms / 100) / 10 : Math.ceil(ms / 1_000)
}
