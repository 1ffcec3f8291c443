import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Check, check, contains, endsWith, length, regex, startsWith, validUrls } from '../../src/index.ts'
import { callOf, contentOf, fakeContext, judgedBy, partOf } from './fake-context.ts'
import { grown, without } from './growing.ts'

const finds = ({ finder }: Check, text: string): string[] => (finder?.find(text) ?? []).map(({ start, end }) => text.slice(start, end))

/** However the text is cut: the same finds, and all else let go. */
function expectLawful({ finder }: Check, text: string, cuts: readonly number[]): void {
  if (finder === undefined) throw new Error('the check has no finder')
  const matches = finder.find(text)
  expect([text, cuts, grown(finder, text, cuts)]).toEqual([text, cuts, { matches, released: without(text, matches) }])
  for (const { start, end } of matches) expect(end - start).toBeLessThanOrEqual(finder.reach)
}

const cutText = (unit: readonly string[]) =>
  fc.string({ unit: fc.constantFrom(...unit), maxLength: 200 }).chain((text) => fc.tuple(fc.constant(text), fc.array(fc.nat(text.length), { maxLength: 8 })))

describe('regex', () => {
  it('finds in a growing text what it finds in the whole', () => {
    const patterns = ['\\bTCK-\\d{2,4}\\b', 'ab?c', '(?:ab|a)(?:bc)?', '\\d{4}', 'x.{0,5}?y', '(?:a|b){2,5}c']
    fc.assert(
      fc.property(fc.constantFrom(...patterns), cutText(['a', 'b', 'c', 'x', 'y', '1', '2', ' ', '-', 'TCK-', '12']), (pattern, [text, cuts]) => expectLawful(regex({ pattern }), text, cuts)),
      { numRuns: 1000 },
    )
  })

  it('looks at a text of any length', () => {
    const text = `${'x'.repeat(50_000)} TCK-1`
    expect(finds(regex({ pattern: /tck-\d/i }), text)).toEqual(['TCK-1'])
  })

  it.each([
    ['asks for the beginning', '^a+b', 'aab'],
    ['asks for the end', 'b$', 'b'],
    ['has no longest match', 'a+', 'aa'],
  ])('judges a whole text where the pattern %s', async (_, pattern, text) => {
    const denying = regex({ pattern })
    expect(denying.finder).toBeUndefined()
    expect(await judgedBy(denying, contentOf('nothing', text))).toMatchObject({ verdict: 'fail', found: { pattern: 1 }, part: { text } })
    expect(await judgedBy(denying, contentOf('nothing'))).toEqual({ verdict: 'pass' })
  })

  it('takes out what it finds in a whole text, and holds streams for it', async () => {
    const redacting = regex({ pattern: 'id=\\w+', redact: true, kind: 'account_id' })
    expect(redacting.rewrites).toBe(true)
    const part = partOf('id=1 and id=22.')
    const { verdict, texts, found } = await judgedBy(redacting, contentOf(part, 'none'))
    expect([verdict, found, [...(texts ?? [])]]).toEqual(['redact', { account_id: 2 }, [[part, '[ACCOUNT_ID] and [ACCOUNT_ID].']]])
  })

  it('fails where a text lacks what it must match', async () => {
    const sku = regex({ pattern: '^[A-Z]{3}-\\d+$', must: 'match' })
    expect(await judgedBy(sku, contentOf('ABC-1'))).toEqual({ verdict: 'pass' })
    expect(await judgedBy(sku, contentOf('ABC-1', 'ABC'))).toMatchObject({ verdict: 'fail', part: { text: 'ABC' } })
  })

  it('walks by another engine where one is given, and hands it the flags', async () => {
    const sources: string[] = []
    const compile = (source: string) => {
      sources.push(source)
      return {
        matcher: (text: string) => {
          let at = -1
          return { find: () => (at = text.indexOf('bad', at + 1)) >= 0, start: () => at, end: () => at + 3 }
        },
      }
    }
    const redacting = regex({ pattern: /(?<=x)bad/i, redact: true, compile })
    expect(sources).toEqual(['(?i)(?<=x)bad'])
    const { texts } = await judgedBy(redacting, contentOf('a bad, bad day'))
    expect([...(texts?.values() ?? [])]).toEqual(['a [PATTERN], [PATTERN] day'])
  })

  it.each([
    [{}, 'regex.pattern'],
    [{ pattern: '' }, 'regex.pattern'],
    [{ pattern: '(a)\\1' }, 'regex.pattern'],
    [{ pattern: /(?=a)/ }, 'regex.pattern'],
    [{ pattern: /a/u }, 'regex.pattern'],
    [{ pattern: '((a{100}){100}){100}' }, 'regex.pattern'],
    [{ pattern: 'a', flags: 'x' }, 'regex.flags'],
    [{ pattern: /a/, flags: 'i' }, 'regex.flags'],
    [{ pattern: 'a', must: 'maybe' }, 'regex.must'],
    [{ pattern: 'a', redact: 1 }, 'regex.redact'],
    [{ pattern: 'a', must: 'match', redact: true }, 'regex.redact'],
    [{ pattern: 'a', kind: 'Not A Kind' }, 'regex.kind'],
    [{ pattern: 'a', compile: 'RE2JS' }, 'regex.compile'],
    [{ pattern: 'a', compile: () => ({}) }, 'regex.compile'],
    [{ pattern: 'a', side: 'inside' }, 'regex.side'],
    [{ pattern: 'a', patern: 'a' }, 'regex.patern'],
  ])('refuses %j at creation, naming %s', (options, path) => {
    expect(() => regex(options as never)).toThrow(expect.objectContaining({ path }))
  })
})

