/** The packed types beside one SDK, imported and required: `node types.mjs <user package>`. Prints its results as JSON. */
import { join } from 'node:path'
import ts from 'typescript'

const code = `
import OpenAI from 'openai'
import type { Stream } from 'openai/streaming'
import { createGateway, fallback, type InputTokens, openai, retry } from 'zerohop'
import { createEngine, GatewayError } from 'zerohop/core'
import * as testing from 'zerohop/testing'

const gateway = createGateway({ providers: { main: openai() }, routes: { smart: fallback(['main/a', 'main/b']) }, use: [retry()] })
const messages = [{ role: 'user' as const, content: 'Hello' }]
export const client: OpenAI = gateway
export const bound: OpenAI = gateway.with({ timeoutMs: 1000 }).withOptions({ timeout: 1000 })
export const all = { createEngine, GatewayError, testing }

export async function use() {
  const answer: OpenAI.Chat.ChatCompletion = await gateway.chat.completions.create({ model: 'smart', messages, provider_options: { main: { a: 1 } } })
  const stream: Stream<OpenAI.Chat.ChatCompletionChunk> = await gateway.chat.completions.create({ model: 'smart', messages, stream: true })
  const parsed = await gateway.chat.completions.parse({ model: 'smart', messages })
  const refusal: string | null | undefined = parsed.choices[0]?.message.refusal
  const whole = await gateway.chat.completions.stream({ model: 'smart', messages }).finalChatCompletion()
  const content: string | null | undefined = whole.choices[0]?.message.content
  const response: OpenAI.Responses.Response = await gateway.responses.create({ model: 'smart', input: 'Hello' })
  const events: Stream<OpenAI.Responses.ResponseStreamEvent> = await gateway.responses.create({ model: 'smart', input: 'Hello', stream: true })
  const { output_parsed } = await gateway.responses.parse({ model: 'smart', input: 'Hello' })
  const final = await gateway.responses.stream({ model: 'smart', input: 'Hello' }).finalResponse()
  const { data }: OpenAI.CreateEmbeddingResponse = await gateway.embeddings.create({ model: 'smart', input: 'Hello' })
  const { input_tokens } = await gateway.post<InputTokens>('/responses/input_tokens', { body: { model: 'smart', input: 'Hello' } })
  // @ts-expect-error: answers are typed, not any
  const wrong: number = [refusal, content, final.id, output_parsed?.valueOf].join()
  return { answer, stream, response, events, data, input_tokens, wrong }
}
`

const place = process.argv[2]
const results = ['user.mts', 'user.cts'].map((name) => {
  const user = join(place, name)
  const options = {
    strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true, types: [],
    target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.asynciterable.d.ts', 'lib.esnext.disposable.d.ts'],
  }
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.fileExists = (path) => path === user || fileExists(path)
  host.getSourceFile = (path, target, ...rest) => (path === user ? ts.createSourceFile(path, code, target) : getSourceFile(path, target, ...rest))
  const program = ts.createProgram([user], options, host)
  const ours = program.getSourceFiles().filter(({ fileName }) => fileName === user || (fileName.includes('/node_modules/zerohop/') && !fileName.includes('/testing.')))
  const found = ours.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
  const said = found.map(({ file, start, messageText }) => {
    const line = file.getLineAndCharacterOfPosition(start).line + 1
    return `${file.fileName.split('/').at(-1)}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
  })
  return { name: `types of ${ours.length} files, in ${name}`, ...(said.length > 0 && { error: said.join('\n') }) }
})
console.log(JSON.stringify(results))
