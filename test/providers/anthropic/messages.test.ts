import { describe, expect, it } from 'vitest'
import { failureOf } from '../call.ts'
import { ask, LENIENT, STRICT, text, toolCall, user } from './ask.ts'

const cache_control = { type: 'ephemeral' }
const messagesOf = (messages: readonly object[], model = LENIENT) => ask({ messages }, model).body.messages
const refusalOf = (messages: readonly object[], model = LENIENT) => failureOf(() => ask({ messages }, model))

describe('system messages', () => {
  it('take the lead as text blocks, in order, with their cache marks', () => {
    const { body } = ask({
      messages: [
        { role: 'system', content: [text('A', { cache_control }), text('B')] },
        { role: 'developer', content: 'C' },
        { role: 'system', content: 'D', cache_control },
        { role: 'user', content: 'Hi' },
      ],
    })
    expect(body.system).toEqual([text('A', { cache_control }), text('B'), text('C'), text('D', { cache_control })])
    expect(body.messages).toEqual([user('Hi')])
  })

  it('inside the conversation stay there, after the user and before the assistant, on models that know them', () => {
    const messages = [
      { role: 'user', content: 'A' },
      { role: 'system', content: [text('S', { cache_control })] },
      { role: 'user', content: 'B' },
      { role: 'assistant', content: 'C' },
      { role: 'user', content: 'D' },
      { role: 'developer', content: 'T' },
    ]
    expect(messagesOf(messages, STRICT)).toEqual([
      user('A', 'B'),
      { role: 'system', content: [text('S', { cache_control })] },
      { role: 'assistant', content: [text('C')] },
      user('D'),
      { role: 'system', content: [text('T')] },
    ])
  })

  it('inside the conversation are user text in their place on models that do not', () => {
    const messages = [{ role: 'user', content: 'A' }, { role: 'system', content: 'S' }, { role: 'user', content: 'B' }]
    expect(messagesOf(messages)).toEqual([user('A', 'S', 'B')])
  })

  it('after an assistant, with no user to follow, are user text on every model', () => {
    const messages = [{ role: 'user', content: 'A' }, { role: 'assistant', content: 'B' }, { role: 'system', content: 'S' }]
    expect(messagesOf(messages, STRICT).at(-1)).toEqual(user('S'))
  })

  it('come after the results of calls, never between a call and its result', () => {
    const messages = [
      { role: 'user', content: 'A' },
      { role: 'assistant', content: null, tool_calls: [toolCall('c1')] },
      { role: 'system', content: 'S' },
      { role: 'tool', tool_call_id: 'c1', content: 'R' },
    ]
    expect(messagesOf(messages, STRICT).slice(2)).toEqual([
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', content: 'R' }] },
      { role: 'system', content: [text('S')] },
    ])
  })

  it('alone: the last is the question', () => {
    const { body } = ask({ messages: [{ role: 'system', content: 'A' }, { role: 'system', content: 'B' }] })
    expect([body.system, body.messages]).toEqual([[text('A')], [user('B')]])
  })

  it('of white space alone are left out', () => {
    const { body } = ask({ messages: [{ role: 'system', content: ' ' }, { role: 'user', content: 'A' }, { role: 'system', content: '\n' }] }, STRICT)
    expect([body.system, body.messages]).toEqual([undefined, [user('A')]])
  })

  it('with an image are said by the user, aloud', () => {
    const { body, dropped } = ask({ messages: [{ role: 'system', content: [{ type: 'image_url', image_url: { url: 'https://x/y.png' } }] }, { role: 'user', content: 'Hi' }] })
    expect([body.messages, dropped]).toEqual([[user({ type: 'image', source: { type: 'url', url: 'https://x/y.png' } }, 'Hi')], ['messages[0].role']])
  })
})