describe('contains', () => {
  it('finds in a growing text what it finds in the whole, also where phrases overlap', () => {
    const phrases = ['ab', 'abc', 'bcd', 'cde', 'aaa', 'x y', 'É']
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), cutText(['a', 'b', 'c', 'd', 'e', 'A', 'x', ' ', 'y', 'é', '-']), (words, caseSensitive, [text, cuts]) => expectLawful(contains({ none: phrases, words, caseSensitive }), text, cuts)),
      { numRuns: 1000 },
    )
  })

  it('leaves no character of a phrase behind', () => {
    fc.assert(
      fc.property(cutText(['a', 'b', 'c', 'd']), ([text]) => {
        const phrases = ['ab', 'bcd', 'da', 'abcda']
        const covered = new Set(finds(contains({ none: phrases }), text).length === 0 ? [] : contains({ none: phrases }).finder?.find(text).flatMap(({ start, end }) => Array.from({ length: end - start }, (_, at) => start + at)))
        const wanted = new Set(phrases.flatMap((phrase) => Array.from({ length: text.length }, (_, at) => at).filter((at) => text.startsWith(phrase, at)).flatMap((at) => Array.from(phrase, (_, by) => at + by))))
        expect([text, [...covered].sort((a, b) => a - b)]).toEqual([text, [...wanted].sort((a, b) => a - b)])
      }),
    )
  })

  it.each([
    [{ none: ['acme'] }, 'ACME and Acmes', ['ACME', 'Acme']],
    [{ none: ['acme'], words: true }, 'ACME and Acmes, acme_x', ['ACME']],
    [{ none: ['acme'], caseSensitive: true }, 'ACME and acme', ['acme']],
    [{ none: ['acme'] }, 'a ａｃｍｅ', ['ａｃｍｅ']],
    [{ none: ['c++'], words: true }, 'C++20 is c++, not xc++', ['C++', 'c++']],
    [{ none: ['ёж'], words: true }, 'ЁЖ, ёжик', ['ЁЖ']],
  ])('with %j finds in %s what it must', (options, text, expected) => {
    expect(finds(contains(options), text)).toEqual(expected)
  })

  it.each([
    [{ any: ['a1', 'b2'] }, ['x B2'], 'pass'],
    [{ any: ['a1', 'b2'] }, ['x'], 'fail'],
    [{ all: ['a1', 'b2'] }, ['a1', 'b2'], 'pass'],
    [{ all: ['a1', 'A1'] }, ['a1'], 'pass'],
    [{ all: ['a1', 'b2'] }, ['a1'], 'fail'],
    [{ any: ['a1'], none: ['b2'] }, ['a1 b2'], 'fail'],
    [{ any: ['a1'], none: ['b2'] }, ['a1'], 'pass'],
    [{ any: ['a1'] }, [], 'pass'],
  ])('with %j says of %j: %s', async (options, texts, verdict) => {
    expect(await judgedBy(contains(options), contentOf(...texts))).toMatchObject({ verdict })
  })

  it('looks at each answer by itself, and tells the model what is missing', async () => {
    const judged = await judgedBy(contains({ any: ['yes', 'no'] }), contentOf('yes', partOf('maybe', { choice: 1 })))
    expect(judged).toMatchObject({ verdict: 'fail', feedback: 'The text must contain "yes" or "no".' })
  })

  it.each([
    [{}, 'contains'],
    [{ any: [] }, 'contains.any'],
    [{ all: 'x' }, 'contains.all'],
    [{ none: ['x', ''] }, 'contains.none[1]'],
    [{ none: ['x'], words: 'yes' }, 'contains.words'],
    [{ none: ['x'], caseSensitive: 1 }, 'contains.caseSensitive'],
    [{ any: ['x'], redact: true }, 'contains.redact'],
    [{ none: ['x'], onFail: 'explode' }, 'contains.onFail'],
  ])('refuses %j at creation, naming %s', (options, path) => {
    expect(() => contains(options as never)).toThrow(expect.objectContaining({ path }))
  })
})

