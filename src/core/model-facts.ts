/** What is known of a model before it is asked: what it can do, how much it takes, what it costs. */

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
}

/** The facts of `provider/model`. */
export type FactsOf = (address: string) => ModelFacts
