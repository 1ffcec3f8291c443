/** What a `guardrails()` does, worked out once: which checks see what, and what is done when one does not pass. */
import type { GuardrailVerdict, Side } from '../../core/guardrail.ts'
import type { Check, OnFail } from '../../guardrails/check.ts'
import { type Part, type PartKind, partKinds } from '../../operations/texts/texts.ts'

export interface GuardrailsOptions {
  /** What is done when a check does not pass, unless the check says otherwise. @default 'deny' */
  readonly onFail?: OnFail | undefined
  /**
   * What a check that fails or is late amounts to: `closed` denies the call, `open` lets it pass. Either way a verdict with
   * `isFault` tells of it.
   *
   * @default 'closed'
   */
  readonly onError?: 'open' | 'closed' | undefined
  /** How long a check may take, in milliseconds. @default 5_000 */
  readonly deadlineMs?: number | undefined
  /** How often the model is asked again where `onFail` is `retry`. @default 1 */
  readonly maxRetries?: number | undefined
  /**
   * A denied call is answered with a refusal in these words, in OpenAI's shape, instead of a `GuardrailError`. Not in a stream of
   * which something was already read, and not for operations that have no refusals: these fail.
   *
   * @default none: the call fails
   */
  readonly refusal?: string | undefined
}

/** The checks of one side. */
export interface SideRules {
  readonly side: Side
  /** For each kind of text those that find. */
  readonly finders: Readonly<Record<PartKind, readonly Check[]>>
  readonly finding: readonly Check[]
  /** A find of these, and a fault of those, ends a stream where it is: what is only noted does not. */
  readonly stopping: ReadonlySet<Check>
  readonly closed: ReadonlySet<Check>
  /** Some see only what was said last. */
  readonly isOfLast: boolean
  /** Most verdicts are these. */
  readonly passes: ReadonlyMap<Check, GuardrailVerdict>
  readonly judges: readonly Check[]
  readonly observers: readonly Check[]
}

export interface Rules {
  readonly input: SideRules
  readonly output: SideRules
  readonly onFail: OnFail
  readonly onError: 'open' | 'closed'
  readonly deadlineMs: number
  readonly maxRetries: number
  readonly refusal: string | undefined
  /** True: streamed answers are looked at while they come, or somebody must be told when one is no longer read. */
  readonly watches: boolean
  /** True: no part of a streamed answer goes on before all of it has passed. */
  readonly holds: boolean
  /** True: calls of tools are looked at, so none goes on before it is whole. */
  readonly looksAtCalls: boolean
  /** True: what is taken out of the input comes back in the answer. */
  readonly restores: boolean
}

export function rulesOf(checks: readonly Check[], options: GuardrailsOptions): Rules {
  const { onFail = 'deny', onError = 'closed', deadlineMs = 5_000, maxRetries = 1, refusal } = options
  const input = sideOf('input', checks, onFail, onError)
  const output = sideOf('output', checks, onFail, onError)
  const holding = ({ onFail: own = onFail, onFind = 'deny', stream, rewrites, judge }: Check): boolean =>
    (judge !== undefined && (stream === 'hold' || rewrites === true)) || ((judge !== undefined || onFind === 'deny') && own !== 'deny' && own !== 'flag')
  const restores = input.finding.some(({ restore }) => restore === true)
  return {
    input,
    output,
    onFail,
    onError,
    deadlineMs,
    maxRetries,
    refusal,
    watches: restores || [output.finding, output.judges, output.observers, input.observers].some(({ length }) => length > 0),
    holds: [...output.finding, ...output.judges].some(holding),
    looksAtCalls: restores || [...output.finding, ...output.judges].some(({ parts }) => parts.includes('tool_arguments')),
    restores,
  }
}

/** True where the check sees this text. */
export function sees({ parts, messages }: Check, { kind, isLast }: Part, side: Side): boolean {
  return parts.includes(kind) && (messages !== 'last' || side === 'output' || isLast)
}

function sideOf(side: Side, checks: readonly Check[], onFail: OnFail, onError: 'open' | 'closed'): SideRules {
  const ours = checks.filter((check) => check.side === side || check.side === 'both')
  const finding = ours.filter(({ finder }) => finder !== undefined)
  const judging = ours.filter(({ judge }) => judge !== undefined)
  const finders = Object.fromEntries(partKinds.map((kind) => [kind, finding.filter(({ parts }) => parts.includes(kind))]))
  return {
    side,
    finders: finders as Record<PartKind, Check[]>,
    finding,
    stopping: new Set(finding.filter(({ onFind = 'deny', observe, onFail: own = onFail }) => onFind === 'deny' && observe !== true && own !== 'flag')),
    closed: new Set(finding.filter(({ observe, onError: own = onError }) => observe !== true && own === 'closed')),
    isOfLast: side === 'input' && finding.some(({ messages }) => messages === 'last'),
    passes: new Map(finding.map((check) => [check, Object.freeze({ check: check.name, side, verdict: 'pass' })])),
    judges: judging.filter(({ observe }) => observe !== true),
    observers: judging.filter(({ observe }) => observe === true),
  }
}
