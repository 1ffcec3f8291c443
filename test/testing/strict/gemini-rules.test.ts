/** Every rule of the Gemini API: a request it refuses, in its words, and the nearest one it takes. */
import { describe, expect, it } from 'vitest'
import { checkGeminiRequest, type GeminiTarget } from '../../../src/testing/strict/index.ts'

type Body = Record<string, unknown>

const user = (...parts: readonly Body[]): Body => ({ role: 'user', parts })
const model = (...parts: readonly Body[]): Body => ({ role: 'model', parts })
const text = (words: string, more: Body = {}): Body => ({ text: words, ...more })
const call = (name: string, more: Body = {}): Body => ({ functionCall: { name, args: {} }, ...more })
const answer = (name: string, more: Body = {}): Body => ({ functionResponse: { name, response: { ok: true }, ...more } })
const turn = (...contents: readonly Body[]): Body => ({ contents })
const config = (generationConfig: Body): Body => ({ generationConfig })
const declare = (...functionDeclarations: readonly Body[]): Body => ({ tools: [{ functionDeclarations }] })
const parameters = (schema: Body): Body => declare({ name: 'f', parameters: schema })
const object = (properties: Body, more: Body = {}): Body => ({ type: 'OBJECT', properties, ...more })
const fields = 'GenerateContentRequest'
const declared = `${fields}.tools[0].function_declarations[0]`
const f = declare({ name: 'f' })
const choose = (functionCallingConfig: Body): Body => ({ ...f, toolConfig: { functionCallingConfig } })
const signature = Buffer.from('issued').toString('base64')
const signed = { thoughtSignature: signature }
const unknown = (name: string, at?: string): string => `Invalid JSON payload received. Unknown name "${name}"${at === undefined ? '' : ` at '${at}'`}: Cannot find field.`
const pro = { model: 'gemini-2.5-pro' }
const lite = { model: 'gemini-3.5-flash-lite' }
const flash = { model: 'gemini-3.8-flash' }
const argon = { model: 'gemini-4-argon' }

function check(patch: Body, target: Partial<GeminiTarget> = {}): string | undefined {
  const base = { contents: [user(text('Hi'))] }
  const asked = { model: 'gemini-2.5-flash', method: 'generateContent', issued: new Map([[signature, 'functionCall f {}']]), ...target }
  return checkGeminiRequest(JSON.parse(JSON.stringify({ ...base, ...patch })), asked, { 'x-goog-api-key': 'any' })?.message
}

/** What it is about; a bad patch of the request; the refusal, or how it begins; a good patch; the target, of both or of each. */
type Target = Partial<GeminiTarget>
type Case = readonly [rule: string, bad: Body, words: string | RegExp, good: Body, target?: Target, goodTarget?: Target]

