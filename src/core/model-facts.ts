/** What is known of a model before it is asked: what it can do, how much it takes, what it costs. */
import type { Call } from './call.ts'
import { checkNumber, checkOptions, show } from './check.ts'
import { ConfigError } from './error.ts'

/** Whatever is absent is unknown, and unknown is no obstacle. */
export interface ModelFacts {
  /** Tokens of prompt and answer together. */
  readonly contextWindow?: number | undefined
  /** Tokens of an answer. */
  readonly maxOutputTokens?: number | undefined
  /** Takes images. */
  readonly vision?: boolean | undefined
  /** Takes sound. */
  readonly audio?: boolean | undefined
  /** Takes PDFs and other files. */
  readonly documents?: boolean | undefined
  readonly tools?: boolean | undefined
  /** Answers by a JSON schema. */
  readonly jsonSchema?: boolean | undefined
  readonly price?: Price | undefined
}

/** US dollars per million tokens. A price of 0 is free; an absent one is unknown. */
export interface Price {
  readonly input: number
  readonly output: number
  /** @default input */
  readonly cachedInput?: number | undefined
  /** @default input */
  readonly cacheWrite?: number | undefined
  /** Of what is kept for an hour. @default cacheWrite */
  readonly cacheWriteHour?: number | undefined
  /** @default output */
  readonly reasoning?: number | undefined
  /** @default input */
  readonly audioInput?: number | undefined
  /** @default cachedInput */
  readonly cachedAudio?: number | undefined
  /** @default output */
  readonly audioOutput?: number | undefined
  /** @default input */
  readonly imageInput?: number | undefined
  /** @default output */
  readonly imageOutput?: number | undefined
  /** US dollars for a thousand searches of the web that the provider makes by itself. @default unknown */
  readonly searches?: number | undefined
}

/** The facts of `provider/model`. */
export type FactsOf = (address: string) => ModelFacts

/** What is known of models beyond the config. Routes that choose by it bring it; a gateway without one need not carry it. */
export interface Knowledge {
  /** What is published of a model's family; `{}` where nothing is. */
  readonly familyOf: (model: string) => ModelFacts
  /** Says why a model with these facts cannot do a call; `undefined` where nothing that is known of it could forbid any. */
  readonly fitOf: (facts: ModelFacts) => ((call: Call) => string | undefined) | undefined
}

/** How many tokens a text has, at least roughly. It is asked for every text of a prompt whose length matters. */
export type TokenEstimator = (text: string) => number

const numbers = ['contextWindow', 'maxOutputTokens'] as const
const abilities = ['vision', 'audio', 'documents', 'tools', 'jsonSchema'] as const
export const priceNames = [
  'input', 'output', 'cachedInput', 'cacheWrite', 'cacheWriteHour', 'reasoning', 'audioInput', 'cachedAudio', 'audioOutput', 'imageInput', 'imageOutput', 'searches',
] as const

/** Throws `ConfigError` for the first fact that is none. */
export function checkModels(path: string, models: Readonly<Record<string, ModelFacts>>): void {
  checkOptions(path, models, Object.keys(models ?? {}))
  for (const [name, facts] of Object.entries(models)) {
    const at = `${path}['${name}']`
    if (name.indexOf('*') !== -1 && name.indexOf('*') !== name.length - 1) throw new ConfigError(at, "may have a '*' only at its end")
    checkOptions(at, facts, [...numbers, ...abilities, 'price'])
    for (const fact of numbers) checkNumber(`${at}.${fact}`, facts[fact], { min: 1 })
    for (const fact of abilities) {
      const value: unknown = facts[fact]
      if (value !== undefined && typeof value !== 'boolean') throw new ConfigError(`${at}.${fact}`, `must be true or false, got ${show(value)}`)
    }
    if (facts.price !== undefined) checkPrice(`${at}.price`, facts.price)
  }
}

function checkPrice(path: string, price: Price): void {
  checkOptions(path, price, priceNames)
  for (const name of ['input', 'output'] as const) if (price[name] === undefined) throw new ConfigError(`${path}.${name}`, 'is missing: 0 where it is free')
  for (const name of priceNames) checkNumber(`${path}.${name}`, price[name])
}