describe('startsWith and endsWith', () => {
  it.each([
    [startsWith({ any: ['diff', '---'] }), '  DIFF --git', 'pass'],
    [startsWith({ any: ['diff'], caseSensitive: true }), 'DIFF', 'fail'],
    [startsWith({ any: ['diff'] }), 'a diff', 'fail'],
    [endsWith({ any: ['.', '!'] }), 'Done! \n', 'pass'],
    [endsWith({ any: ['.'] }), 'Done', 'fail'],
  ])('%#: judges %s', async (made, text, verdict) => {
    expect(await judgedBy(made, contentOf(text))).toMatchObject({ verdict })
  })

  it.each([
    [() => startsWith({} as never), 'startsWith.any'],
    [() => endsWith({ any: [''] }), 'endsWith.any[0]'],
    [() => endsWith({ any: ['.'], caseSensitive: 'no' as never }), 'endsWith.caseSensitive'],
  ])('%#: refuses a misconfiguration at creation, naming %s', (make, path) => {
    expect(make).toThrow(expect.objectContaining({ path }))
  })
})

describe('length', () => {
  it.each([
    [{ maxWords: 3 }, ['one two', 'three'], 'pass'],
    [{ maxWords: 2 }, ['one two', 'three'], 'fail'],
    [{ minWords: 2 }, ['私は学生です'], 'pass'],
    [{ maxSentences: 1 }, ['One. Two.'], 'fail'],
    [{ minSentences: 2 }, ['One. Two!'], 'pass'],
    [{ minCharacters: 3, maxCharacters: 5 }, ['four'], 'pass'],
    [{ minCharacters: 5 }, ['four'], 'fail'],
    [{ maxTokens: 2 }, ['a much longer text than that'], 'fail'],
    [{ minTokens: 1 }, [], 'pass'],
    [{ maxWords: 4_000 }, ['word '.repeat(5_000)], 'fail'],
    [{ minSentences: 5_000, maxSentences: 5_000 }, ['A word. '.repeat(5_000)], 'pass'],
  ])('with %j judges %j: %s', async (options, texts, verdict) => {
    expect(await judgedBy(length(options), contentOf(...texts))).toMatchObject({ verdict })
  })

  it("counts tokens with the gateway's own estimator, and says how many there are", async () => {
    const call = callOf({})
    const context = fakeContext({ call: { ...call, scope: { ...call.scope, tokens: () => 70 } } })
    expect(await judgedBy(length({ maxTokens: 60 }), contentOf('x'), context)).toMatchObject({ verdict: 'fail', reason: 'has 70 tokens, must have at most 60' })
  })

  it.each([
    [{}, 'length'],
    [{ maxWords: -1 }, 'length.maxWords'],
    [{ minTokens: 1.5 }, 'length.minTokens'],
    [{ minWords: 5, maxWords: 4 }, 'length.maxWords'],
    [{ maxWord: 4 }, 'length.maxWord'],
  ])('refuses %j at creation, naming %s', (options, path) => {
    expect(() => length(options as never)).toThrow(expect.objectContaining({ path }))
  })
})

