import { describe, expect, it } from 'vitest'
import { failureOf } from '../call.ts'
import { bodyOf, type Json, requestOf, toldOf } from './fixtures.ts'

const sum = { id: 'call_1', type: 'function', function: { name: 'add', arguments: '{"a":1,"b":2}' } }
const product = { id: 'call_2', type: 'function', function: { name: 'mul', arguments: '{"a":3}' } }
const user = { role: 'user', content: 'Hi' }

function contentsOf(messages: readonly unknown[], model?: string): unknown {
  return bodyOf({ messages }, model === undefined ? {} : { model }).contents
}

describe('a conversation for Gemini', () => {
  it('is asked at the model, by POST, with all it needs in the body', () => {
    expect(requestOf()).toEqual({
      method: 'POST', path: '/models/gemini-2.5-flash:generateContent', stream: false,
      body: { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] },
    })
  })

  it('streams as server-sent events, never as a JSON array', () => {
    expect(requestOf({ stream: true })).toMatchObject({ path: '/models/gemini-2.5-flash:streamGenerateContent', query: { alt: 'sse' }, stream: true })
  })

  it.each([
    ['gemini-2.5-pro', '/models/gemini-2.5-pro:generateContent'],
    ['models/gemini-2.5-pro', '/models/gemini-2.5-pro:generateContent'],
    ['tunedModels/mine-1', '/tunedModels/mine-1:generateContent'],
    ['../files/x?y', '/models/..%2Ffiles%2Fx%3Fy:generateContent'],
  ])('asks the model %s at %s', (model, path) => {
    expect(requestOf({}, { model }).path).toBe(path)
  })

  it('takes all system and developer messages, in order, as its instruction, also those in the middle', () => {
    const messages = [{ role: 'system', content: 'One.' }, user, { role: 'developer', content: [{ type: 'text', text: 'Two.' }] }, { role: 'assistant', content: 'Yes?' }, { role: 'system', content: 'Three.' }, user]
    expect(bodyOf({ messages })).toEqual({
      systemInstruction: { parts: [{ text: 'One.' }, { text: 'Two.' }, { text: 'Three.' }] },
      contents: [{ role: 'user', parts: [{ text: 'Hi' }] }, { role: 'model', parts: [{ text: 'Yes?' }] }, { role: 'user', parts: [{ text: 'Hi' }] }],
    })
  })

  it('of instructions alone says them as the user, for there is no request without a turn', () => {
    expect(bodyOf({ messages: [{ role: 'system', content: 'Sing.' }] })).toEqual({ contents: [{ role: 'user', parts: [{ text: 'Sing.' }] }] })
  })

  it('of nothing said is a turn that says nothing, and tells so', () => {
    const { body, dropped } = toldOf({ messages: [{ role: 'user', content: '' }] })
    expect([body, dropped]).toEqual([{ contents: [{ role: 'user', parts: [{ text: '.' }] }] }, ['messages[0].content']])
  })

  it.each<[string, unknown, string]>([
    ['no messages', [], 'messages'],
    ['a role nobody knows', [user, { role: 'narrator', content: 'Once' }], 'messages[1].role'],
    ['what is no message', ['Hi'], 'messages[0]'],
  ])('with %s is refused, typed, so that a fallback can act', async (_, messages, param) => {
    expect(await failureOf(() => bodyOf({ messages }))).toMatchObject({ reason: 'unsupported', failure: { param } })
  })

  it.each([
    ['gemini-2.5-flash', 2],
    ['gemini-3.5-flash', 2],
    ['gemini-3.5-flash-lite', 3],
    ['gemini-3.8-flash', 3],
  ])('that ends with the model ends with the user for those that refuse it: %s', (model, turns) => {
    const contents = contentsOf([user, { role: 'assistant', content: 'So' }], model) as Json[]
    expect(contents).toHaveLength(turns)
    expect(contents[2] ?? { role: 'user', parts: [{ text: '.' }] }).toEqual({ role: 'user', parts: [{ text: '.' }] })
  })

  it('merges neighbours of one role and leaves empty texts out', () => {
    expect(contentsOf([user, { role: 'user', content: [{ type: 'text', text: '' }, { type: 'text', text: 'there' }] }, { role: 'assistant', content: '' }, user])).toEqual([
      { role: 'user', parts: [{ text: 'Hi' }, { text: 'there' }, { text: 'Hi' }] },
    ])
  })

  it('may open with the model where it spoke', () => {
    expect(contentsOf([{ role: 'assistant', content: 'Welcome!' }, user])).toEqual([
      { role: 'model', parts: [{ text: 'Welcome!' }] },
      { role: 'user', parts: [{ text: 'Hi' }] },
    ])
  })

  it('gives a call that would open it a user before', () => {
    const [first, second] = contentsOf([{ role: 'assistant', content: null, tool_calls: [sum] }, { role: 'tool', tool_call_id: 'call_1', content: '3' }]) as Json[]
    expect(first).toEqual({ role: 'user', parts: [{ text: '.' }] })
    expect(second).toMatchObject({ role: 'model' })
  })

  it('keeps the text beside tool calls, and finds the name of a result by its id', () => {
    expect(contentsOf([user, { role: 'assistant', content: 'Let me see.', tool_calls: [sum] }, { role: 'tool', tool_call_id: 'call_1', content: '{"sum":3}' }])).toEqual([
      { role: 'user', parts: [{ text: 'Hi' }] },
      { role: 'model', parts: [{ text: 'Let me see.' }, { functionCall: { id: 'call_1', name: 'add', args: { a: 1, b: 2 } } }] },
      { role: 'user', parts: [{ functionResponse: { id: 'call_1', name: 'add', response: { sum: 3 } } }] },
    ])
  })

  it('puts several results in one turn, in the order of their calls, before what the user said meanwhile', () => {
    const contents = contentsOf([
      user,
      { role: 'assistant', content: null, tool_calls: [sum, product] },
      { role: 'user', content: 'Quick!' },
      { role: 'tool', tool_call_id: 'call_2', content: 'six' },
      { role: 'tool', tool_call_id: 'call_1', content: '3' },
    ]) as Json[]
    expect(contents).toHaveLength(3)
    expect(contents[2]).toEqual({
      role: 'user',
      parts: [
        { functionResponse: { id: 'call_1', name: 'add', response: { result: '3' } } },
        { functionResponse: { id: 'call_2', name: 'mul', response: { result: 'six' } } },
        { text: 'Quick!' },
      ],
    })
  })

  it('takes the latest call of an id that occurs twice', () => {
    const again = { ...product, id: 'call_1' }
    const contents = contentsOf([
      user,
      { role: 'assistant', content: null, tool_calls: [sum] },
      { role: 'tool', tool_call_id: 'call_1', content: '3' },
      { role: 'assistant', content: null, tool_calls: [again] },
      { role: 'tool', tool_call_id: 'call_1', content: '9' },
    ])
    expect(JSON.stringify(contents)).toMatch(/"functionResponse":\{"id":"call_1","name":"add".*"functionResponse":\{"id":"call_1","name":"mul"/)
  })

  it.each([
    ['{"a":1}', { a: 1 }],
    ['[1,2]', { result: '[1,2]' }],
    ['12', { result: '12' }],
    ['', { result: '' }],
    ['broken {', { result: 'broken {' }],
    [{ a: 1 }, { a: 1 }],
    [7, { result: '7' }],
    [[{ a: 1 }], { a: 1 }],
    [null, { result: '' }],
    [[{ type: 'text', text: '{"a":' }, { type: 'text', text: '1}' }], { a: 1 }],
  ])('makes an object of the result %j', (content, response) => {
    const contents = contentsOf([user, { role: 'assistant', content: null, tool_calls: [sum] }, { role: 'tool', tool_call_id: 'call_1', content }])
    expect(contents).toMatchObject([{}, {}, { parts: [{ functionResponse: { response } }] }])
  })

  it('tells a result whose call is not there any more in words', () => {
    const messages = [{ role: 'tool', tool_call_id: 'gone', name: 'add', content: '{"sum":3}' }, { role: 'tool', tool_call_id: 'gone', content: [{ type: 'text', text: '4' }] }, user]
    expect(contentsOf(messages)).toEqual([{ role: 'user', parts: [{ text: 'Result of an earlier call of add:\n{"sum":3}' }, { text: 'Result of an earlier call:\n4' }, { text: 'Hi' }] }])
  })

  it('puts a late result after its call, and tells where there is none', () => {
    const messages = [user, { role: 'assistant', content: null, tool_calls: [sum, product] }, user, { role: 'assistant', content: 'Wait.' }, { role: 'tool', tool_call_id: 'call_2', content: '6' }, user]
    expect(contentsOf(messages)).toMatchObject([
      {}, { role: 'model' },
      { role: 'user', parts: [{ functionResponse: { id: 'call_1', name: 'add', response: { error: 'the call has no result' } } }, { functionResponse: { id: 'call_2', response: { result: '6' } } }, { text: 'Hi' }] },
      { role: 'model', parts: [{ text: 'Wait.' }] }, { role: 'user', parts: [{ text: 'Hi' }] },
    ])
  })

  it('keeps calls of the same id apart, by turn and by place', () => {
    const messages = [
      user, { role: 'assistant', content: null, tool_calls: [sum] }, { role: 'tool', tool_call_id: 'call_1', content: 'a' },
      { role: 'assistant', content: null, tool_calls: [sum, { ...product, id: 'call_1' }] }, { role: 'tool', tool_call_id: 'call_1', content: 'b' }, { role: 'tool', tool_call_id: 'call_1', content: 'c' },
    ]
    expect(contentsOf(messages)).toMatchObject([
      {}, {}, { parts: [{ functionResponse: { name: 'add', response: { result: 'a' } } }] },
      {}, { parts: [{ functionResponse: { name: 'add', response: { result: 'b' } } }, { functionResponse: { name: 'mul', response: { result: 'c' } } }] },
    ])
  })

  it('lets a call stay that nobody answered', () => {
    expect(contentsOf([user, { role: 'assistant', content: null, tool_calls: [sum] }, { role: 'user', content: 'Forget it.' }])).toHaveLength(3)
  })

  it.each([
    ['', {}],
    ['{"a":', { arguments: '{"a":' }],
    ['[1]', { arguments: '[1]' }],
  ])('makes an object of the arguments %j', (text, args) => {
    const contents = contentsOf([user, { role: 'assistant', content: null, tool_calls: [{ ...sum, function: { name: 'add', arguments: text } }] }])
    expect(contents).toMatchObject([{}, { parts: [{ functionCall: { args } }] }, {}])
  })

  it('says a refusal of the past as text, and reads the older form of calls', () => {
    const contents = contentsOf([
      user,
      { role: 'assistant', content: null, refusal: 'No.' },
      user,
      { role: 'assistant', content: null, function_call: { name: 'add', arguments: '{}' } },
      { role: 'function', name: 'add', content: '3' },
    ])
    expect(contents).toMatchObject([
      {}, { parts: [{ text: 'No.' }] }, {},
      { parts: [{ functionCall: { name: 'add', args: {} } }] },
      { parts: [{ functionResponse: { name: 'add', response: { result: '3' } } }] },
    ])
  })
})

describe('a conversation with gaps', () => {
  const result = { role: 'tool', tool_call_id: 'gone', content: '3' }
  it.each<[string, unknown[], string]>([
    ['a result without its call', [user, result], 'messages[1].tool_call_id'],
    ['a call without its result', [user, { role: 'assistant', content: null, tool_calls: [sum, product] }, user], 'messages[1].tool_calls'],
    ['a last word of the model', [user, { role: 'assistant', content: 'So' }], 'messages[1]'],
  ])('is mended aloud, and refused where the gateway is strict: %s', async (_, messages, param) => {
    expect(toldOf({ messages }, { model: 'gemini-3.8-flash' }).dropped).toEqual([param])
    expect(await failureOf(() => bodyOf({ messages }, { model: 'gemini-3.8-flash', strict: true }))).toMatchObject({ reason: 'unsupported', failure: { param } })
  })
})

describe('parts of a message for Gemini', () => {
  const png = 'data:image/png;base64,iVBORw0='
  it.each<[string, Json, Json]>([
    ['an image in the message', { type: 'image_url', image_url: { url: png } }, { inlineData: { mimeType: 'image/png', data: 'iVBORw0=' } }],
    ['an image elsewhere', { type: 'image_url', image_url: { url: 'https://a.example/b.webp?x=1' } }, { fileData: { mimeType: 'image/webp', fileUri: 'https://a.example/b.webp?x=1' } }],
    ['an image of unknown kind', { type: 'image_url', image_url: { url: 'https://a.example/b' } }, { fileData: { mimeType: 'image/jpeg', fileUri: 'https://a.example/b' } }],
    ['an image in a bucket', { type: 'image_url', image_url: { url: 'gs://a/b.png' } }, { fileData: { mimeType: 'image/png', fileUri: 'gs://a/b.png' } }],
    ['sound as WAV', { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } }, { inlineData: { mimeType: 'audio/wav', data: 'UklGRg==' } }],
    ['sound as MP3', { type: 'input_audio', input_audio: { data: 'SUQz', format: 'mp3' } }, { inlineData: { mimeType: 'audio/mp3', data: 'SUQz' } }],
    ['a PDF', { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' } }, { inlineData: { mimeType: 'application/pdf', data: 'JVBERi0=' } }],
    ['a file without its kind', { type: 'file', file: { filename: 'a.csv', file_data: 'YSxi' } }, { inlineData: { mimeType: 'text/csv', data: 'YSxi' } }],
    ['a file elsewhere', { type: 'file', file: { file_data: 'https://a.example/b.pdf' } }, { fileData: { mimeType: 'application/pdf', fileUri: 'https://a.example/b.pdf' } }],
    ['an uploaded file', { type: 'file', file: { file_id: 'files/abc-1' } }, { fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/abc-1' } }],
    ['an uploaded file by its URI', { type: 'file', file: { file_id: 'https://generativelanguage.googleapis.com/v1beta/files/x' } }, { fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/x' } }],
    ['a video in the message', { type: 'video_url', video_url: { url: 'data:video/mp4;base64,AAAA' } }, { inlineData: { mimeType: 'video/mp4', data: 'AAAA' } }],
    ['a video on YouTube', { type: 'video_url', video_url: { url: 'https://www.youtube.com/watch?v=1' } }, { fileData: { fileUri: 'https://www.youtube.com/watch?v=1' } }],
    ['code of a kind of its own', { type: 'file', file: { file_data: 'data:application/x-yaml;base64,YTogMQ==' } }, { inlineData: { mimeType: 'text/plain', data: 'YTogMQ==' } }],
    ['bytes of no kind, by their name', { type: 'file', file: { filename: 'a.py', file_data: 'data:application/octet-stream;base64,YTogMQ==' } }, { inlineData: { mimeType: 'text/plain', data: 'YTogMQ==' } }],
    ['base64 in lines', { type: 'image_url', image_url: { url: 'data:image/jpg;base64,iVBO\nRw0=\n' } }, { inlineData: { mimeType: 'image/jpeg', data: 'iVBORw0=' } }],
    ['an image by its URL alone', { type: 'image_url', image_url: png }, { inlineData: { mimeType: 'image/png', data: 'iVBORw0=' } }],
    ["an image of OpenAI's newer API", { type: 'input_image', image_url: png }, { inlineData: { mimeType: 'image/png', data: 'iVBORw0=' } }],
    ["text of OpenAI's newer API", { type: 'input_text', text: 'Hi' }, { text: 'Hi' }],
    ['an image of Anthropic', { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0=' } }, { inlineData: { mimeType: 'image/png', data: 'iVBORw0=' } }],
    ['a document of Anthropic', { type: 'document', source: { type: 'url', url: 'https://a.example/b.pdf' } }, { fileData: { mimeType: 'application/pdf', fileUri: 'https://a.example/b.pdf' } }],
    ['text in a data URL', { type: 'file', file: { file_data: 'data:text/plain,h%C3%A9' } }, { inlineData: { mimeType: 'text/plain', data: 'aMOp' } }],
  ])('hold %s', (_, part, sent) => {
    expect(bodyOf({ messages: [{ role: 'user', content: [{ type: 'text', text: 'See' }, part] }] }).contents).toEqual([{ role: 'user', parts: [{ text: 'See' }, sent] }])
  })

  it.each<[string, Json, string]>([
    ['a file of OpenAI', { type: 'file', file: { file_id: 'file-abc' } }, 'file.file_id'],
    ['a file without anything', { type: 'file', file: {} }, 'file'],
    ['an image with a strange URL', { type: 'image_url', image_url: { url: 'ftp://a/b.png' } }, 'image_url'],
    ['an image with a broken data URL', { type: 'image_url', image_url: { url: 'data:image/svg+xml,%zz' } }, 'image_url'],
    ['an image without a URL', { type: 'image_url', image_url: {} }, 'image_url'],
    ['sound without data', { type: 'input_audio', input_audio: {} }, 'input_audio'],
    ['a file nobody reads', { type: 'file', file: { file_data: 'data:application/zip;base64,UEsDBAD/' } }, 'file.file_data'],
    ['a part of tomorrow', { type: 'smell', smell: 'rose' }, 'type'],
  ])('cannot hold %s: refused, naming the field', async (_, part, field) => {
    const error = await failureOf(() => bodyOf({ messages: [{ role: 'user', content: [part] }] }))
    expect(error).toMatchObject({ reason: 'unsupported', failure: { param: `messages[0].content[0].${field}` } })
  })

  it('cannot hold an image in an instruction', async () => {
    const messages = [{ role: 'system', content: [{ type: 'image_url', image_url: { url: png } }] }, user]
    expect(await failureOf(() => bodyOf({ messages }))).toMatchObject({ reason: 'unsupported', failure: { param: 'messages[0].content' } })
  })

  it('hold media in the answer of the past', () => {
    expect(contentsOf([user, { role: 'assistant', content: [{ type: 'text', text: 'See' }, { type: 'image_url', image_url: { url: png } }] }])).toMatchObject([{}, { role: 'model', parts: [{ text: 'See' }, { inlineData: {} }] }])
  })

  it('hold media after a result where the model reads none within', () => {
    const messages = [user, { role: 'assistant', content: null, tool_calls: [sum] }, { role: 'tool', tool_call_id: 'call_1', content: [{ type: 'text', text: 'here' }, { type: 'image_url', image_url: { url: png } }] }]
    expect(bodyOf({ messages }, { model: 'gemini-2.5-pro' }).contents).toMatchObject([{}, {}, { parts: [{ functionResponse: { response: { result: 'here' } } }, { inlineData: { mimeType: 'image/png' } }] }])
  })

  it('hold media beside the JSON of a result', () => {
    const messages = [user, { role: 'assistant', content: null, tool_calls: [sum] }, { role: 'tool', tool_call_id: 'call_1', content: [{ type: 'text', text: 'here' }, { type: 'image_url', image_url: { url: png } }] }]
    expect(bodyOf({ messages }, { model: 'gemini-3-flash-preview' }).contents).toMatchObject([
      {}, {}, { parts: [{ functionResponse: { name: 'add', response: { result: 'here' }, parts: [{ inlineData: { mimeType: 'image/png' } }] } }] },
    ])
  })

  it.each<[string, Json]>([
    ['messages[].content[].cache_control', { content: [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral' } }, { type: 'text', text: 'b', cache_control: { type: 'ephemeral' } }] }],
    ['messages[].name', { content: 'a', name: 'ada' }],
    ['messages[].content[].image_url.detail', { content: [{ type: 'image_url', image_url: { url: png, detail: 'low' } }] }],
  ])('drop %s, aloud and once', (param, message) => {
    expect(toldOf({ messages: [{ role: 'user', ...message }, { role: 'user', ...message }] }).dropped).toEqual([param])
  })
})
