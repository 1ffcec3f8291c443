/** Credentials never leave: some providers echo the key in an error, so it is cut out before anybody reads one. */
import { GatewayError } from '../core/error.ts'
import { SecretFinder } from './secret-finder.ts'

/** Nothing that an error carries is read deeper than this. */
const MAX_DEPTH = 16

/** More values than this in a cause are not looked through: such a cause is not handed on as it is. */
const MAX_VALUES = 10_000

/** Cuts credentials out of errors. One a provider: what it has learnt stays learnt, for errors come late. */
export class Redactor {
  readonly #finder = new SecretFinder()

  /**
   * The same error where no secret is in it; else a copy without, its causes too. `secrets` are those in use, the newest last.
   * The reason is never touched.
   */
  error(error: unknown, secrets: readonly string[]): unknown {
    this.#finder.learn(secrets)
    if (!(error instanceof GatewayError)) return this.#thrown(error, 0)
    const { failure, target, attempts } = error
    const { message, code, param, requestId, headers, body } = failure
    const texts = { message, code, param, requestId, headers, body }
    const clean = this.#value(texts, 0) as typeof texts
    const cause = this.#thrown(error.cause, 0)
    if (clean === texts && cause === error.cause) return error
    return new GatewayError({ ...failure, ...clean, target, attempts, cause })
  }

  /** The same value where no secret is in its strings and names; else a copy without. */
  #value(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return this.#finder.cut(value)
    if (typeof value !== 'object' || value === null) return value
    if (depth > MAX_DEPTH) return '…'
    if (Array.isArray(value)) return this.#list(value, depth)
    let copy: Map<string, unknown> | undefined
    const fields = value as Readonly<Record<string, unknown>>
    for (const name of Object.keys(fields)) {
      const clean = this.#value(fields[name], depth + 1)
      const called = this.#finder.cut(name)
      if (clean === fields[name] && called === name) continue
      copy ??= new Map(Object.entries(fields))
      if (called !== name) copy.delete(name)
      copy.set(called, clean)
    }
    return copy === undefined ? value : Object.fromEntries(copy)
  }

  #list(list: readonly unknown[], depth: number): readonly unknown[] {
    let copy: unknown[] | undefined
    for (let at = 0; at < list.length; at++) {
      const clean = this.#value(list[at], depth + 1)
      if (clean === list[at]) continue
      copy ??= [...list]
      copy[at] = clean
    }
    return copy ?? list
  }

  /** A cause is anybody's object: handed on as it is, or as a plain error that says the same without the secret. */
  #thrown(thrown: unknown, depth: number): unknown {
    if (typeof thrown === 'string') return this.#finder.cut(thrown)
    if (!this.#quotes(thrown)) return thrown
    if (!(thrown instanceof Error) || depth > MAX_DEPTH) return 'a cause with a credential in it'
    const message = this.#finder.cut(thrown.message)
    const cause = thrown.cause === undefined ? undefined : { cause: this.#thrown(thrown.cause, depth + 1) }
    const copy =
      thrown instanceof AggregateError
        ? new AggregateError((thrown.errors as unknown[]).map((one) => this.#thrown(one, depth + 1)), message, cause)
        : new Error(message, cause)
    copy.name = this.#finder.cut(thrown.name)
    copy.stack = this.#finder.cut(thrown.stack ?? '')
    return 'code' in thrown && typeof thrown.code === 'string' ? Object.assign(copy, { code: this.#finder.cut(thrown.code) }) : copy
  }

  /** True where a secret is in anything that printing the value would show, or where there is too much to tell. */
  #quotes(value: unknown): boolean {
    const seen = new Set<unknown>()
    const waiting: unknown[] = [value]
    for (let one = waiting.pop(); waiting.length > 0 || one !== undefined; one = waiting.pop()) {
      if (typeof one === 'string' && this.#finder.cut(one) !== one) return true
      if (typeof one !== 'object' || one === null || ArrayBuffer.isView(one) || seen.has(one)) continue
      seen.add(one)
      if (seen.size > MAX_VALUES) return true
      waiting.push(...partsOf(one))
    }
    return false
  }
}

/** Everything an object shows of itself, without calling any getter of its own. */
function partsOf(value: object): unknown[] {
  const parts: unknown[] = value instanceof Error ? [value.message, value.stack, value.name] : []
  if (value instanceof Headers || value instanceof Map) parts.push(...[...value].flat())
  if (value instanceof Set) parts.push(...value)
  if (value instanceof URL) parts.push(value.href)
  for (const key of Reflect.ownKeys(value)) {
    const own = Object.getOwnPropertyDescriptor(value, key)
    if (typeof key === 'string') parts.push(key)
    if (own !== undefined && 'value' in own) parts.push(own.value)
  }
  return parts
}
