/** Prompts and answers in records: only where it is asked for, of a sample, and redacted before anybody is given them. */
import { checkFunction, checkNumber, checkOptions, show } from '../core/check.ts'
import type { Call } from '../core/call.ts'
import { ConfigError } from '../core/error.ts'
import type { Captured } from '../core/record.ts'
import type { Answer, Ended } from '../core/recorder.ts'

export interface CaptureOptions {
  /** Which calls: a share of them, from 0 to 1, by the gateway's chance; or whoever decides. One that throws captures nothing. */
  readonly sample: number | ((call: Call) => boolean)
  /**
   * What is done to every text first: a function, or checks that find things, such as `pii()` and `secrets()`. Where it throws nothing
   * is captured. Names of fields are left as they are.
   *
   * @default none: texts are captured as they are
   */
  readonly redact?: ((text: string) => string) | readonly RedactingCheck[]
  /** Of the request's JSON, and as many of the answer's; the rest is cut off. @default 20_000 */
  readonly maxChars?: number
}

/** What is needed of a check of `guardrails()`: one that finds. */
export interface RedactingCheck {
  readonly name: string
  readonly finder?: { find(text: string): ReadonlyArray<{ readonly start: number; readonly end: number; readonly kind: string }> } | undefined
  readonly placeholder?: ((kind: string, text: string) => string) | undefined
}

/** What was taken at the call's end, as JSON: nobody can change it any more, and nobody has been given it. */
export interface Taken {
  readonly request: string | undefined
  readonly response: string | undefined
}

export interface Capture {
  /** `undefined` for a call that the sample leaves out. */
  take(ended: Ended): Taken | undefined
  /** Redacts, then cuts. `null` where that fails. */
  finish(taken: Taken): Captured | null
}

export function captureOf({ sample, redact, maxChars = 20_000 }: CaptureOptions): Capture {
  const clean = redact === undefined ? undefined : typeof redact === 'function' ? redact : byChecks(redact)
  return {
    take({ call, answer }) {
      try {
        const isIn = typeof sample === 'number' ? call.scope.random() < sample : sample(call) === true
        return isIn ? { request: jsonOf(call.body), response: answer && jsonOf(answered(answer)) } : undefined
      } catch {
        return undefined // a rule or a body of the user's that throws
      }
    },

    finish({ request, response }) {
      try {
        const asked = request === undefined ? null : redacted(request, clean)
        const said = response === undefined ? null : redacted(response, clean)
        const isCut = (asked?.length ?? 0) > maxChars || (said?.length ?? 0) > maxChars
        return { request: asked && asked.slice(0, maxChars), response: said && said.slice(0, maxChars), isCut }
      } catch {
        return null // what could not be redacted is not kept
      }
    },
  }
}

function answered({ value, fold }: Answer): unknown {
  return fold === undefined ? value : fold.value()
}

function jsonOf(value: unknown): string | undefined {
  return value === undefined || value instanceof Response ? undefined : JSON.stringify(value)
}

/** Text by text, so that what is found never reaches over the end of one, and JSON stays JSON. */
function redacted(json: string, clean: ((text: string) => string) | undefined): string {
  if (clean === undefined) return json
  return JSON.stringify(JSON.parse(json, (_, value: unknown) => (typeof value === 'string' ? textOf(clean(value)) : value)))
}

function textOf(said: unknown): string {
  if (typeof said !== 'string') throw new TypeError('a redaction gave no text')
  return said
}

function byChecks(checks: readonly RedactingCheck[]): (text: string) => string {
  return (text) => checks.reduce(without, text)
}

function without(text: string, { finder, placeholder = inCapitals }: RedactingCheck): string {
  let clean = ''
  let at = 0
  for (const { start, end, kind } of finder?.find(text) ?? []) {
    clean += text.slice(at, start) + placeholder(kind, text.slice(start, end))
    at = end
  }
  return at === 0 ? text : clean + text.slice(at)
}

function inCapitals(kind: string): string {
  return `[${kind.toUpperCase()}]`
}

/** Throws `ConfigError` for what could not work. */
export function checkCapture(path: string, options: CaptureOptions): void {
  checkOptions(path, options, ['sample', 'redact', 'maxChars'])
  const { sample, redact } = options
  if (sample === undefined) throw new ConfigError(`${path}.sample`, 'is missing: say which calls, as a share or by a function')
  if (typeof sample !== 'function') checkNumber(`${path}.sample`, sample, { max: 1 })
  checkNumber(`${path}.maxChars`, options.maxChars, { integer: true })
  if (!Array.isArray(redact)) return checkFunction(`${path}.redact`, redact)
  redact.forEach((check: RedactingCheck | undefined, at) => {
    const find: unknown = check?.finder?.find
    if (typeof find !== 'function') throw new ConfigError(`${path}.redact[${at}]`, `must be a check that finds, such as pii(), got ${show(check)}`)
  })
}