const payload: readonly Case[] = [
  ['no unknown field', { model_name: 'a' }, unknown('model_name'), { model: 'models/gemini-2.5-flash' }],
  ['no OpenAI field', { messages: [] }, unknown('messages'), {}],
  ['none in the settings', config({ max_tokens: 5 }), unknown('max_tokens', 'generation_config'), config({ maxOutputTokens: 5 })],
  ['none in a part', turn(user({ text: 'Hi', type: 'text' })), unknown('type', 'contents[0].parts[0]'), turn(user({ text: 'Hi', thought: false }))],
  ['none in a call', turn(user(text('Hi')), model({ functionCall: { name: 'f', args: {}, thoughtSignature: 'a' } })), unknown('thoughtSignature', 'contents[1].parts[0].function_call'), turn(user(text('Hi')), model(text('So.')))],
  ['none in a Schema', parameters(object({ a: { type: 'STRING' } }, { additionalProperties: false })), unknown('additionalProperties', 'tools[0].function_declarations[0].parameters'), parameters(object({ a: { type: 'string' } }))],
  ['none in an inner Schema', parameters(object({ a: { type: 'STRING', const: 'a' } })), unknown('const', 'tools[0].function_declarations[0].parameters.properties[0].value'), parameters(object({ a: { type: 'STRING', enum: ['a'] } }))],
  ['no references in a Schema', config({ responseMimeType: 'application/json', responseSchema: { $ref: '#/$defs/a' } }), unknown('$ref', 'generation_config.response_schema'), config({ responseMimeType: 'application/json', responseJsonSchema: { $ref: '#/$defs/a', $defs: { a: { type: 'object' } } } })],
  ['all are reported', { a: 1, b: 2 }, `${unknown('a')}\n${unknown('b')}`, {}],
  ['v1 has no system prompt', { systemInstruction: user(text('Be brief.')) }, unknown('systemInstruction'), { systemInstruction: user(text('Be brief.')) }, { apiVersion: 'v1' }, { apiVersion: 'v1beta' }],
  ['v1 has no tools', f, unknown('tools'), f, { apiVersion: 'v1' }, {}],
  ['v1 has no thinking', config({ thinkingConfig: { thinkingBudget: 1024 } }), unknown('thinkingConfig', 'generation_config'), config({ thinkingConfig: { thinkingBudget: 1024 } }), { apiVersion: 'v1' }, {}],
  ['a number is a number', config({ temperature: 'hot' }), `Invalid value at 'generation_config.temperature' (TYPE_FLOAT), "hot"`, config({ temperature: '0.5' })],
  ['an integer is whole', config({ maxOutputTokens: 1.5 }), "Invalid value at 'generation_config.max_output_tokens' (TYPE_INT32), 1.5", config({ max_output_tokens: 2 })],
  ['an enum has its values', { ...f, toolConfig: { functionCallingConfig: { mode: 'REQUIRED' } } }, `Invalid value at 'tool_config.function_calling_config.mode' (type.googleapis.com/google.ai.generativelanguage.v1beta.FunctionCallingConfig.Mode), "REQUIRED"`, choose({ mode: 'any' })],
  ['a part holds one thing', turn(user({ text: 'a', inlineData: { mimeType: 'image/png', data: 'AAAA' } })), "Invalid value at 'contents[0].parts[0]' (oneof), oneof field 'data' is already set. Cannot set 'inlineData'", turn(user(text('a'), { inlineData: { mimeType: 'image/png', data: 'AAAA' } }))],
  ['arguments are an object', turn(user(text('Hi')), model({ functionCall: { name: 'f', args: '{}' } })), `Invalid value at 'contents[1].parts[0].function_call.args' (type.googleapis.com/google.protobuf.Struct), "{}"`, turn(user(text('Hi')), model(call('f')), user(answer('f')))],
  ['a response is an object', turn(user(text('Hi')), model(call('f')), user(answer('f', { response: '72' }))), `Invalid value at 'contents[2].parts[0].function_response.response' (type.googleapis.com/google.protobuf.Struct), "72"`, turn(user(text('Hi')), model(call('f')), user(answer('f')))],
  ['data is base64', turn(user({ inlineData: { mimeType: 'image/png', data: 'data:image/png;base64,AA' } })), /^Invalid value at 'contents\[0\]\.parts\[0\]\.inline_data\.data' \(TYPE_BYTES\), Base64 decoding failed for "data:image/, turn(user({ inlineData: { mimeType: 'image/png', data: 'AAAA' } }))],
  ['a signature is base64', turn(user(text('Hi')), model(text('So.', { thoughtSignature: 'no base64!' })), user(text('Well?'))), /thought_signature' \(TYPE_BYTES\), Base64 decoding failed for "no base64!"/, turn(user(text('Hi')), model(text('So.')), user(text('Well?')))],
]

const contents: readonly Case[] = [
  ['there are contents', turn(), `* ${fields}.contents: contents is not specified\n`, turn(user(text('Hi')))],
  ['contents have parts', turn(user()), `* ${fields}.contents[0].parts: contents.parts must not be empty.\n`, turn(user(text('Hi')))],
  ['parts have something', turn(user({})), `* ${fields}.contents[0].parts[0].data: required oneof field 'data' must have one initialized field\n`, turn(user(text('Hi')))],
  ['texts say something', turn(user(text(''))), `* ${fields}.contents[0].parts[0].data: required oneof field 'data' must have one initialized field\n`, turn(user(text(' ')))],
  ['a system prompt says something', { systemInstruction: { parts: [] } }, `* ${fields}.system_instruction.parts: contents.parts must not be empty.\n`, { systemInstruction: { parts: [text('Be brief.')] } }],
  ['roles are two', turn({ role: 'assistant', parts: [text('Hi')] }), 'Please use a valid role: user, model.', turn({ parts: [text('Hi')] })],
  ['a tool has no role', turn(user(text('Hi')), model(call('f')), { role: 'function', parts: [answer('f')] }), 'Please use a valid role: user, model.', turn(user(text('Hi')), model(call('f')), user(answer('f')))],
  ['as many answers as calls', turn(user(text('Hi')), model(call('f'), call('g')), user(answer('f'))), 'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.', turn(user(text('Hi')), model(call('f'), call('g')), user(answer('f'), answer('g')))],
  ['answers in one turn', turn(user(text('Hi')), model(call('f'), call('g')), user(answer('f')), user(answer('g'))), /^Please ensure that the number of function response parts/, turn(user(text('Hi')), model(call('f'), call('g')), user(answer('g'), answer('f')))],
  ['calls are answered', turn(user(text('Hi')), model(call('f')), user(text('Well?'))), /^Please ensure that the number of function response parts/, turn(user(text('Hi')), model(call('f')), user(answer('f'), text('Well?')))],
  ['answers follow calls', turn(user(text('Hi')), model(text('So.')), user(answer('f'))), 'Please ensure that function response turn comes immediately after a function call turn.', turn(user(text('Hi')), model(text('So.'), call('f')), user(answer('f')))],
  ['calls follow the user', turn(model(call('f')), user(answer('f'))), 'Please ensure that function call turn comes immediately after a user turn or after a function response turn.', turn(user(text('Hi')), model(call('f')), user(answer('f')))],
  ['calls do not follow the model', turn(user(text('Hi')), model(text('So.')), model(call('f')), user(answer('f'))), 'Please ensure that function call turn comes immediately after a user turn or after a function response turn.', turn(user(text('Hi')), model(text('So.'), call('f')), user(answer('f')))],
  ['answers are the call’s', turn(user(text('Hi')), model(call('f')), user(answer('call_1'))), /named 'call_1' precedes it\.$/, turn(user(text('Hi')), model(call('f')), user(answer('f')))],
  ['answers have names', turn(user(text('Hi')), model(call('f')), user({ functionResponse: { response: {} } })), `* ${fields}.contents[2].parts[0].function_response.name: Name cannot be empty.\n`, turn(user(text('Hi')), model(call('f')), user(answer('f')))],
  ['data has a type', turn(user({ inlineData: { data: 'AAAA' } })), `* ${fields}.contents[0].parts[0].inline_data.mime_type: mime_type is required\n`, turn(user({ inlineData: { mimeType: 'audio/wav', data: 'AAAA' } }))],
  ['a type is supported', turn(user({ inlineData: { mimeType: 'image/gif', data: 'AAAA' } })), 'Unsupported MIME type: image/gif', turn(user({ inline_data: { mime_type: 'image/webp', data: 'AA-_' } }))],
  ['a file has an address', turn(user({ fileData: { mimeType: 'application/pdf' } })), `* ${fields}.contents[0].parts[0].file_data.file_uri: file_uri is required\n`, turn(user({ fileData: { mimeType: 'application/pdf', fileUri: 'https://example.com/a.pdf' } }))],
  ['the last word is not the model’s, from 3.6 on', turn(user(text('Hi')), model(text('So'))), 'Requests ending with a model turn are not supported unless the last part is a function response.', turn(user(text('Hi')), model(text('So'))), flash, { model: 'gemini-3.5-flash' }],
  ['nor that of a lite one from 3.5 on', turn(user(text('Hi')), model(text('So'))), /^Requests ending with a model turn/, turn(user(text('Hi')), model(text('So')), user(text('On.'))), lite],
  ['media stand in answers from 3 on', turn(user(text('Hi')), model(call('f', { thoughtSignature: 'skip_thought_signature_validator' })), user({ functionResponse: { name: 'f', response: {}, parts: [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }] } })), 'Multimodal function responses are not supported for this model.', turn(user(text('Hi')), model(call('f', { thoughtSignature: 'skip_thought_signature_validator' })), user({ functionResponse: { name: 'f', response: {}, parts: [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }] } })), {}, flash],
]

