/** Embeddings, cached input by input: a batch asks only for what is new. */
import { sha256 } from '#sha256'
import type { Call } from '../core/call.ts'
import { GatewayError } from '../core/error.ts'
import type { Handler } from '../core/handler.ts'
import type { Body, Value } from '../core/operation.ts'
import type { ReplyMeta, ValueReply } from '../core/reply.ts'
import type { Usage } from '../core/usage.ts'
import { isFields } from '../operations/fold-fields.ts'
import type { AnswerStore } from './answer-store.ts'
import { type Entry, lasting } from './cache-entry.ts'
import { keyOf, mannersOf } from './cache-key.ts'
import { marked } from './cache-replay.ts'
import type { Plan } from './cache-rules.ts'
import type { CacheTally } from './cache-tally.ts'
import type { Flights } from './flight.ts'

type EmbeddingsCall = Call<'embeddings'>
type Vectors = Value<'embeddings'>
type Vector = Vectors['data'][number]['embedding']
type Input = Body<'embeddings'>['input']

export interface EmbeddingsParts {
  readonly store: AnswerStore
  readonly tally: CacheTally
  readonly flights: Flights
  readonly dedupe: boolean
}

/** An entry of one input. */
interface Known {
  readonly entry: Entry
  readonly vector: Vector
  readonly model: string
}

/** Format and dimensions are part of every input's key, as is all else of the body. Nothing stale is given: vectors do not age by degrees. */
export function cacheEmbeddings({ store, tally, flights, dedupe }: EmbeddingsParts) {
  return async function embedding(call: EmbeddingsCall, next: Handler, plan: Plan): Promise<ValueReply<'embeddings'> | undefined> {
    const inputs = inputsOf(call.body.input)
    const keys = await Promise.all(inputs.map((input) => keyOf(asking(call, input), plan.tenant, plan.namespace)))
    if (!keys.every((key) => key !== undefined)) return undefined
    const known = plan.refresh ? new Map<string, Known>() : await knownOf(call, keys, plan)
    const fresh = [...new Map(keys.map((key, at) => [key, inputs[at] as Input])).entries()].filter(([key]) => !known.has(key))
    if (known.size > 0) hit(call, plan, keys, known)
    if (fresh.length === 0) return together(call, keys, known, undefined)
    const { reply, cache, vectors } = await asked(call, next, plan, inputs, fresh)
    if (known.size === 0 && fresh.length === inputs.length) return marked(reply, cache)
    if (vectors === undefined) throw malformed(reply, fresh.length)
    return together(call, keys, known, { ...marked(reply, cache), vectors })
  }

  async function knownOf(call: EmbeddingsCall, keys: readonly string[], plan: Plan): Promise<Map<string, Known>> {
    const now = call.scope.clock.date()
    const unique = [...new Set(keys)]
    const entries = await Promise.all(unique.map((key) => store.get(call, key, plan)))
    const known = new Map<string, Known>()
    entries.forEach((entry, at) => {
      if (entry === undefined || now - entry.at >= Math.min(entry.ttlMs, plan.ttlMs)) return
      const { value } = entry
      if (!isFields(value) || typeof value.model !== 'string' || !isVector(value.embedding)) return tally.fault(call, 'entry', new TypeError('the entry has no embedding'))
      known.set(unique[at] as string, { entry, vector: value.embedding, model: value.model })
    })
    return known
  }

  function hit(call: EmbeddingsCall, { namespace }: Plan, keys: readonly string[], known: ReadonlyMap<string, Known>): void {
    const { clock } = call.scope
    const entries = [...known.values()].map(({ entry }) => entry)
    const ageMs = Math.max(0, ...entries.map(({ at }) => clock.date() - at))
    const tookMs = Math.max(...entries.map((entry) => entry.tookMs))
    tally.hit(call, namespace, { ageMs, stale: false, usage: savedOf(entries), tookMs, hits: keys.filter((key) => known.has(key)).length })
  }

  async function asked(call: EmbeddingsCall, next: Handler, plan: Plan, inputs: readonly Input[], fresh: ReadonlyArray<readonly [key: string, input: Input]>) {
    const { clock } = call.scope
    const startedAt = clock.now()
    const isAll = fresh.length === inputs.length
    const rest = isAll ? call : { ...call, body: { ...call.body, input: fresh.map(([, input]) => input) as string[] } }
    const flight = dedupe && !call.isHedge ? `${plan.refresh} ${mannersOf(call)} ${isAll ? JSON.stringify(typeof call.body.input) : ''} ${await sha256(fresh.map(([key]) => key).join(' '))}` : undefined
    const { reply: coming, leader } = flights.ask(flight, rest, next, {
      maxBytes: 0,
      onValue({ value, meta }) {
        keep(value, meta)
        return undefined
      },
    })
    if (leader) tally.shared(call, plan.namespace, leader)
    else tally.miss(call, plan.namespace, fresh.length)
    const reply = (await coming) as ValueReply<'embeddings'>
    const vectors = vectorsOf(reply.value, fresh.length)
    const cache: ReplyMeta['cache'] = leader ? 'shared' : plan.refresh ? 'refresh' : 'miss'
    return { reply, cache, vectors: vectors && new Map(fresh.map(([key], at) => [key, vectors[at] as Vector])) }

    /** What a batch cost is told of it as a whole: each input is charged by its length. */
    function keep(value: Vectors, meta: ReplyMeta): void {
      const vectors = vectorsOf(value, fresh.length)
      if (vectors === undefined || typeof value.model !== 'string') return
      const total = fresh.reduce((sum, [, input]) => sum + input.length, 0)
      fresh.forEach(([key, input], at) => {
        const tokens = Math.round(((value.usage?.prompt_tokens ?? 0) * input.length) / Math.max(1, total))
        const facts = { at: clock.date(), ttlMs: plan.ttlMs, tookMs: clock.now() - startedAt, meta: lasting(meta), usage: usageOf(tokens) }
        store.put(call, key, facts, 'value', JSON.stringify({ model: value.model, embedding: vectors[at] }), { ...plan, staleMs: 0 })
      })
    }
  }
}

