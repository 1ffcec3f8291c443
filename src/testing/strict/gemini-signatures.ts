/** Thought signatures: there where Gemini 3 needs them, and only such as were handed out, where they were. */
import { objectsIn } from './gemini-contents.ts'
import type { GeminiContext } from './gemini-rules.ts'
import { type Faults, isObject, type Json, objectsOf } from './json.ts'

/** Documented stand-ins for calls that Gemini did not make. */
export const dummySignatures = ['context_engineering_is_the_way_to_go', 'skip_thought_signature_validator']

export function* signatureFaults(contents: readonly Json[], { model, issued }: GeminiContext): Faults {
  if (model.needsSignatures) yield* missingFaults(contents)
  if (issued === undefined) return
  for (const content of contents) {
    for (const part of objectsOf(content.parts)) {
      const { thoughtSignature: signature } = part
      if (typeof signature !== 'string' || dummySignatures.includes(signature)) continue
      if (issued.get(signature) !== kindOf(part)) yield 'Thought signature is not valid.'
    }
  }
}

/** The first call of each step since the user last spoke; earlier turns are not looked at. */
function* missingFaults(contents: readonly Json[]): Faults {
  const spoken = contents.findLastIndex((content) => content.role !== 'model' && objectsIn(content, 'functionResponse').length === 0)
  for (const [at, content] of contents.entries()) {
    if (at <= spoken || content.role !== 'model') continue
    const first = objectsOf(content.parts).find((part) => isObject(part.functionCall))
    if (first === undefined || first.thoughtSignature) continue
    const name = isObject(first.functionCall) ? String(first.functionCall.name) : ''
    yield `Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. Additional data, function call \`default_api:${name}\` , position ${at + 1}. Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more details.`
  }
}

/** What a signature stands on, the call itself included: it is bound to it. */
export function kindOf(part: Json): string {
  if (!isObject(part.functionCall)) return part.thought === true ? 'thought' : 'text'
  return `functionCall ${String(part.functionCall.name)} ${JSON.stringify(part.functionCall.args ?? {})}`
}
