/** What a check is: it finds things in a text, or it judges texts as a whole. */
import type { Call } from '../core/call.ts'
import type { Handler } from '../core/handler.ts'
import type { GuardrailVerdict, Side } from '../core/guardrail.ts'
import type { Part, PartKind } from '../operations/texts/texts.ts'

/** What is done when a check does not pass. */
export type OnFail =
  /** The call fails with a `GuardrailError`. */
  | 'deny'
  /** It is noted, and the call goes on. */
  | 'flag'
  /** The model is told what was wrong and asked again; for the output only. */
  | 'retry'
  /** Another route or model is asked, by its address. */
  | { readonly to: string }

/** What every check takes besides options of its own. */
export interface CheckOptions {
  /** What it is called in verdicts. @default the factory's name */
  readonly name?: string | undefined
  /** What goes to the model, what comes from it, or both. @default the check's own */
  readonly side?: Side | 'both' | undefined
  /** What kinds of text it sees. @default the check's own */
  readonly parts?: readonly PartKind[] | undefined
  /** `last`: of the input only what the caller said last. @default 'all' */
  readonly messages?: 'all' | 'last' | undefined
  /** @default what `guardrails()` says */
  readonly onFail?: OnFail | undefined
  /** What a check that fails or is late amounts to: `closed` denies, `open` lets pass. @default what `guardrails()` says */
  readonly onError?: 'open' | 'closed' | undefined
  /** How long it may take, in milliseconds. @default what `guardrails()` says */
  readonly deadlineMs?: number | undefined
  /** Its verdict is noted when it comes; nobody waits for it, and nothing is done about it. @default false */
  readonly observe?: boolean | undefined
  /**
   * When a judge sees a streamed answer: `end` hands the text on as it comes and judges it before the last event, `hold` keeps
   * it all back until it has passed. What retries, asks another or rewrites always holds.
   *
   * @default 'end'
   */
  readonly stream?: 'end' | 'hold' | undefined
}

/** One check of a `guardrails()`. It has a `finder` or a `judge`. */
export interface Check extends CheckOptions {
  readonly name: string
  readonly side: Side | 'both'
  readonly parts: readonly PartKind[]
  /** Finds what must not be there, in one text at a time. */
  readonly finder?: Finder | undefined
  /** What a find means. @default 'deny' */
  readonly onFind?: 'deny' | 'flag' | 'redact' | undefined
  /** What stands for a find that is taken out. @default its kind in capitals: `[EMAIL]` */
  readonly placeholder?: ((kind: string, text: string) => string) | undefined
  /** True: each find gets a placeholder of its own, and in the answer placeholders turn into what they stood for. For the input. */
  readonly restore?: boolean | undefined
  /** Looks at all texts of one side at once. */
  readonly judge?: Judge | undefined
  /** True where the judge may give texts back that were put right: a stream is then held to its end. */
  readonly rewrites?: boolean | undefined
  /** Routes and models that the judge asks. */
  readonly addresses?: readonly string[] | undefined
}

/**
 * Finds things in a text: synchronous, and linear in the length of the text. It also says where a text that is still growing is
 * settled, which is what lets a stream go on.
 *
 * The law: however a text is cut, what is found in its settled beginnings is what is found in the whole.
 */
export interface Finder {
  /**
   * What is in the text: in order, none overlapping. With `from`, what begins there or later: what stands before is only looked at.
   * With `until`, what begins there or later may be left out.
   *
   * @default 0 for `from`, the length of the text for `until`
   */
  find(text: string, from?: number, until?: number): readonly Match[]
  /**
   * Where something may begin that more text would complete, lengthen or undo. What lies before is settled; the length of the text where
   * everything is. It sees at least `BEHIND` characters before what is not settled yet, so it may look back that far. What stands before
   * `from` is settled already: nothing need be looked for there.
   *
   * @default 0 for `from`
   */
  settledUntil(text: string, from?: number): number
  /** Nothing it finds is longer, in UTF-16 units: a stream holds no more back. */
  readonly reach: number
  /**
   * The same for one text that grows: it is asked for one stretch after the other, each `from` where the last find ended or the last `until`
   * was, so it may remember what it has looked at.
   *
   * @default the finder itself
   */
  growing?(): Finder
}

/** How many characters a finder may look back before where a match begins. */
export const BEHIND = 64

/** Something found, from `start` up to `end`. */
export interface Match {
  readonly start: number
  readonly end: number
  /** What it is, in snake_case: `email`, `credit_card`. */
  readonly kind: string
  /** How sure that is, from 0 to 1. @default 1 */
  readonly score?: number | undefined
}

/** What a judge sees. */
export interface Content {
  readonly side: Side
  /** The texts of the kinds it asked for, in order. There may be none. */
  readonly parts: readonly Part[]
}

export interface CheckContext {
  readonly call: Call
  /** Aborted when the verdict is no longer waited for. */
  readonly signal: AbortSignal
  /** Asks another route or model, as a part of this call: its `body.model` is an address. What it asks is not checked. */
  readonly ask: Handler
}

/** What a judge says. `true` passes, `false` fails. */
export type Judgement = boolean | Judged

export interface Judged {
  /** `fail`: what the check's `onFail` says is done. `redact`: `texts` stand instead. */
  readonly verdict: 'pass' | 'flag' | 'fail' | 'redact'
  readonly reason?: string | undefined
  readonly score?: number | undefined
  readonly found?: GuardrailVerdict['found']
  /** Which of the parts is at fault. */
  readonly part?: Part | undefined
  /** What is told to the model where it is asked again. @default the reason */
  readonly feedback?: string | undefined
  /** New texts for some of the parts. */
  readonly texts?: ReadonlyMap<Part, string> | undefined
}

/** A judge that answers at once costs the call no wait. */
export type Judge = (content: Content, context: CheckContext) => Judgement | Promise<Judgement>
