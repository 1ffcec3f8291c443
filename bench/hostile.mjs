/** `tsx bench/hostile.mjs`: 1 MB of hostile input to every parser and check of ours, and how long each holds up the event loop. */
import { fakeCall, fakeTarget } from '../src/testing/fake-call.ts'
import { didYouMean, show } from '../src/core/check.ts'
import { GatewayError } from '../src/core/error.ts'
import { bytesOfBase64 } from '../src/core/base64.ts'
import { headerText } from '../src/core/header.ts'
import { linearPattern } from '../src/core/linear-pattern.ts'
import { traceOf } from '../src/core/trace.ts'
import { estimateText } from '../src/models/estimator.ts'
import { wordsOf } from '../src/models/name.ts'
import { rewriteJson } from '../src/guardrails/json-texts.ts'
import { startsWith } from '../src/guardrails/starts-with.ts'
import { partialSuccessOf } from '../src/telemetry/otel/otlp-answer.ts'
import { tracestateOf } from '../src/telemetry/otel/trace-headers.ts'
import { contains } from '../src/guardrails/contains.ts'
import { repairJson } from '../src/guardrails/json-repair.ts'
import { jsonSchema } from '../src/guardrails/json-schema.ts'
import { length } from '../src/guardrails/length.ts'
import { regex } from '../src/guardrails/regex.ts'
import { validUrls } from '../src/guardrails/valid-urls.ts'
import { anthropicFailure } from '../src/providers/anthropic/failure.ts'
import { chatRequest as anthropicRequest } from '../src/providers/anthropic/request.ts'
import { BEHIND } from '../src/guardrails/check.ts'
import { pii } from '../src/guardrails/pii.ts'
import { codeIn } from '../src/guardrails/code/code-in.ts'
import { senseless } from '../src/guardrails/gibberish/senseless.ts'
import { suspicion } from '../src/guardrails/injection/score.ts'
import { languageOf } from '../src/guardrails/language/language-of.ts'
import { secrets } from '../src/guardrails/secrets.ts'
import { readFailure } from '../src/providers/failure.ts'
import { readFailure as googleFailure } from '../src/providers/google/failure.ts'
import { chatRequest as googleRequest } from '../src/providers/google/request.ts'
import { splitThink } from '../src/providers/openai-compatible/normalize.ts'
import { chatRequest as openaiRequest } from '../src/providers/openai-compatible/request.ts'
import { ChatDecoder } from '../src/providers/openai-compatible/stream.ts'
import { ThinkTags } from '../src/providers/openai-compatible/think-tags.ts'
import { Redactor } from '../src/providers/redact.ts'
import { duration } from '../src/core/duration.ts'
import { retryAfterMs } from '../src/providers/retry-after.ts'
import { mediaOf } from '../src/providers/translate/media.ts'
import { say } from '../src/telemetry/lines.ts'
import { isPublicAddress, isPublicHost, refusalOf } from '../src/transport/guard.ts'
import { seeded } from './collector-records.mjs'
import { roomCases } from './hostile-rooms.mjs'
import { encodeJson } from '../src/transport/request.ts'
import { SseReader } from '../src/transport/sse.ts'

const MB = 1_000_000
const LIMIT_MS = 20
const ROUNDS = 7
const KEY = 'sk-proj-Ab9dEf2hIj4kLm6nOp8qRs0tUv1wXyZ3'

const fill = (piece) => piece.repeat(Math.ceil(MB / piece.length)).slice(0, MB)
/** A piece that is another each time, so that nothing is spared by having been seen. */
const vary = (piece) => {
  let text = ''
  for (let at = 0; text.length < MB; at++) text += piece.replaceAll('#', String(at))
  return text.slice(0, MB)
}
/** Characters by chance, the same each time. */
const everNew = (characters) => {
  const chance = seeded(1)
  return Array.from({ length: MB }, () => characters[Math.floor(chance() * characters.length)]).join('')
}
const bytes = (text) => new TextEncoder().encode(text)
const deep = JSON.parse(`${'{"a":'.repeat(MB / 6)}1${'}'.repeat(MB / 6)}`)
const wide = Object.fromEntries(Array.from({ length: 60_000 }, (_, at) => [`k${at}`, 'x']))
const deepSchema = JSON.parse(`${'{"type":"object","properties":{"a":'.repeat(2_000)}{}${'}}'.repeat(2_000)}`)
const wideSchema = { type: 'object', properties: Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`k ${at}`, { type: 'string', minLength: 1 }])) }
const manyTools = Array.from({ length: 8_000 }, () => ({ type: 'function', function: { name: 'ünfit näme', parameters: { type: 'object' } } }))
const hello = { role: 'user', content: 'Hi' }

