/** The Gemini API's messages, field by field, as `@google/genai` and the discovery document name them. */

/** `json` is anything, `struct` any object. */
export type Scalar = 'string' | 'bool' | 'int' | 'float' | 'bytes' | 'json' | 'struct'

/** What a field holds: a scalar, an enum's values, a message, or a list or map of these. */
export type Field =
  | Scalar
  | { readonly values: readonly string[]; readonly name: string }
  | { readonly message: string }
  | { readonly list: Field }
  | { readonly map: Field }

const of = (message: string): Field => ({ message })
const list = (field: Field): Field => ({ list: field })
const values = (name: string, ...names: readonly string[]): Field => ({ values: names, name })

const harms = [
  'UNSPECIFIED', 'HARASSMENT', 'HATE_SPEECH', 'SEXUALLY_EXPLICIT', 'DANGEROUS_CONTENT', 'CIVIC_INTEGRITY', 'JAILBREAK', 'IMAGE_HATE',
  'IMAGE_DANGEROUS_CONTENT', 'IMAGE_HARASSMENT', 'IMAGE_SEXUALLY_EXPLICIT',
]

export const geminiMessages: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  GenerateContentRequest: {
    model: 'string', contents: list(of('Content')), systemInstruction: of('Content'), tools: list(of('Tool')), toolConfig: of('ToolConfig'),
    safetySettings: list(of('SafetySetting')), generationConfig: of('GenerationConfig'), cachedContent: 'string', serviceTier: 'string', store: 'bool',
    labels: { map: 'string' }, continuationToken: 'string',
  },
  CountTokensRequest: { model: 'string', contents: list(of('Content')), generateContentRequest: of('GenerateContentRequest') },
  EmbedContentRequest: {
    model: 'string', content: of('Content'), title: 'string', outputDimensionality: 'int',
    taskType: values(
      'TaskType', 'TASK_TYPE_UNSPECIFIED', 'RETRIEVAL_QUERY', 'RETRIEVAL_DOCUMENT', 'SEMANTIC_SIMILARITY', 'CLASSIFICATION', 'CLUSTERING',
      'QUESTION_ANSWERING', 'FACT_VERIFICATION', 'CODE_RETRIEVAL_QUERY',
    ),
    embedContentConfig: 'json',
  },
  BatchEmbedContentsRequest: { requests: list(of('EmbedContentRequest')) },
  Content: { parts: list(of('Part')), role: 'string' },
  Part: {
    text: 'string', inlineData: of('Blob'), fileData: of('FileData'), functionCall: of('FunctionCall'), functionResponse: of('FunctionResponse'),
    executableCode: 'json', codeExecutionResult: 'json', toolCall: 'json', toolResponse: 'json', audioTranscription: 'json', thought: 'bool',
    thoughtSignature: 'bytes', videoMetadata: 'json', partMetadata: 'struct', mediaResolution: 'json', mediaProcessing: 'json', speechMetadata: 'json',
  },
  Blob: { mimeType: 'string', data: 'bytes', displayName: 'string' },
  FileData: { mimeType: 'string', fileUri: 'string', displayName: 'string' },
  FunctionCall: { id: 'string', name: 'string', args: 'struct' },
  FunctionResponse: {
    id: 'string', name: 'string', response: 'struct', parts: list(of('FunctionResponsePart')), willContinue: 'bool', scheduling: 'string',
  },
  FunctionResponsePart: { inlineData: of('Blob'), fileData: of('FileData'), mediaProcessing: 'json' },
  Tool: {
    functionDeclarations: list(of('FunctionDeclaration')), googleSearch: 'json', googleSearchRetrieval: 'json', codeExecution: 'json', urlContext: 'json',
    computerUse: 'json', fileSearch: 'json', googleMaps: 'json', mcpServers: list('json'),
  },
  FunctionDeclaration: {
    name: 'string', description: 'string', parameters: of('Schema'), parametersJsonSchema: 'json', response: of('Schema'), responseJsonSchema: 'json',
    behavior: 'string',
  },
  ToolConfig: { functionCallingConfig: of('FunctionCallingConfig'), retrievalConfig: 'json', includeServerSideToolInvocations: 'bool' },
  FunctionCallingConfig: {
    mode: values('FunctionCallingConfig.Mode', 'MODE_UNSPECIFIED', 'AUTO', 'ANY', 'NONE', 'VALIDATED'), allowedFunctionNames: list('string'),
  },
  SafetySetting: {
    category: values('HarmCategory', ...harms.map((harm) => `HARM_CATEGORY_${harm}`)),
    threshold: values(
      'SafetySetting.HarmBlockThreshold', 'HARM_BLOCK_THRESHOLD_UNSPECIFIED', 'BLOCK_LOW_AND_ABOVE', 'BLOCK_MEDIUM_AND_ABOVE', 'BLOCK_ONLY_HIGH',
      'BLOCK_NONE', 'OFF',
    ),
  },
  GenerationConfig: {
    candidateCount: 'int', stopSequences: list('string'), maxOutputTokens: 'int', temperature: 'float', topP: 'float', topK: 'float', seed: 'int',
    responseMimeType: 'string', responseSchema: of('Schema'), responseJsonSchema: 'json', responseModalities: list('string'), responseFormat: 'json',
    presencePenalty: 'float', frequencyPenalty: 'float', responseLogprobs: 'bool', logprobs: 'int', enableEnhancedCivicAnswers: 'bool',
    speechConfig: 'json', thinkingConfig: of('ThinkingConfig'), imageConfig: 'json', mediaResolution: 'string', audioTranscriptionConfig: 'json',
  },
  ThinkingConfig: {
    includeThoughts: 'bool', thinkingBudget: 'int',
    thinkingLevel: values('ThinkingConfig.ThinkingLevel', 'THINKING_LEVEL_UNSPECIFIED', 'MINIMAL', 'LOW', 'MEDIUM', 'HIGH'),
  },
  Schema: {
    type: values('Type', 'TYPE_UNSPECIFIED', 'STRING', 'NUMBER', 'INTEGER', 'BOOLEAN', 'ARRAY', 'OBJECT', 'NULL'), format: 'string', title: 'string',
    description: 'string', nullable: 'bool', enum: list('string'), items: of('Schema'), maxItems: 'int', minItems: 'int',
    properties: { map: of('Schema') }, required: list('string'), minProperties: 'int', maxProperties: 'int', minimum: 'float', maximum: 'float',
    minLength: 'int', maxLength: 'int', pattern: 'string', example: 'json', anyOf: list(of('Schema')), propertyOrdering: list('string'), default: 'json',
  },
}

/** What v1 has of them; a message not named here is whole. */
export const v1Fields: Readonly<Record<string, readonly string[]>> = {
  GenerateContentRequest: ['model', 'contents', 'safetySettings', 'generationConfig'],
  Part: ['text', 'inlineData'],
  GenerationConfig: [
    'candidateCount', 'stopSequences', 'maxOutputTokens', 'temperature', 'topP', 'topK', 'seed', 'presencePenalty', 'frequencyPenalty', 'responseLogprobs',
    'logprobs', 'enableEnhancedCivicAnswers',
  ],
}

/** The members of a part's `data`, of which exactly one is set. */
export const dataFields = [
  'text', 'inlineData', 'fileData', 'functionCall', 'functionResponse', 'executableCode', 'codeExecutionResult', 'toolCall', 'toolResponse', 'audioTranscription',
]
