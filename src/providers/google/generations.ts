/** What a Gemini model's name tells: its generation decides how it thinks and which parameters it takes. */

export interface Generation {
  /** 2.5, 3.1 …; `Infinity` for an alias of the newest (`gemini-flash-latest`); 0 where the name tells nothing. */
  readonly version: number
  readonly lite: boolean
  readonly pro: boolean
  /** False for models that answer in speech or images alone and know no thinking. */
  readonly thinks: boolean
  /** What else than text it answers in. */
  readonly answersIn: 'text' | 'sound' | 'images'
  /** True for speech models: they answer in sound alone. */
  readonly isSpeech: boolean
}

/** Names outside the family (Gemma, tuned models) tell nothing: nothing is then assumed. */
export function generationOf(model: string): Generation {
  const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase()
  const version = versionIn(name)
  const speaks = /-(?:tts|live|native-audio|embedding)/.test(name) || (version < 3 && name.includes('-image'))
  const answersIn = name.includes('-image') ? 'images' : /-(?:tts|live|native-audio)/.test(name) ? 'sound' : 'text'
  return { version, lite: name.includes('-lite'), pro: name.includes('-pro'), thinks: version >= 2.5 && !speaks, answersIn, isSpeech: /-tts\b/.test(name) }
}

function versionIn(name: string): number {
  if (!name.startsWith('gemini-')) return 0
  if (name.includes('-latest')) return Infinity
  const [, digits] = /^gemini-(\d+(?:\.\d+)?)(?:-|$)/.exec(name) ?? []
  return digits === undefined ? 0 : Number(digits)
}

/** Gemini 3 and later answer 400 to a function call in the history that nobody signed. */
export function wantsSignatures({ version }: Generation): boolean {
  return version >= 3
}

/**
 * From 3.5 Flash-Lite and 3.6 on, sampling is the model's own: temperature, top-p and top-k are ignored and penalties are
 * errors.
 *
 * @see https://ai.google.dev/gemini-api/docs/generate-content/whats-new-gemini-3.6
 */
export function samplesItself({ version, lite }: Generation): boolean {
  return version >= 3.6 || (version >= 3.5 && lite)
}

/**
 * The same models answer 400 to a conversation that ends with their own words; older ones go on from there.
 *
 * @see https://ai.google.dev/gemini-api/docs/generate-content/whats-new-gemini-3.6
 */
export function refusesPrefill(model: Generation): boolean {
  return samplesItself(model)
}