/** The inputs of a body, each as a body of its own would have it: a text, or a list of tokens. */
function inputsOf(input: Input): Input[] {
  return Array.isArray(input) && typeof input[0] !== 'number' ? (input as Input[]) : [input]
}

function asking(call: EmbeddingsCall, input: Input): EmbeddingsCall {
  return { ...call, body: { ...call.body, input } }
}

/** In the order of what was asked for; `undefined` where it is not an answer to that. */
function vectorsOf({ data }: Vectors, count: number): Vector[] | undefined {
  if (!Array.isArray(data) || data.length !== count) return undefined
  const vectors = new Array<Vector | undefined>(count)
  for (const { index, embedding } of data) vectors[index] = isVector(embedding) ? embedding : undefined
  return vectors.length === count && Array.from(vectors).every((vector) => vector !== undefined) ? (vectors as Vector[]) : undefined
}

/** Numbers, or base64. */
function isVector(value: unknown): value is Vector {
  return (typeof value === 'string' || Array.isArray(value)) && value.length > 0
}

function malformed({ value, meta }: ValueReply<'embeddings'>, count: number): GatewayError {
  const message = `the answer has not the ${count} embeddings that were asked for`
  return new GatewayError({ reason: 'malformed_response', message, target: meta.target, body: { object: value.object, model: value.model } })
}

/** One answer of what was known and what was asked for; its usage is that of what was asked for. */
function together(
  { scope }: EmbeddingsCall,
  keys: readonly string[],
  known: ReadonlyMap<string, Known>,
  asked: (ValueReply<'embeddings'> & { readonly vectors: ReadonlyMap<string, Vector> }) | undefined,
): ValueReply<'embeddings'> {
  const entries = [...known.values()]
  const [first] = entries
  const data = keys.map((key, index) => ({ object: 'embedding' as const, index, embedding: ownOf((asked?.vectors.get(key) ?? known.get(key)?.vector) as Vector) }))
  const value = { object: 'list' as const, data, model: asked?.value.model ?? first?.model ?? '', usage: asked?.value.usage ?? { prompt_tokens: 0, total_tokens: 0 } }
  const saved = savedOf(entries.map(({ entry }) => entry))
  if (asked) return { stream: false, value: { ...asked.value, ...value }, meta: { ...asked.meta, saved } }
  const cachedAt = Math.min(...entries.map(({ entry }) => entry.at))
  const meta = { ...(first as Known).entry.meta, cache: 'hit' as const, cachedAt, ageMs: Math.max(0, scope.clock.date() - cachedAt), saved }
  return { stream: false, value, meta }
}

/** An input that was named twice has two vectors: what becomes of one is nothing to the other. */
function ownOf(vector: Vector): Vector {
  return Array.isArray(vector) ? [...vector] : vector
}

function savedOf(entries: readonly Entry[]): Usage {
  return usageOf(entries.reduce((sum, { usage }) => sum + (typeof usage?.inputTokens === 'number' ? usage.inputTokens : 0), 0))
}

function usageOf(inputTokens: number): Usage {
  return { inputTokens, outputTokens: 0, totalTokens: inputTokens, cachedTokens: 0, reasoningTokens: 0 }
}
