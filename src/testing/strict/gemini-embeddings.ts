/** Gemini's embedding requests: each names its model and has something to embed. */
import { partFaults } from './gemini-contents.ts'
import { numberOf } from './gemini-json.ts'
import type { GeminiContext } from './gemini-rules.ts'
import { type Faults, isObject, type Json, objectsOf } from './json.ts'

export function* embedFaults(read: Json, message: string, context: GeminiContext): Faults {
  if (message === 'EmbedContentRequest') return yield* oneFaults(read, message)
  const requests = objectsOf(read.requests)
  if (requests.length === 0) yield `* ${message}.requests: requests must not be empty`
  if (requests.length > 100) yield `* ${message}.requests: at most 100 requests can be in one batch`
  for (const [at, request] of requests.entries()) {
    const path = `${message}.requests[${at}]`
    if (request.model === undefined) yield `* ${path}.model: model is required`
    else if (request.model !== `models/${context.model.id}`) yield `* ${path}.model: the model for each request must match the model in the parent request`
    yield* oneFaults(request, path)
  }
}

function* oneFaults({ content, outputDimensionality, title, taskType }: Json, at: string): Faults {
  if (!isObject(content)) return yield `* ${at}.content: content is required`
  yield* partFaults(content, `${at}.content`)
  if (outputDimensionality !== undefined && numberOf(outputDimensionality) < 1) yield `* ${at}.output_dimensionality: must be positive`
  if (title !== undefined && taskType !== 'RETRIEVAL_DOCUMENT') yield `* ${at}.title: title is only applicable when task_type is RETRIEVAL_DOCUMENT`
}
