import { describe, expect, it } from 'vitest'
import { duration } from '../../src/core/duration.ts'
import { retryAfterMs } from '../../src/providers/retry-after.ts'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const DAY = 24 * 60 * 60 * 1000

describe('retryAfterMs reads', () => {
  it.each([
    ['seconds', { 'retry-after': '7' }, 7000],
    ['a fraction of a second', { 'retry-after': '0.5' }, 500],
    ['nothing to wait', { 'retry-after': '0' }, 0],
    ['an HTTP date', { 'retry-after': 'Sat, 21 Nov 2026 12:00:30 GMT' }, 30_000],
    ['an ISO date', { 'retry-after': '2026-11-21T12:01:00Z' }, 60_000],
    ['milliseconds', { 'retry-after-ms': '250' }, 250],
    ['milliseconds before seconds', { 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    ['seconds where the milliseconds are not a number', { 'retry-after-ms': 'soon', 'retry-after': '9' }, 9000],
    ['the reset of requests when none remain', { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '6m0s' }, 360_000],
    ['the reset of tokens when none remain', { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '20ms' }, 20],
    ['retry-after before any reset', { 'retry-after': '3', 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1s' }, 3000],
    ['a reset where retry-after says nothing usable', { 'retry-after': 'NaN', 'x-ratelimit-reset': '4' }, 4000],
    ['seconds with their unit', { 'retry-after': '20s' }, 20_000],
    ['a Unix time', { 'retry-after': String(NOW / 1000 + 5) }, 5000],
    ['the later of two resets', { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1s', 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '7.66s' }, 7660],
    ['the reset of what is used up, not of what is left', { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1s', 'x-ratelimit-remaining-tokens': '9', 'x-ratelimit-reset-tokens': '1m' }, 1000],
    ['a reset where -1 remains', { 'x-ratelimit-remaining-tokens': '-1', 'x-ratelimit-reset-tokens': '6m0s' }, 360_000],
    ['a reset where nobody says what remains', { 'x-ratelimit-reset-tokens': '2' }, 2000],
    ["Cerebras's resets", { 'x-ratelimit-remaining-tokens-minute': '0', 'x-ratelimit-reset-tokens-minute': '11.382', 'x-ratelimit-remaining-requests-day': '5', 'x-ratelimit-reset-requests-day': '33011' }, 11_382],
    ["the IETF's reset", { 'ratelimit-remaining': '0', 'ratelimit-reset': '50' }, 50_000],
    ['a reset in Unix seconds', { 'x-ratelimit-reset': String(NOW / 1000 + 5) }, 5000],
    ['a reset in Unix milliseconds', { 'x-ratelimit-reset': String(NOW + 5) }, 5],
    ['a reset as an ISO date', { 'x-ratelimit-reset': '2026-11-21T12:00:02Z' }, 2000],
  ])('%s', (_, headers, expected) => {
    expect(retryAfterMs(headers, NOW)).toBe(expected)
  })
})

describe('retryAfterMs clamps', () => {
  it.each([
    ['a year to a day', { 'retry-after': '31536000' }, DAY],
    ['a far date to a day', { 'retry-after': 'Fri, 31 Dec 2100 00:00:00 GMT' }, DAY],
    ['a number beyond every clock to a day', { 'retry-after': '1e300' }, DAY],
    ['a negative wait to none', { 'retry-after': '-1' }, 0],
    ['negative milliseconds to none', { 'retry-after-ms': '-5' }, 0],
    ['a date in the past to none', { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, 0],
    ['a reset of -1 to none', { 'x-ratelimit-reset': '-1' }, 0],
    ['a Unix time in the past to none', { 'retry-after': String(NOW / 1000 - 5) }, 0],
    ['a reset of a limit of -1 to none', { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '-1' }, 0],
    ['a reset of 0 to none', { 'x-ratelimit-reset-requests': '0' }, 0],
    ['a reset beyond every clock to a day', { 'x-ratelimit-reset-requests': '999999999d' }, DAY],
    ['a reset that has passed to none', { 'x-ratelimit-reset': String(NOW / 1000 - 60) }, 0],
  ])('%s', (_, headers, expected) => {
    expect(retryAfterMs(headers, NOW)).toBe(expected)
  })
})

describe('retryAfterMs finds no hint in', () => {
  it.each([
    ['no header', {}],
    ['NaN', { 'retry-after': 'NaN' }],
    ['Infinity', { 'retry-after': 'Infinity' }],
    ['an empty header', { 'retry-after': '' }],
    ['blanks', { 'retry-after-ms': '  ' }],
    ['words', { 'retry-after': 'later' }],
    ['a reset of requests while some remain', { 'x-ratelimit-remaining-requests': '4', 'x-ratelimit-reset-requests': '6m0s' }],
    ['a reset of tokens while some remain', { 'x-ratelimit-remaining-tokens': '100', 'x-ratelimit-reset-tokens': '1s' }],
    ['a reset of one limit that is no time', { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': 'NaN' }],
    ['a name that only looks like a reset', { 'x-ratelimit-resets': '4', 'my-ratelimit-reset': '4' }],
    ['a reset that is no time', { 'x-ratelimit-reset': 'unknown' }],
  ])('%s', (_, headers) => {
    expect(retryAfterMs(headers, NOW)).toBeUndefined()
  })
})

it.each([408, 500, 503, 529])('a reset means nothing under %i, a retry-after does', (status) => {
  expect(retryAfterMs({ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '6m0s' }, NOW, status)).toBeUndefined()
  expect(retryAfterMs({ 'retry-after': '2' }, NOW, status)).toBe(2000)
})

describe('duration', () => {
  it.each([
    ['6m0s', 360_000],
    ['1s', 1000],
    ['20ms', 20],
    ['1.5s', 1500],
    ['8.64s', 8640],
    ['1m2s500ms', 62_500],
    ['2h', 7_200_000],
    ['1d1h', 25 * 3_600_000],
    ['34.074824224s', 34_074.824224], // Gemini's RetryInfo
    ['1.5', 1500],
    ['0', 0],
    ['-1', -1000],
    ['2026-11-21T12:00:10.5Z', 10_500], // Anthropic's anthropic-ratelimit-*-reset
    [' 3s ', 3000],
  ])('%s is %d ms', (text, expected) => {
    expect(duration(text, NOW)).toBeCloseTo(expected, 6)
  })

  it.each(['', ' ', 'm', 's', '5x', '1h-2m'])("'%s' is none", (text) => {
    expect(duration(text, NOW)).toBeUndefined()
  })
})