const schemas: readonly Case[] = [
  ['what leads back is not required', declare({ name: 'f', parametersJsonSchema: { type: 'object', properties: { a: { anyOf: [{ $ref: '#' }, { type: 'null' }] } }, required: ['a'] } }), `* ${declared}.parameters_json_schema: cyclic references may only be used within non-required properties.\n`, declare({ name: 'f', parametersJsonSchema: { type: 'object', properties: { a: { $ref: '#' } } } })],
  ['objects have properties', parameters(object({})), `* ${declared}.parameters.properties: should be non-empty for OBJECT type\n`, declare({ name: 'f', parametersJsonSchema: { type: 'object', properties: {} } })],
  ['lists have items', parameters(object({ a: { type: 'ARRAY' } })), `* ${declared}.parameters.properties[a].items: missing field.\n`, parameters(object({ a: { type: 'ARRAY', items: { type: 'STRING' } } }))],
  ['what is required is there', parameters(object({ a: { type: 'STRING' } }, { required: ['b'] })), `* ${declared}.parameters.required[0]: property is not defined\n`, parameters(object({ a: { type: 'STRING' } }, { required: ['a'] }))],
  ['formats are few', parameters(object({ a: { type: 'STRING', format: 'uri' } })), `* ${declared}.parameters.properties[a].format: only 'enum' and 'date-time' are supported for STRING type\n`, parameters(object({ a: { type: 'STRING', format: 'date-time' } }))],
  ['choices are texts', parameters(object({ a: { type: 'INTEGER', enum: ['1'] } })), `* ${declared}.parameters.properties[a].enum: only allowed for STRING type\n`, parameters(object({ a: { type: 'STRING', enum: ['1'] } }))],
  ['choices are not empty', parameters(object({ a: { type: 'STRING', enum: ['a', ''] } })), `* ${declared}.parameters.properties[a].enum[1]: cannot be empty\n`, parameters(object({ a: { type: 'STRING', enum: ['a', 'b'] } }))],
  ['parameters are an object', parameters({ type: 'STRING' }), `* ${declared}.parameters: parameters schema should be of type OBJECT.\n`, f],
  ['one kind of schema', declare({ name: 'f', parameters: object({ a: { type: 'STRING' } }), parametersJsonSchema: { type: 'object' } }), `* ${declared}: parameters and parameters_json_schema are mutually exclusive. Only one of them may be set.\n`, declare({ name: 'f', parametersJsonSchema: { type: 'object', additionalProperties: false } })],
  ['one kind of answer', config({ responseMimeType: 'application/json', responseSchema: { type: 'STRING' }, responseJsonSchema: {} }), `* ${fields}.generation_config: response_schema and response_json_schema are mutually exclusive. Only one of them may be set.\n`, config({ responseMimeType: 'application/json', responseSchema: { type: 'STRING' } })],
  ['a schema answers in JSON', config({ responseJsonSchema: { type: 'object' } }), `* ${fields}.generation_config.response_json_schema: response_mime_type must be set to application/json when response_json_schema is set.\n`, config({ responseMimeType: 'application/json', responseJsonSchema: { type: 'object' } })],
  ['references lead somewhere', declare({ name: 'f', parametersJsonSchema: { type: 'object', properties: { a: { $ref: '#/$defs/b' } } } }), `* ${declared}.parameters_json_schema: reference to undefined schema at #/$defs/b\n`, declare({ name: 'f', parametersJsonSchema: { type: 'object', properties: { a: { $ref: '#/$defs/b' } }, $defs: { b: { type: 'string' } } } })],
]