const requests = { 'an OpenAI-like host': (call) => openaiRequest(call, fakeTarget, 'host', {}), Claude: (call) => anthropicRequest(call, fakeTarget, {}), Gemini: (call) => googleRequest(call, fakeTarget, 'json'), 'Gemini, by its subset': (call) => googleRequest(call, fakeTarget, 'subset') }
const bodies = {
  'a deep schema': { messages: [hello], tools: [{ type: 'function', function: { name: 'f', parameters: deepSchema } }] },
  'a wide schema': { messages: [hello], tools: [{ type: 'function', function: { name: 'f', parameters: wideSchema } }] },
  'tools whose names do not fit': { messages: [hello], tools: manyTools },
  'arguments that are no JSON': { messages: [hello, { role: 'assistant', tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: fill('{"a":') } }] }, { role: 'tool', tool_call_id: 'a', content: 'x' }] },
  'a data URL without end': { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: `data:image/png;base64,${fill('A')}` } }] }] },
  'a data URL of parameters': { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: `data:image/png${fill(';a')};base64,AAAA` } }] }] },
  'many messages': { messages: Array.from({ length: 15_000 }, (_, at) => ({ role: at % 2 ? 'assistant' : 'user', content: `message ${at}` })) },
  'parameters nobody knows': { messages: [hello], ...Object.fromEntries(Object.entries(wide).slice(0, 5_000)) },
}

/** Beginnings of constructions, again and again, each a little other; `#` stands for a number. */
const hostileCode = ['word# ', 'select a#, ', 'select a# from b# x ', 'select a(# from b ', 'insert into a# (', 'create table a# ', 'where a# ', "' or #", 'const a# ', 'const {a#', 'let a#: b c ', 'function f#(', 'import {a#', 'import a# ', 'export class #', 'a# => ', '(a#) ', ')=>#', 'a# === b, ', '\ndef f#(a', '\nclass f#(', 'lambda a#, ', '<div # ', '</p#', 'curl -a -b# ', 'a | sort # ', '\n$ ls#', 'func f#(', 'func f#() a ', 'fn f#<', 'impl f# ', 'int a# = b ', 'public static a# ', '$a# = b ', '$(a# ', '&& a#', 'a#, b := ', '\n```a#', '\nimport a#, ']

const aaa = fill('a')
const hostileRegex = regex({ pattern: '\\w{1,64}@' }).finder
const hostilePhrases = contains({ none: ['aaaaac', 'aab'] }).finder

const credentials = secrets().finder
const personal = pii({ redact: true }).finder
const personalTexts = { digits: fill('1'), 'digits and dashes': fill(' 1-1-1'), 'at signs': fill('@.@.'), dots: fill('a.a.a.a'), colons: fill('::::'), base58: fill('1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2'), 'other text': fill('Lorem ipsum dolor '), spaces: fill(' '), capitals: fill('Aaaa ') }

/** What each detector looks twice at: candidates that fail late, and texts full of true finds. */
const repeated = Object.fromEntries([
  '1 ', '123 ', 'a 1234567 ', '(12) 34 ', '(1)', '+49 1234 ', '1, ', '1 st ', 'a@1', 'a@b.co ', '1::1 ', '00:11:22:33:44:55 ', '0011.2233.4455 ', '1.1.1.1 ', 'v 1.2.3.4 ', '4111 1111 1111 1112 ', 'DE89 3704 0044 0532 0130 00 ', 'DE89 ', '12345678Z ', 'X1234567L ', 'RSSMRA85T10A562S ', 'ABCPE1234F ',
  'AB 12 34 56 C ', 'D1234567 ', 'passport C01X00T47 ', 'may 1 1980 ', 'born 1 may 1980 ', '1 Aa Aa Aa ', '1 rue Aa ', 'Aaaweg 1 ', 'Via Via Via 5 ', 'call 555-1234 ', '(202) 555-0134 ', '130692544 ', '44051401359 ', '2341 2341 2346 ', 'ssn 123456789 ', '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2 ',
].map((piece) => [JSON.stringify(piece), fill(piece)]))

