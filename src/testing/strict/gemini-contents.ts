/** Contents of a Gemini request: roles, parts with exactly one datum each, and function calls answered in the next turn. */
import { dataFields } from './gemini-messages.ts'
import type { GeminiContext } from './gemini-rules.ts'
import { type Faults, isObject, type Json, listOf, objectsOf } from './json.ts'

export function* contentFaults({ contents }: Json, at: string, { model }: GeminiContext): Faults {
  const turns = objectsOf(contents)
  if (turns.length === 0) return yield `* ${at}.contents: contents is not specified`
  for (const [index, turn] of turns.entries()) yield* partFaults(turn, `${at}.contents[${index}]`)
  for (const { role } of turns) {
    if (role !== undefined && role !== 'user' && role !== 'model') yield 'Please use a valid role: user, model.'
  }
  yield* pairFaults(turns)
  if (!model.takesPrefill && turns.at(-1)?.role === 'model') yield 'Requests ending with a model turn are not supported unless the last part is a function response.'
  if (model.readsMediaOfResults) return
  for (const turn of turns) if (objectsIn(turn, 'functionResponse').some(({ parts }) => listOf(parts).length > 0)) yield 'Multimodal function responses are not supported for this model.'
}

export function* partFaults({ parts }: Json, at: string): Faults {
  if (listOf(parts).length === 0) return yield `* ${at}.parts: contents.parts must not be empty.`
  for (const [index, part] of objectsOf(parts).entries()) yield* onePartFaults(part, `${at}.parts[${index}]`)
}

function* onePartFaults(part: Json, at: string): Faults {
  const isEmptyText = part.text === '' && part.thoughtSignature === undefined
  if (isEmptyText || !dataFields.some((field) => part[field] !== undefined)) {
    yield `* ${at}.data: required oneof field 'data' must have one initialized field`
  }
  if (isObject(part.functionCall) && !part.functionCall.name) yield `* ${at}.function_call.name: Name cannot be empty.`
  if (isObject(part.functionResponse)) {
    if (!part.functionResponse.name) yield `* ${at}.function_response.name: Name cannot be empty.`
    if (part.functionResponse.response === undefined) yield `* ${at}.function_response.response: Struct must be set.`
  }
  if (isObject(part.inlineData)) yield* blobFaults(part.inlineData, `${at}.inline_data`)
  if (isObject(part.fileData)) yield* fileFaults(part.fileData, `${at}.file_data`)
}

function* blobFaults({ mimeType, data }: Json, at: string): Faults {
  if (!mimeType) yield `* ${at}.mime_type: mime_type is required`
  if (!data) yield `* ${at}.data: data is required`
  if (typeof mimeType === 'string' && mimeType !== '' && !supported.test(mimeType)) yield `Unsupported MIME type: ${mimeType}`
}

const supported =
  /^(?:image\/(?:png|jpeg|jpg|webp|heic|heif)|audio\/(?:wav|x-wav|mp3|mpeg|aiff|aac|ogg|opus|flac|mp4|m4a|webm|l16|pcm)|video\/[\w.+-]+|text\/[\w.+-]+|application\/(?:pdf|json|rtf|xml|x-javascript|javascript|x-python|x-python-code))(?:;.*)?$/

function* fileFaults({ fileUri }: Json, at: string): Faults {
  if (!fileUri) return yield `* ${at}.file_uri: file_uri is required`
  if (!/^(?:https?|gs):\/\/\S+$/.test(String(fileUri)) && !/^files\/\S+$/.test(String(fileUri))) yield `Invalid or unsupported file uri: ${String(fileUri)}`
}

const callFirst = 'Please ensure that function call turn comes immediately after a user turn or after a function response turn.'
const responseFirst = 'Please ensure that function response turn comes immediately after a function call turn.'
const sameNumber = 'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.'

function* pairFaults(turns: readonly Json[]): Faults {
  for (const [at, turn] of turns.entries()) {
    const calls = objectsIn(turn, 'functionCall')
    const answers = objectsIn(turn, 'functionResponse')
    const before = turns[at - 1]
    const asked = before === undefined ? [] : objectsIn(before, 'functionCall')
    if (calls.length > 0 && (before === undefined || before.role === 'model')) yield callFirst
    if (answers.length > 0 && asked.length === 0) yield responseFirst
    else if (answers.length !== asked.length) yield sameNumber
    else yield* matchFaults(asked, answers)
  }
}

/** Each answer is to a call of the turn before it: by id where it has one, else by name. */
function* matchFaults(asked: readonly Json[], answers: readonly Json[]): Faults {
  const open = [...asked]
  for (const { id, name } of answers) {
    const found = open.findIndex((call) => (id === undefined || call.id === undefined ? call.name === name : call.id === id && call.name === name))
    if (found === -1) yield `${responseFirst} No function call${id === undefined ? '' : ` with id '${String(id)}'`} named '${String(name)}' precedes it.`
    else open.splice(found, 1)
  }
}

export function objectsIn({ parts }: Json, field: string): readonly Json[] {
  return objectsOf(parts).flatMap((part) => (isObject(part[field]) ? [part[field]] : []))
}