describe('turns', () => {
  it('of one role are merged', () => {
    const messages = [
      { role: 'user', content: 'A' }, { role: 'user', content: [text('B')] },
      { role: 'assistant', content: 'C' }, { role: 'assistant', content: 'D' },
      { role: 'user', content: 'E' },
    ]
    expect(messagesOf(messages)).toEqual([user('A', 'B'), { role: 'assistant', content: [text('C'), text('D')] }, user('E')])
  })

  it('may begin with the assistant', () => {
    expect(messagesOf([{ role: 'assistant', content: 'A' }, { role: 'user', content: 'B' }])).toEqual([{ role: 'assistant', content: [text('A')] }, user('B')])
  })

  it('have no text of white space alone: it joins the text beside it, or goes', () => {
    const messages = [{ role: 'user', content: [text('\n'), text('A'), text(' '), text('B'), text('\n', { cache_control })] }, { role: 'assistant', content: ' ' }, { role: 'user', content: '\t' }]
    expect(messagesOf(messages)).toEqual([user('\nA ', text('B\n', { cache_control }))])
  })

  it('leave out empty text, and the messages that were nothing else', () => {
    const messages = [{ role: 'user', content: '' }, { role: 'user', content: [text(''), text('A')] }, { role: 'assistant', content: '' }, { role: 'user', content: [] }]
    expect(messagesOf(messages)).toEqual([user('A')])
  })

  it.each([
    ['alone', [{ role: 'user', content: '' }], [user('(empty message)')]],
    ['after an answer', [{ role: 'user', content: 'A' }, { role: 'assistant', content: 'B' }, { role: 'user', content: ' ' }], [user('A'), { role: 'assistant', content: [text('B')] }, user('(empty message)')]],
  ])('of which the last (%s) says nothing say so, aloud', (_what, messages, expected) => {
    const { body, dropped } = ask({ messages })
    expect([body.messages, dropped]).toEqual([expected, [`messages[${messages.length - 1}].content`]])
  })

  it('that are none at all are refused', async () => {
    expect(await refusalOf([])).toMatchObject({ reason: 'unsupported', failure: { param: 'messages' } })
  })

  it('drop names aloud, once', () => {
    const { dropped } = ask({ messages: [{ role: 'user', name: 'Ann', content: 'A' }, { role: 'user', name: 'Bob', content: 'B' }, { role: 'user', name: null, content: 'C' }] })
    expect(dropped).toEqual(['messages[].name'])
  })

  it('keep the cache marks of messages and parts', () => {
    const messages = [{ role: 'user', content: 'A', cache_control }, { role: 'assistant', content: [text('B', { cache_control })] }, { role: 'user', content: 'C' }]
    expect(messagesOf(messages)).toEqual([user(text('A', { cache_control })), { role: 'assistant', content: [text('B', { cache_control })] }, user('C')])
  })
})

describe('a last message of the assistant', () => {
  const messages = [{ role: 'user', content: 'A' }, { role: 'assistant', content: 'The answer is ( ' }]

  it('is continued where the model does that, without the white space at its end', () => {
    expect(messagesOf(messages).at(-1)).toEqual({ role: 'assistant', content: [text('The answer is (')] })
  })

  it('is asked for in words elsewhere, aloud', () => {
    const { body, dropped } = ask({ messages }, STRICT)
    expect(body.messages).toEqual([user('A'), { role: 'assistant', content: [text('The answer is ( ')] }, user('Continue from where your last message ends, without repeating any of it.')])
    expect(dropped).toEqual(['messages[1]'])
  })

  it('is asked for in words where JSON is wanted, which begins at its beginning', () => {
    expect(ask({ messages, response_format: { type: 'json_object' } }).body.messages.at(-1)?.role).toBe('user')
  })

  it('of white space only is left out', () => {
    expect(messagesOf([{ role: 'user', content: 'A' }, { role: 'assistant', content: '\n' }])).toEqual([user('A')])
  })

  it('goes on from a paused turn on every model', () => {
    const content = [{ type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'q' } }]
    const paused = { role: 'assistant', content: null, provider_fields: { anthropic: { content } } }
    expect(messagesOf([{ role: 'user', content: 'A' }, paused], STRICT).at(-1)).toEqual({ role: 'assistant', content })
  })
})