/** Where addresses of the web begin, and end too soon. */
const addresses = Object.fromEntries(['a.zz/', 'a.zz?', 'http://a', 'www.a.', 'a.b.c.d.', '//', '@a.zz/', 'a.com/ ', 'a.md ', 'http:// '].map((piece) => [JSON.stringify(piece), fill(piece)]))
const webAddresses = pii({ kinds: ['url'] }).finder

const cases = {
  ...group('personal data', { ...personalTexts, ...repeated }, (text) => () => personal.find(text)),
  ...group('personal data, addresses of the web', addresses, (text) => () => webAddresses.find(text)),
  // 32 KB: as much as an event loop's turn may bring.
  ...group('personal data, in pieces', { ...personalTexts, ...repeated }, (text) => () => inPieces(personal, text.slice(0, 32_768), 16)),
  ...group('SSE', {
    'one line': fill('x'), 'empty lines': fill('\n'), 'carriage returns': fill('\r'), comments: fill(':\n'), 'data lines of one event': fill('data:x\n'), 'empty data': fill('data\n'), 'tiny events': fill('data:1\n\n'), 'event names': fill('event:x\n'),
  }, (text) => () => { const out = []; const reader = new SseReader(); reader.push(bytes(text), out); reader.end(out) }),
  ...group('SSE, a byte at a time', { 'one line': fill('x'), 'data lines of one event': fill('data:x\n') }, (text) => {
    const all = bytes(text)
    return () => { const out = []; const reader = new SseReader(); for (let at = 0; at < 65_536; at++) reader.push(all.subarray(at, at + 1), out); reader.end(out) }
  }),
  ...everyReader({
    'a long message': { error: { message: fill('model ') } }, 'a long code': { error: { message: 'x', code: fill('insufficient_'), type: fill('x') } }, 'HTML': fill('<'), spaces: fill(' '), 'depth': { error: deep }, 'a deep detail': { detail: deep }, width: { error: wide }, 'a list': [fill('capacity ')],
  }),
  ...group('guardrail, secrets', {
    'one word': fill('x'), words: fill('a '), 'names without values': fill('key='), 'names with values': fill('key=aB3xK9pQ7z '), 'a beginning of a key': fill('sk- '), 'keys cut short': fill(`ghp_${'a1'.repeat(16)} `), 'headers of keys': fill('-----BEGIN PRIVATE KEY-----\n'), 'a key without end': `-----BEGIN PRIVATE KEY-----\n${fill('MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n')}`, dashes: fill('-'), 'headers of tokens': fill('eyJhbGciOiJIUzI1NiJ9.'), logins: fill('a://b:'), digits: fill('123456789:'), JSON: fill('{"a":"b"},'), 'no spaces': fill('密码是'),
  }, (text) => () => { credentials.find(text); credentials.settledUntil(text) }),
  ...group('guardrail, secrets, in pieces', { 'one word': fill('x'), 'names without values': fill('key='), dashes: fill('-'), words: fill('a '), JSON: fill('{"a":"b"},'), 'headers of tokens': fill('eyJhbGciOiJIUzI1NiJ9.') }, (text) => () => inPieces(credentials, text.slice(0, 32_768), 16)),
  ...group('guardrail, injection', { 'one word': fill('x'), 'trigger words': fill('ignore previous '), rules: fill('instructions rules prompt '), marks: fill('<'), images: fill('!['), 'unseen characters': fill('a\u200b'), 'look-alikes': fill('а'), Chinese: fill('忽略'), base64: fill('QUJD'), hex: fill('4f'), 'percent signs': fill('%41'), 'letters apart': fill('a b '), digits: fill('a1b2 ') }, (text) => () => suspicion(text, true)),
  ...group('guardrail, gibberish', { 'one word': fill('x'), words: fill('word '), marks: fill('('), accents: fill('é'), 'accents apart': fill('e\u0301'), 'other words': vary('word# '), capitals: fill('WORD '), 'another script': fill('мир '), 'no words': fill('a.b') }, (text) => () => senseless(text)),
  ...group('guardrail, language', { words: fill('the '), Chinese: fill('忽略'), letters: fill('a '), 'shared words': fill('de la que en a o e i '), accents: fill('ệ'), 'accents apart': fill('o\u0302 '), Russian: fill('и в что это '), numbers: vary('#x'), marks: fill('('), spaces: fill(' ') }, (text) => () => languageOf(text)),
  ...group('guardrail, code', { 'one word': fill('x'), columns: fill('select a,'), brackets: fill('('), fences: fill('```\n'), lines: fill('\n'), ...Object.fromEntries(hostileCode.map((piece) => [JSON.stringify(piece), vary(piece)])) }, (text) => () => codeIn(text)),
  ...group('Retry-After', { digits: fill('9'), spaces: fill(' '), durations: fill('1h'), dots: fill('1.'), 'a date': fill('Mon, 01 Jan ') }, (text) => () => { retryAfterMs({ 'retry-after': text, 'retry-after-ms': text, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': text }, 0); duration(text, 0) }),
  ...group('secrets', { 'other text': fill('Lorem ipsum dolor '), 'the key': fill(KEY), 'the key cut short': fill(`${KEY.slice(0, -1)} `), 'its prefix': fill('sk-proj-'), Bearer: fill('Bearer '), 'a query': fill('?key='), 'one window short': fill('Ab9dE ') }, (text) => redaction({ message: text.slice(0, 2_000), body: { error: text } })),
  'secrets: a wide body': redaction({ message: 'x', body: wide }),
  'secrets: a deep body': redaction({ message: 'x', body: deep }),
  'secrets: a list of numbers': redaction({ message: 'x', body: Array.from({ length: 500_000 }, () => 1) }),
  'secrets: a cause': redaction({ message: 'x', cause: Object.assign(new Error(fill(KEY)), { wide, deep }) }),
  ...group('<think>', { open: `<think>${fill('<')}`, 'half closed': `<think>${fill('</think')}`, spaces: `<think></think>${fill(' ')}`, 'never opened': fill(' ') }, (text) => () => { splitThink(text); new ThinkTags().push(text) }),
  '<think>, in pieces': () => { const tags = new ThinkTags(); tags.push('<think>'); for (let at = 0; at < 30_000; at++) tags.push('</thin') },
  '<think>, spaces in pieces': () => { const tags = new ThinkTags(); for (let at = 0; at < 30_000; at++) tags.push(' '.repeat(33)) },
  ...group('data URL', { commas: `data:${fill(',')}`, semicolons: `data:${fill(';')}`, 'plain text': `data:,${fill('x')}`, escapes: `data:,${fill('%41')}` }, (text) => () => mediaOf(text)),
  ...group('guard', { dots: fill('.'), labels: fill('a.'), colons: fill(':'), digits: fill('1'), brackets: `[${fill('::')}]`, 'local names': fill('localhost.') }, (text) => () => { isPublicHost(text); isPublicAddress(text); if (URL.canParse(`http://${text}/`)) refusalOf(new URL(`http://${text}/`)) }),
  ...group('checks', { 'a name': fill('x') }, (text) => () => { didYouMean(text, ['weight', 'children', text]); show(text) }),
  'checks: many names': () => didYouMean('wieght', Object.keys(wide).slice(0, 1_000)),
  'log line': () => say({ type: 'call.start', address: fill('\n'), operation: 'chat', stream: false, callId: 'x', at: 0, metadata: undefined }),
  'JSON out, a wide body': () => encodeJson(wide),
  'JSON out, a deep body': () => refusing(() => encodeJson(deep)),
  'stream of tool calls': () => { const decoder = new ChatDecoder({}); const out = []; for (let at = 0; at < 8_000; at++) decoder.push({ id: 'c', choices: [{ index: 0, delta: { tool_calls: [{ index: at, function: { name: 'f', arguments: '{' } }] }, finish_reason: null }] }, 'message', out) },
  ...group('regex', { 'a word without end': fill('a'), prose: fill('Lorem ipsum dolor '), 'other scripts': fill('мир и война '), 'beginnings': fill('a@') }, (text) => finding(regex({ pattern: '\\w{1,64}@\\w{1,64}\\.com' }), text)),
  ...Object.fromEntries(['(a|a)*b', '(a*)*b', 'a{1,64}b', '(?:a?){64}a{64}c', '(?:a|aa)+$', '(?:a+)+b'].map((pattern) => [`regex: ${pattern}`, judging(regex({ pattern, must: 'match' }), `${aaa}!`)])),
  ...group('pattern', { '(a|a)*b': '(a|a)*b', 'a{1,64}b': 'a{1,64}b' }, (pattern) => () => linearPattern(pattern)(aaa)),
  ...group('trace headers', { dashes: fill('-'), zeros: `00-${fill('0')}`, commas: fill(','), pairs: fill('a=b,'), spaces: fill(' ') }, (text) => () => { traceOf('x', text); tracestateOf(text) }),
  ...group('base64', { letters: fill('QUJD'), padding: fill('='), spaces: fill(' '), marks: fill('-') }, (text) => () => refusing(() => { try { bytesOfBase64(text) } catch {} })),
  ...group('header', { ASCII: fill('a'), lines: fill('\n'), 'other scripts': fill('мир') }, (text) => () => headerText(text)),
  ...group('tokens', { words: fill('word '), Chinese: fill('忽略'), digits: fill('1'), marks: fill('('), spaces: fill(' '), surrogates: fill('😀') }, (text) => () => estimateText(text)),
  ...group("a model's name", { dashes: fill('-'), words: fill('gpt-'), digits: fill('1.'), slashes: fill('/') }, (text) => () => wordsOf(text)),
  ...group('texts inside of JSON', { texts: `[${fill('"a",')}1]`, numbers: `[${fill('1,')}1]`, escapes: `["${fill('\\n')}"]`, none: fill('"') }, (text) => () => rewriteJson(text, (one) => one)),
  ...group('OTLP answer', { braces: fill('{"a":'), zeros: fill('\0'), groups: fill('\u000b'), lengths: fill('\n\u0001'), varints: fill('\x7f') }, (text) => { const answer = bytes(text); return () => { partialSuccessOf(answer, 'json'); partialSuccessOf(answer, 'protobuf') } }),
  ...group('beginning', { spaces: fill(' '), capitals: fill('A'), 'full width': fill('Ａ') }, (text) => judging(startsWith({ any: ['a b', 'c'] }), text)),
  'JSON Schema: formats': judging(jsonSchema({ schema: { additionalProperties: { anyOf: ['date', 'time', 'date-time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid', 'uri'].map((format) => ({ format })) } } }), JSON.stringify({ a: fill('1'), b: `P${fill('1')}`, c: `2020-01-01T00:00:00.${fill('1')}` }).slice(0, 3 * MB)),
  'JSON Schema: unique items, all others': judging(jsonSchema({ schema: { uniqueItems: true } }), `[${vary('{"a":[#]},').replace(/,[^,]*$/, ',1]')}`),
  'JSON Schema: unique items': judging(jsonSchema({ schema: { uniqueItems: true } }), `[${fill('{"a":[]},')}1]`.replace(/,[^,]*$/, ',1]')),
  'regex: what RegExp would never end': judging(regex({ pattern: '^(a+)+$', must: 'match' }), `${fill('a')}!`),
  'regex: a match that may turn out longer': judging(regex({ pattern: 'foo(?:.*bar)?' }), fill('foo and some more words, ')),
  'regex: ever new states': finding(regex({ pattern: '\\d{1,3}.{0,60}\\d!' }), everNew('1x 2')),
  'regex: ever new states, of a match each': finding(regex({ pattern: 'a.{0,60}b' }), everNew('abcdefghij')),
  ...group('phrases', { 'a beginning': fill('a'), beginnings: fill('aaab'), prose: fill('Lorem ipsum dolor '), 'capitals': fill('AAAB'), 'full width': fill('ＡＡＡＢ') }, (text) => finding(contains({ none: ['aaaaaaaaac', 'aaaaac', 'aac', 'ipsus'], words: true }), text)),
  'regex: what is settled': () => hostileRegex.settledUntil(aaa),
  'phrases: what is settled': () => hostilePhrases.settledUntil(aaa),
  ...group('JSON repair', { braces: fill('{'), brackets: fill('['), fences: fill('```'), backslashes: `{"${fill('\\')}`, quotes: `{${fill("'")}`, comments: `[${fill('/*')}`, hashes: `[${fill('#')}`, names: `{a:[${fill('b,')}`, spaces: `[${fill(' ')}`, 'a list': `[${fill('1 ,')}` }, (text) => () => repairJson(text)),
  'JSON Schema: a wide value': judging(jsonSchema({ schema: { additionalProperties: { pattern: '^(x+)+$' } } }), JSON.stringify(Object.fromEntries(Array.from({ length: 15_000 }, (_, at) => [`k${at}`, 'x'.repeat(50)])))),
  'JSON Schema: a deep value': (() => { const judge = judging(jsonSchema({ schema: { properties: { a: { $ref: '#' } } } }), `${'{"a":'.repeat(MB / 6)}1${'}'.repeat(MB / 6)}`); return () => refusing(judge) })(),
  ...group('URLs', { one: `https://${fill('a')}`, brackets: `https://a.b/${fill(')')}`, beginnings: fill('https://') }, (text) => judging(validUrls(), text)),
  ...group('length', { words: fill('a '), marks: fill('.'), 'one word': fill('a') }, (text) => judging(length({ maxWords: 1, maxSentences: 1 }), text)),
  ...Object.fromEntries(Object.entries(requests).flatMap(([target, translate]) => Object.entries(bodies).map(([name, body]) => [`to ${target}: ${name}`, () => refusing(() => translate(fakeCall({ body: { model: 'm', ...body } })))]))),
  ...roomCases,
}

let slow = 0
for (const [name, run] of Object.entries(cases)) {
  let least = Infinity
  let thrown
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    try {
      run()
    } catch (error) {
      thrown = error
    }
    least = Math.min(least, performance.now() - start)
  }
  const isBad = least > LIMIT_MS || thrown !== undefined
  if (isBad) slow += 1
  console.log(`${isBad ? '✗' : ' '} ${least.toFixed(1).padStart(8)} ms  ${name}${thrown === undefined ? '' : `: ${String(thrown).slice(0, 120)}`}`)
}
console.log(`\n${Object.keys(cases).length} cases of about 1 MB, the best of ${ROUNDS} rounds; ${slow} above ${LIMIT_MS} ms`)
if (process.argv.includes('--check') && slow > 0) process.exitCode = 1

function group(what, inputs, prepare) {
  return Object.fromEntries(Object.entries(inputs).map(([name, input]) => [`${what}: ${name}`, prepare(input)]))
}

function everyReader(inputs) {
  const readers = { OpenAI: readFailure, Anthropic: anthropicFailure, Gemini: googleFailure }
  return Object.assign({}, ...Object.entries(readers).map(([name, read]) => group(`error body, ${name}`, inputs, (body) => () => read({ status: 400, headers: {}, body, nowMs: 0 }))))
}

/** As a guarded stream does it: what is settled is looked at and goes, but for what a finder may look back at. */
function inPieces(finder, text, size) {
  let window = ''
  let gone = 0
  for (let at = 0; at < text.length; at += size) {
    window += text.slice(at, at + size)
    const until = finder.settledUntil(window)
    if (until <= gone) continue
    finder.find(window, gone)
    const forget = Math.max(0, until - BEHIND)
    window = window.slice(forget)
    gone = until - forget
  }
}

function redaction(facts) {
  const error = new GatewayError({ reason: 'server_error', ...facts })
  const redactor = new Redactor()
  return () => redactor.error(error, [KEY])
}

function finding({ finder }, text) {
  return () => finder.find(text)
}

function judging({ judge }, text) {
  const content = { side: 'output', parts: [{ kind: 'assistant', text, path: '', isLast: false, choice: 0 }] }
  const call = fakeCall()
  return () => judge(content, { call })
}

/** A refusal in our own words is an answer; so is a stack that overflows, of which `defineProvider` makes one. */
function refusing(run) {
  try {
    run()
  } catch (error) {
    if (!(error instanceof GatewayError || error instanceof RangeError)) throw error
  }
}
