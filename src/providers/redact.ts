/** Credentials never leave: some providers echo the key in an error, so it is cut out before anybody reads one. */
import { GatewayError } from '../core/error.ts'
import { SecretFinder } from './secret-finder.ts'

/** Nothing that an error carries is read deeper than this. */
const MAX_DEPTH = 16

/** Nor more of it than this: characters, and a few for each value. What is left is not handed on. */
const MAX_SIZE = 2 ** 18
const VALUE_SIZE = 16

/** Of a cause: names an object may have to be looked through, and characters that a copy of it says. */
const MAX_KEYS = 1000
const MAX_WORDS = 4000

/** Cuts credentials out of errors. One a provider: what it has learnt stays learnt, for errors come late. */
export class Redactor {
  readonly #finder = new SecretFinder()
  /** How much of this error may still be read. */
  #left = 0

  /**
   * The same error where no secret is in it; else a copy without, its causes too. `secrets` are those in use, the newest last.
   * The reason is never touched.
   */
  error(error: unknown, secrets: readonly string[]): unknown {
    this.#finder.learn(secrets)
    this.#left = MAX_SIZE
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
    this.#left -= VALUE_SIZE
    if (typeof value === 'string') return this.#cut(value)
    if (typeof value !== 'object' || value === null) return value
    if (depth > MAX_DEPTH) return '…'
    return Array.isArray(value) ? this.#list(value, depth) : this.#fields(value as Readonly<Record<string, unknown>>, depth)
  }

  #list(list: readonly unknown[], depth: number): readonly unknown[] {
    const clean: unknown[] = []
    for (const one of list) {
      if (this.#left <= 0) return clean
      clean.push(this.#value(one, depth + 1))
    }
    return clean.every((one, at) => one === list[at]) ? list : clean
  }

  #fields(fields: Readonly<Record<string, unknown>>, depth: number): Readonly<Record<string, unknown>> {
    const clean: Array<readonly [string, unknown]> = []
    for (const name of Object.keys(fields)) {
      if (this.#left <= 0) return Object.fromEntries(clean)
      clean.push([this.#cut(name), this.#value(fields[name], depth + 1)])
    }
    return clean.every(([name, one]) => Object.hasOwn(fields, name) && one === fields[name]) ? fields : Object.fromEntries(clean)
  }

  #cut(text: string): string {
    const short = text.length > this.#left ? `${text.slice(0, Math.max(0, this.#left))}…` : text
    this.#left -= text.length
    return this.#finder.cut(short)
  }

  /** A cause is anybody's object: handed on as it is, or as a plain error that says the same without the secret. */
  #thrown(thrown: unknown, depth: number): unknown {
    if (typeof thrown === 'string') return this.#cut(thrown)
    if (!this.#quotes(thrown)) return thrown
    if (!(thrown instanceof Error) || depth > MAX_DEPTH) return 'a cause with a credential in it'
    const message = this.#short(thrown.message)
    const cause = thrown.cause === undefined ? undefined : { cause: this.#thrown(thrown.cause, depth + 1) }
    const copy =
      thrown instanceof AggregateError
        ? new AggregateError((thrown.errors as unknown[]).map((one) => this.#thrown(one, depth + 1)), message, cause)
        : new Error(message, cause)
    copy.name = this.#short(thrown.name)
    copy.stack = this.#short(thrown.stack ?? '')
    return 'code' in thrown && typeof thrown.code === 'string' ? Object.assign(copy, { code: this.#short(thrown.code) }) : copy
  }

  /** What a copy of a cause says: its beginning is enough. */
  #short(text: string): string {
    return this.#finder.cut(text.slice(0, MAX_WORDS))
  }

  /** True where a secret is in anything that printing the value would show, or where there is too much to tell. */
  #quotes(value: unknown): boolean {
    const seen = new Set<unknown>()
    const waiting: unknown[] = [value]
    while (waiting.length > 0) {
      const one = waiting.pop()
      this.#left -= VALUE_SIZE
      if (typeof one === 'string' && this.#cut(one) !== one) return true
      if (typeof one !== 'object' || one === null || ArrayBuffer.isView(one) || seen.has(one)) continue
      seen.add(one)
      if (this.#left <= 0 || !addParts(one, waiting)) return true
    }
    return false
  }
}

/** Everything an object shows of itself, without calling any getter of its own. False where that is too much. */
function addParts(value: object, waiting: unknown[]): boolean {
  if (value instanceof Error) waiting.push(value.message, value.stack, value.name)
  if (value instanceof Headers || value instanceof Map) for (const [name, one] of value) waiting.push(name, one)
  if (value instanceof Set) for (const one of value) waiting.push(one)
  if (value instanceof URL) waiting.push(value.href)
  const keys = Reflect.ownKeys(value)
  if (keys.length > MAX_KEYS) return false
  for (const key of keys) {
    const own = Object.getOwnPropertyDescriptor(value, key)
    if (typeof key === 'string') waiting.push(key)
    if (own !== undefined && 'value' in own) waiting.push(own.value)
  }
  return true
}
