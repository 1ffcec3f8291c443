/** The texts of operations that take one text or several: embeddings, the counting of tokens, and what passes untranslated. */
import type { Body } from '../../core/operation.ts'
import { type Fields, isFields } from '../fold-fields.ts'
import { responsesTexts } from './responses-texts.ts'
import type { PartKind, Rewrite, Texts } from './texts.ts'
import { mapped, type Place, text, withFields } from './walk.ts'

/** A text, several, or tokens, which nobody can read here. */
export const embeddingsTexts: Texts<'embeddings'> = {
  input: (body, rewrite) => withFields(body as unknown as Fields, { input: listed(body.input, { kind: 'user', path: 'input', isLast: true, choice: 0 }, rewrite) }) as unknown as Body<'embeddings'>,
}

/** The same request, for which an answer would be made. */
export const inputTokensTexts: Texts<'input_tokens'> = {
  input: (body, rewrite) => responsesTexts.input(body as unknown as Body<'responses'>, rewrite) as unknown as Body<'input_tokens'>,
}

/** What endpoints that are not translated take as text. Their answers pass as they are: many are no text at all. */
const ASKED: ReadonlyArray<readonly [name: string, kind: PartKind]> = [
  ['prompt', 'user'],
  ['input', 'user'],
  ['instructions', 'system'],
]

export const passthroughTexts: Texts<'passthrough'> = {
  input(body, rewrite) {
    const { payload } = body as unknown as Fields
    if (!isFields(payload) || Object.getPrototypeOf(payload) !== Object.prototype) return body // a form, bytes or a stream
    const changed: Fields = {}
    for (const [name, kind] of ASKED) if (name in payload) changed[name] = listed(payload[name], { kind, path: `payload.${name}`, isLast: kind === 'user', choice: 0 }, rewrite)
    return withFields(body as unknown as Fields, { payload: withFields(payload, changed) }) as unknown as Body<'passthrough'>
  },
}

/** Nothing to read: a list of models. */
export const noTexts: Texts = { input: (body) => body }

function listed(value: unknown, place: Place, rewrite: Rewrite): unknown {
  if (!Array.isArray(value)) return text(value, place, rewrite)
  return mapped(value as unknown[], (one, at) => text(one, { ...place, path: `${place.path}[${at}]` }, rewrite))
}