const tools: readonly Case[] = [
  ['names begin with a letter', declare({ name: '1f' }), new RegExp(`^\\* ${declared.replaceAll(/[.[\]]/g, '\\$&')}\\.name: Invalid function name\\. Must start with a letter or an underscore\\.`), declare({ name: '_f.g:h-1' })],
  ['names have 64 letters', declare({ name: 'f'.repeat(65) }), /Invalid function name/, declare({ name: 'f'.repeat(64) })],
  ['functions differ in name', declare({ name: 'f' }, { name: 'f' }), 'Duplicate function declaration found: f', declare({ name: 'f' }, { name: 'g' })],
  ['a tool is something', { tools: [{}] }, `* ${fields}.tools[0].tool_type: required one_of 'tool_type' must have one initialized field\n`, { tools: [{ googleSearch: {} }] }],
  ['a choice needs functions', { toolConfig: { functionCallingConfig: { mode: 'AUTO' } } }, 'Function calling config is set without function_declarations.', choose({ mode: 'AUTO' })],
  ['names are for ANY', choose({ mode: 'AUTO', allowedFunctionNames: ['f'] }), /allowed_function_names should only be set when the function calling mode is ANY or VALIDATED\.\n$/, choose({ mode: 'ANY', allowedFunctionNames: ['f'] })],
  ['names are declared', choose({ mode: 'ANY', allowedFunctionNames: ['g'] }), /allowed_function_names\[0\]: function g is not declared/, choose({ mode: 'VALIDATED', allowedFunctionNames: ['f'] })],
  ['JSON or functions, before 3', { ...f, ...config({ responseMimeType: 'application/json' }) }, "Function calling with a response mime type: 'application/json' is unsupported", { ...f, ...config({ responseMimeType: 'application/json' }) }, {}, { ...flash }],
  ['search or functions, before 3', { tools: [{ functionDeclarations: [{ name: 'f' }] }, { googleSearch: {} }] }, 'Tool use with function calling is unsupported', { tools: [{ functionDeclarations: [{ name: 'f' }] }, { googleSearch: {} }] }, {}, { ...flash }],
]

