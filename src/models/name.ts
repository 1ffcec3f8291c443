/** The name of a model, whoever hosts it and however it is written there, as words that can be compared. */

/** Longer names are no model's. */
const MAX_NAME = 200

/**
 * `us.anthropic.claude-3-5-sonnet-20241022-v2:0`, `anthropic/claude-3.5-sonnet` and `claude-3-5-sonnet` all begin with
 * `claude`, `3`, `5`, `sonnet`.
 */
export function wordsOf(model: string): readonly string[] {
  if (model.length > MAX_NAME) return []
  const path = model.toLowerCase().replace(/^ft:/, '')
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/^(?:[a-z-]+\.)+(?=[a-z])/, '')
  return name.replace(/\bv(\d+)p(\d+)\b/, '$1-$2').match(/[a-z]+|\d+/g) ?? []
}

/** The beginnings of a name, the longest first: none that would cut a version off, for `gpt-5.3` is no `gpt-5`. */
export function* beginningsOf(words: readonly string[]): Generator<string> {
  for (let end = Math.min(words.length, MAX_WORDS); end > 0; end--) {
    if (!isVersion(words[end], words[end + 1])) yield words.slice(0, end).join('-')
  }
}

/** No family's name is longer. */
const MAX_WORDS = 12

/** `5` in `claude-3-5`, but neither the size in `llama-3-8b` nor the date in `gpt-4-0613`. */
function isVersion(word: string | undefined, after: string | undefined): boolean {
  return word !== undefined && /^\d{1,2}$/.test(word) && !(after !== undefined && SIZES.has(after))
}

/** Billions of weights, experts times billions, thousands of tokens. */
const SIZES = new Set(['b', 'x', 'k', 'e', 'm'])
