/** When: the first rule that matches a call says where it goes. */
import type { Call } from '../core/call.ts'
import { checkOptions, show } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import { explained, type Explanation } from '../core/explanation.ts'
import { anyOf, type Handler, withProspects } from '../core/handler.ts'
import { checkChildren, type Route, type RouteInput } from '../core/route.ts'
import { knowledge } from '../models/knowledge.ts'
import { type CallFacts, factsOf } from './condition-facts.ts'
import { compileCondition, type Condition } from './condition.ts'

export interface Rule {
  /** A condition as data, or a function; one that throws does not match, and the event `rule.failed` says so. */
  readonly if: Condition | ((facts: CallFacts) => boolean)
  readonly to: RouteInput
}

export interface WhenOptions {
  /** Where a call goes that no rule matches. */
  readonly otherwise: RouteInput
}

/**
 * Sends each call where the first rule that matches says, else to `otherwise`. A child that fails is not replaced: put a
 * `fallback` around it.
 *
 * @example
 * import { when } from 'zerohop'
 *
 * const byPlan = when(
 *   [
 *     { if: { 'metadata.plan': 'paid', inputTokens: { $lt: 100_000 } }, to: 'openai/gpt-5' },
 *     { if: ({ modalities }) => modalities.includes('image'), to: 'openai/gpt-5-mini' },
 *   ],
 *   { otherwise: 'groq/llama-3.3-70b-versatile' },
 * )
 */
export function when(rules: readonly Rule[], options: WhenOptions): Route {
  const listed: readonly Rule[] = Array.isArray(rules) ? rules : []
  return {
    kind: 'when',
    knowledge,
    children: [...listed.map((rule) => rule?.to), options?.otherwise],
    paths: [...listed.map((_, at) => `rules[${at}].to`), 'options.otherwise'],

    get details() {
      return [...listed.map(wordsOf), 'otherwise']
    },

    check(path) {
      if (!Array.isArray(rules) || rules.length === 0) throw new ConfigError(`${path}.rules`, `must be a list of rules, and not empty, got ${show(rules)}`)
      listed.forEach((rule, at) => {
        checkOptions(`${path}.rules[${at}]`, rule, ['if', 'to'])
        compile(`${path}.rules[${at}].if`, rule)
      })
      checkOptions(`${path}.options`, options, ['otherwise'])
      if (options.otherwise === undefined) throw new ConfigError(`${path}.options.otherwise`, 'is missing: say where a call goes that no rule matches')
      checkChildren(path, this.children, this.paths)
    },

    build(handlers) {
      const tests = listed.map((rule, at) => compile(`rules[${at}].if`, rule))
      const any = anyOf(handlers)
      const isUnfit = (call: Call): string | undefined => handlers[firstMatch(call, tests)]?.unfit?.(call)
      return withProspects(choosing(handlers, tests), {
        readyAt: any.readyAt, // there is no call yet, so any child may be the one
        whyNotReady: any.whyNotReady,
        unfit: handlers.some(({ unfit }) => unfit) ? isUnfit : undefined,
        explain: explaining(handlers, tests, listed.map(wordsOf)),
      })
    },
  }
}

/** Throws where it cannot be answered. */
type RuleTest = (facts: CallFacts) => boolean

function choosing(handlers: readonly Handler[], tests: readonly RuleTest[]): Handler {
  return async function when(call) {
    return (handlers[firstMatch(call, tests, failed)] as Handler)(call)
  }

  function failed({ id, scope }: Call, rule: number, error: unknown): void {
    scope.emit?.({ type: 'rule.failed', callId: id, at: scope.clock.now(), rule, error })
  }
}

/** The rule, by index; their number where none matches. */
function firstMatch(call: Call, tests: readonly RuleTest[], failed?: (call: Call, rule: number, error: unknown) => void): number {
  const facts = factsOf(call)
  const first = tests.findIndex((test, rule) => {
    try {
      return test(facts)
    } catch (error) {
      failed?.(call, rule, error)
      return false
    }
  })
  return first === -1 ? tests.length : first
}

function compile(path: string, { if: condition }: Rule): RuleTest {
  if (typeof condition !== 'function') return compileCondition(path, condition)
  return (facts) => {
    const answer: unknown = condition(facts)
    if (typeof answer === 'boolean') return answer
    if (answer instanceof Promise) answer.catch(() => undefined) // nobody awaits it: its rejection would end the process
    throw new TypeError(`the rule must return true or false, got ${show(answer)}`)
  }
}

/** Children in their order: the one that is asked, and what became of the rules of the others. */
function explaining(handlers: readonly Handler[], tests: readonly RuleTest[], words: readonly string[]): (call: Call) => Explanation {
  return (call) => {
    const failures = new Map<number, unknown>()
    const chosen = firstMatch(call, tests, (_, rule, error) => void failures.set(rule, error))
    const children = handlers.map((handler, at) => (at === chosen ? explained(handler, call) : explained(handler, call, 'skipped', whyNot(at))))
    return { kind: 'when', what: tests.length === 1 ? '1 rule' : `${tests.length} rules`, verdict: 'chosen', why: chosen === tests.length ? 'no rule matches' : `rule ${chosen} matches: ${words[chosen]}`, children }

    function whyNot(at: number): string {
      if (failures.has(at)) return `rule ${at} failed: ${messageOf(failures.get(at))}`
      return at > chosen ? `rule ${chosen} comes first` : `rule ${at} does not match: ${words[at]}`
    }
  }
}

/** A rule in a tree's line or an explanation: what was written, not what a caller sent. */
function wordsOf({ if: condition }: Rule): string {
  if (typeof condition === 'function') return ['', 'if'].includes(condition.name) ? 'a function' : `${condition.name}()`
  const text = JSON.stringify(condition, (_, value: unknown) => (value instanceof RegExp ? String(value) : value))
  return text.length > MAX_WORDS ? `${text.slice(0, MAX_WORDS)}…` : text
}

const MAX_WORDS = 120

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