const settings: readonly Case[] = [
  ['temperature is at most 2', config({ temperature: 2.5 }), `* ${fields}.generation_config.temperature: temperature must be in the range [0.0, 2.0].\n`, config({ temperature: 2 })],
  ['top_p is at most 1', config({ topP: 1.5 }), `* ${fields}.generation_config.top_p: top_p must be in the range [0.0, 1.0].\n`, config({ topP: 1, topK: 40 })],
  ['tokens are some', config({ maxOutputTokens: 0 }), `* ${fields}.generation_config.max_output_tokens: max_output_tokens must be positive.\n`, config({ maxOutputTokens: 1 })],
  ['stop sequences are five', config({ stopSequences: ['a', 'b', 'c', 'd', 'e', 'f'] }), `* ${fields}.generation_config.stop_sequences: the number of stop_sequences must be at most 5.\n`, config({ stopSequences: ['a', 'b', 'c', 'd', 'e'] })],
  ['candidates are eight', config({ candidateCount: 9 }), `* ${fields}.generation_config.candidate_count: candidate_count must be in the range [1, 8].\n`, config({ candidateCount: 8 })],
  ['one candidate on 4', config({ candidateCount: 2 }), 'Multiple candidates is not enabled for this model', config({ candidateCount: 1 }), { ...argon }],
  ['no penalties on 4', config({ presencePenalty: 1 }), 'Penalty is not enabled for this model', config({ presencePenalty: 1 }), { ...argon }, {}],
  ['log probabilities are asked for twice', config({ logprobs: 2 }), /logprobs can only be set when response_logprobs is true/, config({ logprobs: 2, responseLogprobs: true })],
  ['one way of thinking', config({ thinkingConfig: { thinkingBudget: 1024, thinkingLevel: 'LOW' } }), 'You can only set only one of thinking budget and thinking level.', config({ thinkingConfig: { thinkingLevel: 'LOW' } }), { ...flash }],
  ['levels came with 3', config({ thinkingConfig: { thinkingLevel: 'LOW' } }), 'Thinking level is not supported for this model.', config({ thinkingConfig: { thinkingBudget: 1024 } })],
  ['levels have their models', config({ thinkingConfig: { thinkingLevel: 'minimal' } }), 'Thinking level MINIMAL is not supported for this model.', config({ thinkingConfig: { thinkingLevel: 'minimal' } }), { ...flash }, { ...lite }],
  ['Pro always thinks', config({ thinkingConfig: { thinkingBudget: 0 } }), 'Budget 0 is invalid. This model only works in thinking mode.', config({ thinkingConfig: { thinkingBudget: 0 } }), { ...pro }, {}],
  ['Gemini 3 always thinks', config({ thinkingConfig: { thinkingBudget: 0 } }), 'Request contains an invalid argument.', config({ thinkingConfig: { thinkingBudget: -1 } }), { ...lite }],
  ['budgets have a range', config({ thinkingConfig: { thinkingBudget: 99_999 } }), 'The thinking budget 99999 is invalid. Please choose a value between 128 and 32768.', config({ thinkingConfig: { thinkingBudget: 128 } }), { ...pro }],
  ['budgets ended with 3', config({ thinkingConfig: { thinkingBudget: 1024 } }), 'Thinking budget is not supported for this model.', config({ thinkingConfig: { thinkingLevel: 'HIGH', includeThoughts: true } }), { ...argon }],
]

