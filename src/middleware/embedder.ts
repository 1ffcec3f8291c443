/** The embedder of a semantic cache: a function of the user's, or a provider of the gateway, neither of which a call must feel. */
import type { Call } from '../core/call.ts'
import type { Clock } from '../core/clock.ts'
import { GatewayError } from '../core/error.ts'
import type { Handler } from '../core/handler.ts'
import { LinkedSignal } from '../core/signal.ts'
import { Guard } from '../stores/guard.ts'

/** Makes one vector of each text. */
export type Embed = (texts: string[], signal: AbortSignal) => Promise<number[][]>

export interface EmbedderOptions {
  readonly embed: Embed | string
  /** Who makes the vectors, where that is a function. */
  readonly name: string
  readonly timeoutMs: number
}

export interface Embedded {
  readonly vector: Float32Array
  /** Vectors of different makers are never compared. */
  readonly by: string
}

export class Embedder {
  readonly #options: EmbedderOptions
  /** Made at the first call, for it needs the gateway's clock. */
  #guard: Guard | undefined

  constructor(options: EmbedderOptions) {
    this.#options = options
  }

  /** Rejects where there is no vector in time; after three failures in a row at once, for a second. `undefined` where the call was cancelled meanwhile. */
  async embed(call: Call, next: Handler, text: string): Promise<Embedded | undefined> {
    const signal = new LinkedSignal()
    signal.follow(call.signal)
    const ask = async (): Promise<Embedded | undefined> => {
      try {
        return await this.#ask(call, next, text, signal)
      } catch (error) {
        if (call.signal.aborted) return undefined // no fault of the embedder's
        throw error
      }
    }
    try {
      return await this.#of(call.scope.clock).ask({ operation: 'embed', ask, check: (answer) => answer as Embedded | undefined, instead: nothing })
    } finally {
      signal.abort(new GatewayError({ reason: 'timeout', message: `the embedder took longer than its ${this.#options.timeoutMs} ms` }))
    }
  }

  async #ask(call: Call, next: Handler, text: string, signal: LinkedSignal): Promise<Embedded> {
    const { embed, name } = this.#options
    if (typeof embed === 'string') return throughGateway(embed, call, next, text, signal)
    const vectors: unknown = await embed([text], signal.toAbortSignal())
    return { vector: vectorIn(Array.isArray(vectors) && vectors.length === 1 ? vectors[0] : undefined), by: `function ${name}` }
  }

  #of(clock: Clock): Guard {
    const { timeoutMs } = this.#options
    return (this.#guard ??= new Guard({ timeoutMs, onFailure: 'fail', onFault: undefined, restAfter: 3, restMs: 1_000, clock }))
  }
}

/** A part of the call: its attempts stand among the call's, but take none from it. What the caller adds for the answer's provider is left out. */
async function throughGateway(address: string, call: Call, next: Handler, text: string, signal: LinkedSignal): Promise<Embedded> {
  const { id, scope, options } = call
  const { metadata, tenant } = options
  const asking: Call<'embeddings'> = {
    id,
    operation: 'embeddings',
    body: { model: address, input: [text] },
    stream: false,
    signal,
    options: { metadata, tenant },
    scope: { ...scope, maxAttempts: scope.attempts.length + scope.maxAttempts },
  }
  const reply = await next(asking)
  if (reply.stream) throw new TypeError('the embedder gave a stream')
  const { data } = reply.value as { readonly data?: ReadonlyArray<{ readonly embedding?: unknown }> }
  return { vector: vectorIn(Array.isArray(data) && data.length === 1 ? data[0]?.embedding : undefined), by: reply.meta.target }
}

function vectorIn(vector: unknown): Float32Array {
  const list: readonly unknown[] = ArrayBuffer.isView(vector) && !(vector instanceof DataView) ? Array.from(vector as Float32Array) : Array.isArray(vector) ? vector : []
  if (list.length === 0 || !list.every((one) => typeof one === 'number')) throw new TypeError('the embedder gave no vector for the text')
  const own = Float32Array.from(list)
  if (!own.every(Number.isFinite) || own.every((one) => one === 0)) throw new TypeError('the embedder gave a vector that points nowhere')
  return own
}

function nothing(): undefined {}