describe('tool calls and results', () => {
  const asked = { role: 'assistant', content: 'Let me see', tool_calls: [toolCall('c1', 'f', '{"a":1}'), toolCall('c2', 'g')] }
  const question = { role: 'user', content: 'A' }

  it('become blocks; the results stand in one turn, before what else the user says', () => {
    const messages = [question, asked, { role: 'tool', tool_call_id: 'c2', content: 'two' }, { role: 'user', content: 'and?' }, { role: 'tool', tool_call_id: 'c1', content: [text('one')] }]
    expect(messagesOf(messages).slice(1)).toEqual([
      { role: 'assistant', content: [text('Let me see'), { type: 'tool_use', id: 'c1', name: 'f', input: { a: 1 } }, { type: 'tool_use', id: 'c2', name: 'g', input: {} }] },
      user({ type: 'tool_result', tool_use_id: 'c2', content: 'two' }, { type: 'tool_result', tool_use_id: 'c1', content: [text('one')] }, 'and?'),
    ])
  })

  it('show images, though not as an error', () => {
    const image = { role: 'tool', tool_call_id: 'c1', content: [{ type: 'image_url', image_url: { url: 'https://x/y.png' } }], is_error: true }
    const { body, dropped } = ask({ messages: [question, { ...asked, tool_calls: [toolCall('c1')] }, image] })
    expect(body.messages.at(-1)?.content).toEqual([{ type: 'tool_result', tool_use_id: 'c1', content: [{ type: 'image', source: { type: 'url', url: 'https://x/y.png' } }] }])
    expect(dropped).toEqual(['messages[].is_error'])
  })

  it('keep an error and a cache mark; an empty result has no content', () => {
    const results = [
      { role: 'tool', tool_call_id: 'c1', content: 'x', is_error: true, cache_control },
      { role: 'tool', tool_call_id: 'c2', content: '' },
    ]
    expect(messagesOf([question, asked, ...results]).at(-1)?.content).toEqual([
      { type: 'tool_result', tool_use_id: 'c1', content: 'x', is_error: true, cache_control },
      { type: 'tool_result', tool_use_id: 'c2' },
    ])
  })

  const unanswered = (id: string) => ({ type: 'tool_result', tool_use_id: id, content: 'There is no result of this call.', is_error: true })

  it('without a result say that there is none, aloud', () => {
    const cut = ask({ messages: [question, asked, { role: 'tool', tool_call_id: 'c1', content: 'x' }, question] })
    expect(cut.body.messages.at(-1)).toEqual(user({ type: 'tool_result', tool_use_id: 'c1', content: 'x' }, unanswered('c2'), 'A'))
    expect(cut.dropped).toEqual(['messages[1].tool_calls'])
    expect(messagesOf([question, asked]).at(-1)).toEqual(user(unanswered('c1'), unanswered('c2')))
  })

  it.each([
    ['that was never made', [{ role: 'tool', tool_call_id: 'c9', content: 'x' }], [user("Result of the earlier tool call 'c9':\nx")]],
    ['whose name is told', [{ role: 'tool', tool_call_id: 'c9', name: 'f', content: [text('x')] }], [user("Result of the earlier tool call to 'f':\nx")]],
    ['that is empty', [{ role: 'tool', tool_call_id: 'c9', content: '' }], [user("Result of the earlier tool call 'c9':")]],
  ])('a result for a call %s is told as text, aloud', (_what, messages, expected) => {
    const { body, dropped } = ask({ messages })
    expect([body.messages, dropped]).toEqual([expected, ['messages[0].tool_call_id']])
  })

  it('a second result of a call is told as text, aloud', () => {
    const messages = [question, { ...asked, tool_calls: [toolCall('c1')] }, { role: 'tool', tool_call_id: 'c1', content: 'x' }, { role: 'tool', tool_call_id: 'c1', content: 'y' }]
    expect(messagesOf(messages).at(-1)).toEqual(user({ type: 'tool_result', tool_use_id: 'c1', content: 'x' }, "Result of the earlier tool call 'c1':\ny"))
  })

  it('a result without an id answers the call of its name, else the first', () => {
    const messages = [question, asked, { role: 'tool', name: 'g', content: 'two' }, { role: 'tool', content: 'one' }]
    expect(messagesOf(messages).at(-1)).toEqual(user({ type: 'tool_result', tool_use_id: 'c2', content: 'two' }, { type: 'tool_result', tool_use_id: 'c1', content: 'one' }))
  })

  it('of messages in a row are calls of one turn', () => {
    const one = (id: string) => ({ role: 'assistant', content: null, tool_calls: [toolCall(id)] })
    const messages = [question, one('c1'), one('c2'), { role: 'tool', tool_call_id: 'c1', content: 'x' }, { role: 'tool', tool_call_id: 'c2', content: 'y' }]
    expect(ask({ messages })).toMatchObject({ body: { messages: [{}, { content: [{ id: 'c1' }, { id: 'c2' }] }, { content: [{ tool_use_id: 'c1' }, { tool_use_id: 'c2' }] }] }, dropped: [] })
  })

  it('of free text are calls with that text', () => {
    const call = { id: 'c1', type: 'custom', custom: { name: 'f', input: 'any text' } }
    expect(messagesOf([question, { role: 'assistant', tool_calls: [call] }, { role: 'tool', tool_call_id: 'c1', content: 'x' }])[1]?.content[0]?.input).toEqual({ input: 'any text' })
  })

  it('get ids that fit, the same for call and result, and never twice the same', () => {
    const turn = (id: string) => [{ role: 'assistant', content: null, tool_calls: [toolCall(id)] }, { role: 'tool', tool_call_id: id, content: 'x' }]
    const messages = messagesOf([question, ...turn('functions.add:0'), ...turn('functions_add_0'), ...turn('functions.add:0'), ...turn('x'.repeat(300))])
    const ids = messages.flatMap(({ content }) => content.flatMap(({ type, id }) => (type === 'tool_use' ? [id] : [])))
    const answered = messages.flatMap(({ content }) => content.flatMap(({ tool_use_id }) => tool_use_id ?? []))
    expect(answered).toEqual(ids)
    expect(new Set(ids).size).toBe(4)
    for (const id of ids) expect(id).toMatch(/^[a-zA-Z0-9_-]{1,128}$/)
  })

  it.each([
    ['cut off', '{"a": "b', { _raw: '{"a": "b' }],
    ['a list', '[1]', { _raw: '[1]' }],
    ['empty', '', {}],
    ['null', 'null', {}],
    ['an object already', { a: 1 }, { a: 1 }],
  ])('with arguments that are %s still make an object', (_what, args, input) => {
    const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: args } }
    const messages = messagesOf([question, { role: 'assistant', content: null, tool_calls: [call] }, { role: 'tool', tool_call_id: 'c1', content: 'x' }])
    expect(messages[1]?.content[0]?.input).toEqual(input)
  })

  it('of the days of functions are calls too', () => {
    const messages = [question, { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{"a":1}' } }, { role: 'function', name: 'f', content: 'x' }]
    expect(messagesOf(messages).slice(1)).toEqual([
      { role: 'assistant', content: [{ type: 'tool_use', id: 'function_call_1', name: 'f', input: { a: 1 } }] },
      user({ type: 'tool_result', tool_use_id: 'function_call_1', content: 'x' }),
    ])
  })
})