const position = (name: string, at: number): RegExp => new RegExp(`^Function call is missing a thought_signature in functionCall parts\\..*function call \`default_api:${name}\` , position ${at}\\.`)
const missingSignature = position('f', 2)

const signatures: readonly Case[] = [
  ['a call is signed', turn(user(text('Hi')), model(call('f')), user(answer('f'))), missingSignature, turn(user(text('Hi')), model(call('f', signed)), user(answer('f'))), { ...flash }],
  ['a call was not, before 3', turn(user(text('Hi')), model(call('f')), user(answer('f'))), missingSignature, turn(user(text('Hi')), model(call('f')), user(answer('f'))), { ...flash }, {}],
  ['each step is signed', turn(user(text('Hi')), model(call('f', signed)), user(answer('f')), model(call('g')), user(answer('g'))), position('g', 4), turn(user(text('Hi')), model(call('f', signed), call('g')), user(answer('f'), answer('g'))), { ...flash }],
  ['the past is not looked at', turn(user(text('Hi')), model(call('f')), user(answer('f'))), missingSignature, turn(user(text('Hi')), model(call('f')), user(answer('f')), model(text('So.')), user(text('Well?'))), { ...flash }],
  ['a signature was given out', turn(user(text('Hi')), model(call('f', { thoughtSignature: 'AAAA' })), user(answer('f'))), 'Thought signature is not valid.', turn(user(text('Hi')), model(call('f', { thoughtSignature: 'skip_thought_signature_validator' })), user(answer('f'))), { ...flash }],
  ['a signature stays where it was', turn(user(text('Hi')), model(call('g', signed)), user(answer('g'))), 'Thought signature is not valid.', turn(user(text('Hi')), model(call('f', signed)), user(answer('f'))), { ...flash }],
]