describe('validUrls', () => {
  it.each([
    ['See https://example.com/a?b=c#d.', 'pass'],
    ['No link here', 'pass'],
    ['(https://example.com/a_(b)), and [x](https://example.com).', 'pass'],
    ['https://', 'fail'],
    ['http://localhost:3000/', 'fail'],
    ['http://169.254.169.254/latest', 'fail'],
    ['https://user:secret@example.com/', 'fail'],
    ['ftp://example.com/file', 'fail'],
    [`https://example.com/${'a'.repeat(9_000)}`, 'fail'],
  ])('says of %s: %s', async (text, verdict) => {
    expect(await judgedBy(validUrls(), contentOf(text))).toMatchObject({ verdict })
  })

  it.each([
    [200, 'pass'],
    [301, 'pass'],
    [403, 'pass'],
    [404, 'fail'],
    [410, 'fail'],
  ])('asks whether a URL is there with a HEAD: %d says %s', async (status, verdict) => {
    const asked: string[] = []
    const fetch = async (url: unknown, init?: RequestInit): Promise<Response> => {
      asked.push(`${init?.method} ${String(url)}`)
      return new Response(null, { status, ...(status === 301 && { headers: { location: 'https://example.com/' } }) })
    }
    expect(await judgedBy(validUrls({ check: 'resolve', fetch: fetch as typeof globalThis.fetch }), contentOf('https://example.com/a?b twice https://example.com/a?b'))).toMatchObject({ verdict })
    expect(asked).toEqual(['HEAD https://example.com/a?b'])
  })

  it('fails where nobody answers, and stops asking where nobody waits any more', async () => {
    const failing = (async () => { throw new TypeError('no such host') }) as typeof globalThis.fetch
    expect(await judgedBy(validUrls({ check: 'resolve', fetch: failing }), contentOf('https://example.com/'))).toMatchObject({ verdict: 'fail', reason: 'a URL is not answered' })
    const context = fakeContext()
    const hanging = ((_url: unknown, init?: RequestInit) => new Promise((_, reject) => { init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error)) })) as typeof globalThis.fetch
    const judging = judgedBy(validUrls({ check: 'resolve', fetch: hanging }), contentOf('https://example.com/'), context)
    context.controller.abort(new Error('too late'))
    await expect(judging).rejects.toThrow('too late')
  })

  it('leaves no URL unchecked: too many fail', async () => {
    expect(await judgedBy(validUrls({ maxUrls: 2 }), contentOf('https://a.com https://b.com', 'https://c.com'))).toMatchObject({ verdict: 'fail', reason: 'has more than 2 URLs' })
  })

  it.each([
    [{ check: 'all' }, 'validUrls.check'],
    [{ maxUrls: 0 }, 'validUrls.maxUrls'],
    [{ fetch: 'fetch' }, 'validUrls.fetch'],
  ])('refuses %j at creation, naming %s', (options, path) => {
    expect(() => validUrls(options as never)).toThrow(expect.objectContaining({ path }))
  })
})

describe('check', () => {
  it('makes a check of a function', async () => {
    const polite = check('polite', ({ parts }) => parts.every(({ text }) => text.includes('please')), { side: 'input', onFail: 'flag' })
    expect(polite).toMatchObject({ name: 'polite', side: 'input', parts: ['assistant'], onFail: 'flag' })
    expect(await judgedBy(polite, contentOf('please'))).toEqual({ verdict: 'pass' })
    expect(await judgedBy(polite, contentOf('now'))).toEqual({ verdict: 'fail' })
  })

  it('makes a check of a finder', () => {
    const finder = { find: () => [], settledUntil: (text: string) => text.length, reach: 1 }
    expect(check('mine', finder, { onFind: 'redact' })).toMatchObject({ name: 'mine', finder, onFind: 'redact' })
  })

  it.each([
    [() => check('', () => true), 'check.name'],
    [() => check('x', {} as never), "check('x')"],
    [() => check('x', { find: () => [], settledUntil: () => 0, reach: 0 }), "check('x')"],
    [() => check('x', () => true, { onFind: 'redact' }), "check('x').onFind"],
    [() => check('x', () => true, { addresses: [''] }), "check('x').addresses"],
    [() => check('x', () => true, { rewrites: 1 as never }), "check('x').rewrites"],
    [() => check('x', () => true, { parts: ['words' as never] }), "check('x').parts[0]"],
  ])('%#: refuses a misconfiguration at creation, naming %s', (make, path) => {
    expect(make).toThrow(expect.objectContaining({ path }))
  })
})