describe('an assistant of the past', () => {
  const details = [
    { type: 'reasoning.text', text: 'hm', signature: 'sig', format: 'anthropic-claude-v1', index: 0 },
    { type: 'reasoning.encrypted', data: 'blob', format: 'anthropic-claude-v1', index: 1 },
    { type: 'reasoning.text', text: 'unsigned', format: 'anthropic-claude-v1', index: 2 },
    { type: 'reasoning.encrypted', data: 'x', format: 'google-gemini-v1', index: 3 },
  ]

  it('thinks first, as signed; what others signed stays behind', () => {
    const said = { role: 'assistant', content: 'So', reasoning_content: 'hm', reasoning_details: details, tool_calls: [toolCall('c1')] }
    const messages = messagesOf([{ role: 'user', content: 'A' }, said, { role: 'tool', tool_call_id: 'c1', content: 'x' }])
    expect(messages[1]?.content.map(({ type }) => type)).toEqual(['thinking', 'redacted_thinking', 'text', 'tool_use'])
    expect(messages[1]?.content.slice(0, 2)).toEqual([{ type: 'thinking', thinking: 'hm', signature: 'sig' }, { type: 'redacted_thinking', data: 'blob' }])
  })

  it('that only thought is left out', () => {
    expect(messagesOf([{ role: 'user', content: 'A' }, { role: 'assistant', content: null, reasoning_details: details }, { role: 'user', content: 'B' }])).toEqual([user('A', 'B')])
  })

  it('that refused says so', () => {
    const messages = [{ role: 'user', content: 'A' }, { role: 'assistant', content: null, refusal: 'No.' }, { role: 'user', content: 'B' }]
    expect(messagesOf(messages)[1]?.content).toEqual([text('No.')])
    expect(messagesOf([messages[0] as object, { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] }, messages[2] as object])[1]?.content).toEqual([text('No.')])
  })

  it('comes back block by block as it was, unless somebody changed it', () => {
    const content = [{ type: 'server_tool_use', id: 's', name: 'web_search', input: { query: 'q' } }, text('Yes', { citations: [{ type: 'web_search_result_location', url: 'https://x' }] })]
    const said = { role: 'assistant', content: 'Yes', provider_fields: { anthropic: { content } } }
    const around = (message: object) => messagesOf([{ role: 'user', content: 'A' }, message, { role: 'user', content: 'B' }])[1]?.content
    expect(around(said)).toEqual(content)
    expect(around({ ...said, content: 'No' })).toEqual([text('No')])
  })
})