const tables = { payload, contents, schemas, tools, settings, signatures }

for (const [name, cases] of Object.entries(tables)) {
  describe(name, () => {
    for (const [rule, bad, words, good, target, goodTarget = target] of cases) {
      it(rule, () => {
        const refusal = check(bad, target)
        if (typeof words === 'string') expect(refusal).toBe(words)
        else expect(refusal).toMatch(words)
        expect(check(good, goodTarget)).toBeUndefined()
      })
    }
  })
}

describe('around a request', () => {
  const body = { contents: [user(text('Hi'))] }

  it('a missing key is 403', () => {
    expect(checkGeminiRequest(body, { model: 'gemini-2.5-pro', method: 'generateContent' }, {})).toMatchObject({ code: 403, status: 'PERMISSION_DENIED' })
    expect(checkGeminiRequest(body, { model: 'gemini-2.5-pro', method: 'generateContent', key: 'any' }, {})).toBeUndefined()
  })

  it('a model that is not there is 404', () => {
    const refusal = checkGeminiRequest(body, { model: 'claude-opus-5', method: 'generateContent' }, { 'x-goog-api-key': 'any' })
    expect(refusal).toMatchObject({ code: 404, status: 'NOT_FOUND' })
    expect(refusal?.message).toMatch(/^models\/claude-opus-5 is not found for API version v1beta, or is not supported for generateContent\. Call ModelService\.ListModels/)
  })

  it('a payload’s faults have their places', () => {
    const refusal = checkGeminiRequest({ ...body, generationConfig: { n: 1 } }, { model: 'gemini-2.5-pro', method: 'generateContent' }, { 'x-goog-api-key': 'any' })
    expect(refusal?.details).toEqual([
      { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field: 'generation_config', description: unknown('n', 'generation_config') }] },
    ])
  })

  it('embeddings name their model, in a batch', () => {
    const target = { model: 'gemini-embedding-001', method: 'batchEmbedContents' }
    const request = { content: { parts: [text('Hi')] } }
    const headers = { 'x-goog-api-key': 'any' }
    expect(checkGeminiRequest({ requests: [request] }, target, headers)?.message).toBe('* BatchEmbedContentsRequest.requests[0].model: model is required\n')
    expect(checkGeminiRequest({ requests: [{ ...request, model: 'models/gemini-embedding-001' }] }, target, headers)).toBeUndefined()
    expect(checkGeminiRequest({ input: 'Hi' }, { ...target, method: 'embedContent' }, headers)?.message).toBe(unknown('input'))
  })

  it('tokens are counted of contents or of a whole request that names its model, never of both', () => {
    const target = { model: 'gemini-3.8-flash', method: 'countTokens' }
    const refusal = (body: Body): string | undefined => checkGeminiRequest(body, target, { 'x-goog-api-key': 'any' })?.message
    const whole = { ...turn(user(text('Hi'))), systemInstruction: { parts: [text('Be brief')] } }
    const at = '* CountTokensRequest.generate_content_request.model'
    expect(refusal(turn(user(text('Hi'))))).toBeUndefined()
    expect(refusal({ generateContentRequest: { ...whole, model: 'models/gemini-3.8-flash' } })).toBeUndefined()
    expect(refusal(whole)).toBe(unknown('systemInstruction'))
    expect(refusal({ generateContentRequest: whole })).toBe(`${at}: model is required.\n`)
    expect(refusal({ generateContentRequest: { ...whole, model: 'gemini-3.8-flash' } })).toBe(`${at}: unexpected model name format\n`)
    expect(refusal({ ...turn(user(text('Hi'))), generateContentRequest: { ...whole, model: 'models/gemini-3.8-flash' } })).toMatch(/mutually exclusive/)
  })
})
