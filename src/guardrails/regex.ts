/** A check by a regular expression, in linear time whatever the text. */
import { checkBoolean, checkFunction, checkOneOf, checkString, show } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import { linearSpans } from '../core/linear-spans.ts'
import type { Check, CheckOptions, Content, Finder, Judgement, Match } from './check.ts'
import { failed, finderCheck, madeCheck, spansJudge } from './made-check.ts'
import { checkCheck } from './options.ts'

/** What `RE2JS.compile` of the package `re2js` gives, or another engine that never goes back. */
export interface CompiledPattern {
  matcher(text: string): { find(): boolean; start(): number; end(): number }
}

export interface RegexOptions extends CheckOptions {
  /** As text or as `RegExp`, whose flags count. A backreference, a lookahead or a lookbehind is refused, and so are patterns of more than 500 steps. */
  readonly pattern: string | RegExp
  /** `i`, `m` and `s`, for a pattern that is a text. @default none */
  readonly flags?: string | undefined
  /** Whether each text must have it, or must not. @default 'not_match' */
  readonly must?: 'match' | 'not_match' | undefined
  /** True: what is found is taken out, and the call goes on. Not with `must: 'match'`. @default false */
  readonly redact?: boolean | undefined
  /** What is found, in snake_case: it is counted under this name, and stands in its place as `[NAME]`. @default 'pattern' */
  readonly kind?: string | undefined
  /** Another engine, for what ours refuses: `RE2JS.compile`. Flags are handed to it as `(?i)`. It must be linear itself. @default ours */
  readonly compile?: ((pattern: string) => CompiledPattern) | undefined
}

/**
 * Fails where a text has what the pattern finds, or has it not. A stream goes on while it is looked at, unless the pattern
 * asks for the text's beginning or end, has no longest match of at most 1024 characters, or is another engine's: then it is judged at the end.
 *
 * @throws ConfigError also for a pattern that cannot be walked in linear time
 * @see https://swtch.com/~rsc/regexp/regexp1.html
 * @example
 * import { regex } from 'zerohop'
 *
 * const ticket = regex({ pattern: /\bTCK-\d{4,8}\b/i, redact: true, kind: 'ticket', side: 'both', parts: ['user', 'assistant'] })
 * const sku = regex({ pattern: '^[A-Z]{3}-\\d+$', must: 'match', onFail: 'retry' })
 */
export function regex(options: RegexOptions): Check {
  checkCheck('regex', options, ['pattern', 'flags', 'must', 'redact', 'kind', 'compile'])
  const { must = 'not_match', redact = false, kind = 'pattern' } = options
  checkOneOf('regex.must', must, ['match', 'not_match'])
  checkBoolean('regex.redact', options.redact)
  if (typeof kind !== 'string' || !/^[a-z][a-z0-9_]{0,63}$/.test(kind)) throw new ConfigError('regex.kind', `must be a word in snake_case, got ${show(kind)}`)
  if (must === 'match' && redact) throw new ConfigError('regex.redact', "does not go with must: 'match': what is missing cannot be taken out")
  const { find, test, finder } = engineOf(options, kind)
  if (must === 'match') return madeCheck(options, { name: 'regex', judge: (content) => matching(content, test) })
  if (finder !== undefined) return finderCheck(options, { name: 'regex', finder, redact })
  return madeCheck(options, { name: 'regex', judge: spansJudge(find, redact), rewrites: redact })
}

/** Of a longer match a stream would have to hold back too much. */
const MAX_HELD = 1_024

interface Engine {
  readonly find: Finder['find']
  readonly test: (text: string) => boolean
  readonly finder?: Finder | undefined
}

function engineOf({ pattern, flags, compile }: RegexOptions, kind: string): Engine {
  const given: unknown = pattern
  if (!(given instanceof RegExp)) checkString('regex.pattern', given ?? '')
  if (given instanceof RegExp && flags !== undefined) throw new ConfigError('regex.flags', "belong to the RegExp of 'pattern'")
  if (flags !== undefined && !/^[ims]*$/.test(flags)) throw new ConfigError('regex.flags', `must be of i, m and s, got ${show(flags)}`)
  checkFunction('regex.compile', compile)
  const source = given instanceof RegExp ? given.source : (given as string)
  const said = given instanceof RegExp ? given.flags.replaceAll(/[gyd]/g, '') : (flags ?? '')
  try {
    if (compile !== undefined) return foreign(compile, said === '' ? source : `(?${said})${source}`, kind)
    const { find, test, settledUntil, longest, isAnchored } = linearSpans(source, said)
    const matches = (text: string, from?: number): readonly Match[] => find(text, from).map(({ start, end }) => ({ start, end, kind }))
    if (isAnchored || longest > MAX_HELD) return { find: matches, test }
    return { find: matches, test, finder: { find: matches, settledUntil, reach: Math.max(1, longest) } }
  } catch (error) {
    if (error instanceof ConfigError) throw error
    throw new ConfigError('regex.pattern', error instanceof Error ? error.message : String(error))
  }
}

function foreign(compile: (pattern: string) => CompiledPattern, source: string, kind: string): Engine {
  const compiled = compile(source)
  if (typeof (compiled as Partial<CompiledPattern> | undefined)?.matcher !== 'function') throw new ConfigError('regex.compile', "must give a pattern that has 'matcher'")
  const find = (text: string): readonly Match[] => {
    const matcher = compiled.matcher(text)
    const found: Match[] = []
    while (matcher.find()) if (matcher.end() > matcher.start()) found.push({ start: matcher.start(), end: matcher.end(), kind })
    return found
  }
  return { find, test: (text) => compiled.matcher(text).find() }
}

function matching({ parts }: Content, test: (text: string) => boolean): Judgement {
  const part = parts.find(({ text }) => !test(text))
  return part === undefined || failed('does not match the pattern', { part })
}
