/** A check of what a text is about, by how near it is to examples. */
import { checkNumber, checkObject, checkString } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import { isFields } from '../operations/fold-fields.ts'
import { askAddress } from './asked.ts'
import type { Check, CheckContext, CheckOptions, Content, Judgement } from './check.ts'
import { failed, madeCheck } from './made-check.ts'
import { checkNames } from './names.ts'
import { checkCheck } from './options.ts'

export interface TopicOptions extends CheckOptions {
  /** Makes one vector of each text: the address of an embedding model, or a function of your own. */
  readonly embed: string | ((texts: string[], signal: AbortSignal) => Promise<number[][]>)
  /** Examples of what a text may be about, by topic: it must be near one of them. @default anything */
  readonly allow?: Readonly<Record<string, readonly string[]>> | undefined
  /** Examples of what it must not be about: it must be near none. @default nothing */
  readonly deny?: Readonly<Record<string, readonly string[]>> | undefined
  /** Near is a cosine of at least this, from 0 to 1. It depends on the model, so try: 0.3 to 0.5 is usual for short examples. */
  readonly threshold: number
}

/**
 * Fails where a text is about what it must not be, or not about what it may be. By default it sees what the user said last. A long text
 * is looked at in pieces: one that is near a denied topic is enough, and one that is near an allowed one. The examples are embedded with the first
 * call, and their vectors kept.
 *
 * @throws ConfigError
 * @example
 * import { topic } from 'zerohop'
 *
 * const cooking = topic({
 *   embed: 'openai/text-embedding-3-small',
 *   allow: { cooking: ['How do I boil rice?', 'What goes with salmon?'] },
 *   deny: { medicine: ['Which pills help against a headache?'] },
 *   threshold: 0.4,
 * })
 */
export function topic(options: TopicOptions): Check {
  checkCheck('topic', options, ['embed', 'allow', 'deny', 'threshold'])
  const { embed, threshold } = options
  if (typeof embed !== 'function') checkString('topic.embed', embed ?? '')
  checkNumber('topic.threshold', threshold ?? null, { max: 1 })
  const examples = [...examplesOf('allow', options), ...examplesOf('deny', options)]
  if (examples.length === 0) throw new ConfigError('topic', "needs 'allow' or 'deny'")
  const hasAllowed = examples.some(({ list }) => list === 'allow')
  let known: readonly Float64Array[] | undefined
  return madeCheck(options, { name: 'topic', side: 'input', parts: ['user'], messages: 'last', addresses: typeof embed === 'string' ? [embed] : undefined, judge })

  function judge({ parts }: Content, context: CheckContext): Judgement | Promise<Judgement> {
    const pieces = parts.flatMap(({ text }) => piecesOf(text))
    return pieces.length === 0 || compared(pieces, context)
  }

  async function compared(pieces: readonly string[], context: CheckContext): Promise<Judgement> {
    if (pieces.length > MAX_PIECES) throw new RangeError(`the text has more than ${MAX_PIECES} pieces of ${PIECE} characters`)
    const texts = known === undefined ? examples.map(({ text }) => text) : []
    const vectors = await vectorsOf([...texts, ...pieces], context)
    const near = (known ??= vectors.slice(0, examples.length))
    const best = { allow: { score: -1, topic: '' }, deny: { score: -1, topic: '' } }
    for (const piece of vectors.slice(texts.length)) {
      examples.forEach(({ list, topic }, at) => {
        const score = cosine(piece, near[at] as Float64Array)
        if (score > best[list].score) best[list] = { score, topic }
      })
    }
    const scored = (score: number): { score: number } => ({ score: Math.max(0, Math.min(1, score)) })
    if (best.deny.score >= threshold) return failed(`is about '${best.deny.topic}'`, scored(best.deny.score))
    if (hasAllowed && best.allow.score < threshold) return failed('is about none of the topics that are allowed', scored(best.allow.score))
    return { verdict: 'pass', ...scored(hasAllowed ? best.allow.score : best.deny.score) }
  }

  async function vectorsOf(texts: string[], context: CheckContext): Promise<readonly Float64Array[]> {
    const list: unknown = typeof embed === 'function' ? await embed(texts, context.signal) : embeddingsOf(await askAddress('embeddings', { model: embed, input: texts }, context))
    if (!Array.isArray(list) || list.length !== texts.length) throw new TypeError('the embedder did not make one vector of each text')
    return list.map(unitVector)
  }
}

const PIECE = 4_000
const MAX_PIECES = 64

interface Example {
  readonly list: 'allow' | 'deny'
  readonly topic: string
  readonly text: string
}

function examplesOf(list: 'allow' | 'deny', options: TopicOptions): Example[] {
  const topics = options[list]
  if (topics === undefined) return []
  checkObject(`topic.${list}`, topics)
  return Object.entries(topics).flatMap(([topic, texts]) => {
    checkNames(`topic.${list}.${topic}`, texts)
    return texts.map((text) => ({ list, topic, text }))
  })
}

function piecesOf(text: string): string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length; at += PIECE) pieces.push(text.slice(at, at + PIECE))
  return pieces.filter((piece) => piece.trim() !== '')
}

/** In the order of the texts, wherever the provider put them. */
function embeddingsOf(answer: unknown): unknown {
  const data: unknown = isFields(answer) ? answer['data'] : undefined
  if (!Array.isArray(data)) return undefined
  const rows = data.filter(isFields)
  return rows.every(({ index }) => typeof index === 'number') ? rows.toSorted((a, b) => (a['index'] as number) - (b['index'] as number)).map(({ embedding }) => embedding) : rows.map(({ embedding }) => embedding)
}

/** Of length 1, so that a product is a cosine. */
function unitVector(vector: unknown): Float64Array {
  const list: readonly unknown[] = Array.isArray(vector) ? vector : ArrayBuffer.isView(vector) && !(vector instanceof DataView) ? Array.from(vector as Float32Array) : []
  const length = Math.sqrt(list.reduce<number>((sum, one) => sum + (typeof one === 'number' ? one * one : Number.NaN), 0))
  if (!(length > 0 && length < Infinity)) throw new TypeError('the embedder gave a vector that points nowhere')
  return Float64Array.from(list as readonly number[], (one) => one / length)
}

function cosine(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) throw new TypeError('the embedder gave vectors of different lengths')
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number)
  return sum
}