describe('parts', () => {
  const partOf = (part: object) => messagesOf([{ role: 'user', content: [part] }])[0]?.content[0]
  const pdf = 'data:application/pdf;base64,JVBERi0='
  const long = 'AAAA'.repeat(5000)

  it.each([
    ['an image as data', { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } }],
    ['an image under a wrong name', { type: 'image_url', image_url: { url: 'data:image/jpeg;base64,iVBORw0KGgoA' } }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgoA' } }],
    ['a jpg that is a jpeg', { type: 'image_url', image_url: { url: 'data:image/jpg;base64,AAAA' } }, { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: 'AAAA' } }],
    ['an image elsewhere', { type: 'image_url', image_url: { url: 'https://x/y.png' }, cache_control }, { type: 'image', source: { type: 'url', url: 'https://x/y.png' }, cache_control }],
    ['a PDF', { type: 'file', file: { file_data: pdf, filename: 'a.pdf' }, citations: { enabled: true } }, { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' }, title: 'a.pdf', citations: { enabled: true } }],
    ['a PDF without its URL', { type: 'file', file: { file_data: 'JVBERi0=', filename: 'a.pdf' } }, { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' }, title: 'a.pdf' }],
    ['a PDF elsewhere', { type: 'file', file: { file_data: 'https://x/a.pdf' } }, { type: 'document', source: { type: 'url', url: 'https://x/a.pdf' } }],
    ['a text', { type: 'file', file: { file_data: `data:text/csv;base64,${btoa('a,b')}` } }, { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'a,b' } }],
    ['an image as file', { type: 'file', file: { file_data: 'data:image/png;base64,AAAA' } }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } }],
    ['a file of the Files API', { type: 'file', file: { file_id: 'file_1' } }, { type: 'document', source: { type: 'file', file_id: 'file_1' } }],
    ['an image in base64 of URLs, cut into lines', { type: 'image_url', image_url: { url: 'data:image/png;base64,-_8\n=' } }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: '+/8=' } }],
    ['a long image', { type: 'image_url', image_url: { url: `data:image/png;base64,${long}AA==` } }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: `${long}AA==` } }],
    ['a long image in base64 of URLs, cut into lines', { type: 'image_url', image_url: { url: `data:image/png;base64,${long}\n-_-\n${long}` } }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: `${long}+/+${long}=` } }],
    ['an image without its URL', { type: 'image_url', image_url: 'iVBORw0KGgoA' }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgoA' } }],
    ['a drawing', { type: 'image_url', image_url: { url: `data:image/svg+xml;base64,${btoa('<svg/>')}` } }, { type: 'document', source: { type: 'text', media_type: 'text/plain', data: '<svg/>' }, title: 'image.svg' }],
    ['a text of the Responses API', { type: 'input_text', text: 'x' }, text('x')],
    ["a block of Anthropic's own", { type: 'search_result', source: 's', title: 't', content: [text('x')] }, { type: 'search_result', source: 's', title: 't', content: [text('x')] }],
  ])('%s', (_what, part, block) => {
    expect(partOf(part)).toEqual(block)
  })

  it.each([
    ['audio', { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }, 'messages[1].content[1]'],
    ['a bitmap', { type: 'image_url', image_url: { url: 'data:image/bmp;base64,AAAA' } }, 'messages[1].content[1].image_url.url'],
    ['no base64 at all, and long', { type: 'image_url', image_url: { url: `data:image/png;base64,{image}{${long}` } }, 'messages[1].content[1].image_url.url'],
    ['no base64', { type: 'image_url', image_url: { url: 'data:image/png;base64,{image}' } }, 'messages[1].content[1].image_url.url'],
    ['an image in a bucket', { type: 'image_url', image_url: { url: 'gs://b/x.png' } }, 'messages[1].content[1].image_url.url'],
    ['a spreadsheet', { type: 'file', file: { file_data: 'data:application/vnd.ms-excel;base64,AAAA' } }, 'messages[1].content[1].file.file_data'],
    ['an empty PDF', { type: 'file', file: { file_data: 'data:application/pdf;base64,' } }, 'messages[1].content[1].file.file_data'],
    ['an empty image', { type: 'image_url', image_url: { url: 'data:image/png;base64,' } }, 'messages[1].content[1].image_url.url'],
    ['a file without data', { type: 'file', file: {} }, 'messages[1].content[1].file'],
    ['a video', { type: 'video_url', video_url: { url: 'https://x/y.mp4' } }, 'messages[1].content[1]'],
  ])('%s is refused by name, so that another target can be asked', async (_what, part, param) => {
    const error = await refusalOf([{ role: 'user', content: 'A' }, { role: 'user', content: [text('x'), part] }])
    expect(error).toMatchObject({ reason: 'unsupported', failure: { param } })
  })

  it('that nobody has heard of are told as JSON, aloud', () => {
    const { body, dropped } = ask({ messages: [{ role: 'user', content: ['A', { type: 'hologram', depth: 3 }] }] })
    expect([body.messages, dropped]).toEqual([[user('A', '{"type":"hologram","depth":3}')], ['messages[0].content[1]']])
  })

  it('of an answer that only the user may show are shown by the user, aloud', () => {
    const image = { type: 'image_url', image_url: { url: 'https://x/y.png' } }
    const { body, dropped } = ask({ messages: [{ role: 'user', content: 'A' }, { role: 'assistant', content: [text('B'), image] }, { role: 'user', content: 'C' }] })
    expect(body.messages).toEqual([user('A'), { role: 'assistant', content: [text('B')] }, user({ type: 'image', source: { type: 'url', url: 'https://x/y.png' } }, 'C')])
    expect(dropped).toEqual(['messages[1].content'])
  })

  it('an image whose detail is chosen says that it is not', () => {
    const image = { type: 'image_url', image_url: { url: 'https://x/y.png', detail: 'low' } }
    expect(ask({ messages: [{ role: 'user', content: [image, image] }] }).dropped).toEqual(['messages[].content[].image_url.detail'])
  })
})
