/** Requests as clients send them: histories cut by a window, calls without results, both forms of functions, tools of free text. */
import fc from 'fast-check'
import { type ChatRequest, chatRequests, type Json } from './arbitrary.ts'

const oneOf = fc.constantFrom
type Turn = (request: ChatRequest, at: number) => ChatRequest

const withMessages = (request: ChatRequest, messages: readonly Json[]): ChatRequest => ({ ...request, messages: messages.length > 0 ? messages : [{ role: 'user', content: '' }] })
const place = ({ messages }: ChatRequest, at: number): number => at % messages.length

/** Each takes a request and a place in it. */
const TURNS: Readonly<Record<string, Turn>> = {
  asItIs: (request) => request,
  cutByAWindow: (request, at) => withMessages(request, request.messages.slice(place(request, at))),
  cutAtItsEnd: (request, at) => withMessages(request, request.messages.slice(0, place(request, at) + 1)),
  withoutOne: (request, at) => withMessages(request, request.messages.toSpliced(place(request, at), 1)),
  withOneTwice: (request, at) => withMessages(request, request.messages.toSpliced(place(request, at), 0, request.messages[place(request, at)] as Json)),
  interrupted: (request, at) => withMessages(request, request.messages.toSpliced(place(request, at), 0, { role: 'user', content: '«900» Go on.' })),
  endedByTheAssistant: (request) => withMessages(request, [...request.messages, { role: 'assistant', content: '«901» So' }]),
  allSystem: (request) => withMessages(request, request.messages.filter(({ role }) => role === 'system' || role === 'developer')),
  silent: (request) => withMessages(request, [...request.messages, { role: 'assistant', content: null }, { role: 'user', content: '' }]),
  pictured: (request) => withMessages(request, request.messages.map((one) => (one.role === 'tool' ? { ...one, content: [{ type: 'text', text: 'See' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0K' } }] } : one))),
  numberedAlike: (request) =>
    withMessages(request, request.messages.map((one) => ({ ...one, ...('tool_call_id' in one && { tool_call_id: 'same' }), ...(Array.isArray(one.tool_calls) && { tool_calls: (one.tool_calls as Json[]).map((call) => ({ ...call, id: 'same' })) }) }))),
  ofFreeText: (request) => ({
    ...withMessages(request, [
      ...request.messages,
      { role: 'assistant', content: null, tool_calls: [{ id: 'free', type: 'custom', custom: { name: 'shell', input: 'ls "x"' } }] }, { role: 'tool', tool_call_id: 'free', content: 'nothing' },
    ]),
    tools: [...((request.tools as Json[] | undefined) ?? []), { type: 'custom', custom: { name: 'shell', format: { type: 'grammar', grammar: { syntax: 'regex', definition: '[a-z]+' } } } }],
    tool_choice: { type: 'custom', custom: { name: 'shell' } },
  }),
  older: (request) => {
    const functions = ((request.tools as Json[] | undefined) ?? []).flatMap((tool) => (tool.function ? [tool.function as Json] : []))
    return { ...request, tools: undefined, tool_choice: undefined, functions, function_call: 'auto' }
  },
  emptyTools: (request) => ({ ...request, tools: [], tool_choice: undefined }),
  oddlyTyped: (request) => ({ ...request, tools: [{ type: 'function', function: { name: '-dash', parameters: null } }, { type: 'function', function: { name: '_dash', parameters: { type: 'object', properties: null, required: null } } }, { type: 'function', function: { name: '0', parameters: {} } }], tool_choice: 'required' }),
  many: (request) => ({ ...request, n: 9, stop: ['a', 'b', 'c', 'd'], max_completion_tokens: 2 ** 40, web_search_options: {} }),
  spoken: (request) => ({ ...request, modalities: ['text', 'audio'], audio: { voice: 'alloy', format: 'mp3' } }),
}

export interface Odd {
  readonly how: readonly string[]
  readonly request: ChatRequest
}

/** Up to three oddities on any request; `how` names them. */
export const oddRequests: fc.Arbitrary<Odd> = fc
  .tuple(chatRequests, fc.array(fc.tuple(oneOf(...Object.keys(TURNS)), fc.nat(50)), { minLength: 1, maxLength: 3 }))
  .map(([request, turns]) => ({ how: turns.map(([name]) => name), request: turns.reduce((one, [name, at]) => (TURNS[name] as Turn)(one, at), request) }))
