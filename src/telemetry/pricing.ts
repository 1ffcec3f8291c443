/** What tokens cost: the rates of a price, held against the usage an answer tells. */
import type { Price } from '../core/model-facts.ts'
import type { Cost, UsageRecord } from '../core/record.ts'
import type { Usage } from '../core/usage.ts'

/** US dollars per million tokens, by how much is asked and how it is served. */
export interface FullPrice extends Price {
  /** Other rates for the whole request where its prompt is longer than this. Of several that fit, the highest. */
  readonly tiers?: readonly PriceTier[] | undefined
  /** Other rates by how the provider says it served the request; or a factor on all of them. @default unknown: such a request has no price */
  readonly flex?: number | Partial<Price> | undefined
  readonly priority?: number | Partial<Price> | undefined
  readonly batch?: number | Partial<Price> | undefined
}

export interface PriceTier extends Partial<Price> {
  /** Tokens of the prompt, cached ones included. */
  readonly aboveInputTokens: number
}

/** Everything in full; what was not told is 0. */
export function fullUsage(usage: Usage): UsageRecord {
  return {
    inputTokens: count(usage.inputTokens),
    outputTokens: count(usage.outputTokens),
    totalTokens: count(usage.totalTokens),
    cachedTokens: count(usage.cachedTokens),
    reasoningTokens: count(usage.reasoningTokens),
    cacheWriteTokens: count(usage.cacheWriteTokens),
    cacheWriteHourTokens: count(usage.cacheWriteHourTokens),
    cachedAudioTokens: count(usage.cachedAudioTokens),
    audioInputTokens: count(usage.audioInputTokens),
    audioOutputTokens: count(usage.audioOutputTokens),
    imageInputTokens: count(usage.imageInputTokens),
    imageOutputTokens: count(usage.imageOutputTokens),
    searches: count(usage.searches),
    tier: typeof usage.tier === 'string' ? usage.tier : null,
  }
}

/** Usage comes from outside: what is no number counts as nothing. */
function count(value: unknown): number {
  return typeof value === 'number' && value > 0 && value < Infinity ? value : 0
}

/** Nobody knows. */
export const UNKNOWN_COST: Cost = { total: null, input: null, cachedInput: null, cacheWrite: null, output: null, reasoning: null, audio: null, image: null, requests: null, price: null, isPartial: true }

/** Nothing was asked of anybody who is paid. */
export const NO_COST: Cost = { total: 0, input: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0, audio: 0, image: 0, requests: 0, price: null, isPartial: false }

/** `name` is whose price it is. Unknown where the request was served in a way that has no rate; partial where searches have none. */
export function costOf(usage: UsageRecord, price: FullPrice, name: string): Cost {
  const rates = ratesFor(usage, price)
  if (rates === undefined) return UNKNOWN_COST
  const { input, output, cachedInput = input, cacheWrite = input } = rates
  const { cacheWriteHour = cacheWrite, reasoning: thought = output, audioInput = input, cachedAudio = cachedInput, audioOutput = output, imageInput = input, imageOutput = output, searches } = rates
  const sent = new Portions(usage.inputTokens)
  const heardBefore = sent.take(usage.cachedAudioTokens)
  const readBefore = sent.take(usage.cachedTokens - heardBefore)
  const hourly = sent.take(usage.cacheWriteHourTokens)
  const written = sent.take(usage.cacheWriteTokens - hourly)
  const heard = sent.take(usage.audioInputTokens - heardBefore)
  const seen = sent.take(usage.imageInputTokens)
  const said = new Portions(usage.outputTokens)
  const reasoned = said.take(usage.reasoningTokens)
  const spoken = said.take(usage.audioOutputTokens)
  const drawn = said.take(usage.imageOutputTokens)
  const parts = {
    input: (sent.left * input) / MILLION,
    cachedInput: (readBefore * cachedInput) / MILLION,
    cacheWrite: (written * cacheWrite + hourly * cacheWriteHour) / MILLION,
    output: (said.left * output) / MILLION,
    reasoning: (reasoned * thought) / MILLION,
    audio: (heard * audioInput + heardBefore * cachedAudio + spoken * audioOutput) / MILLION,
    image: (seen * imageInput + drawn * imageOutput) / MILLION,
    requests: usage.searches === 0 ? 0 : searches === undefined ? null : (usage.searches * searches) / 1000,
  }
  let total = 0
  for (const part of Object.values(parts)) total += part ?? 0
  return { total, ...parts, price: name, isPartial: parts.requests === null }
}

const MILLION = 1_000_000

/** A number of tokens that is dealt out, and never more than there is: what is cached and an image is paid for once. */
class Portions {
  left: number

  constructor(tokens: number) {
    this.left = tokens
  }

  take(tokens: number): number {
    const taken = Math.max(0, Math.min(tokens, this.left))
    this.left -= taken
    return taken
  }
}

/** The rates for a prompt of this length, served like this. */
function ratesFor({ inputTokens, tier }: UsageRecord, price: FullPrice): Price | undefined {
  let long: PriceTier | undefined
  for (const one of price.tiers ?? []) if (inputTokens > one.aboveInputTokens && (long === undefined || one.aboveInputTokens > long.aboveInputTokens)) long = one
  const rates: Price = long === undefined ? price : { ...price, ...long }
  if (tier !== 'flex' && tier !== 'priority' && tier !== 'batch') return rates
  const special = price[tier]
  if (special === undefined) return undefined
  return typeof special === 'number' ? scaled(rates, special) : { ...rates, ...special }
}

/** All rates but that of a search, which is paid by the piece. */
function scaled(rates: Price, factor: number): Price {
  const { input, output, cachedInput, cacheWrite, cacheWriteHour, reasoning, audioInput, cachedAudio, audioOutput, imageInput, imageOutput, searches } = rates
  const by = (rate: number | undefined): number | undefined => (rate === undefined ? undefined : rate * factor)
  return {
    input: input * factor,
    output: output * factor,
    cachedInput: by(cachedInput),
    cacheWrite: by(cacheWrite),
    cacheWriteHour: by(cacheWriteHour),
    reasoning: by(reasoning),
    audioInput: by(audioInput),
    cachedAudio: by(cachedAudio),
    audioOutput: by(audioOutput),
    imageInput: by(imageInput),
    imageOutput: by(imageOutput),
    searches,
  }
}
