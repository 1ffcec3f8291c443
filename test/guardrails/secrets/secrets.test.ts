/** `secrets()`: what it finds, what it leaves, and that a stream finds the same. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigError, secrets, type SecretsOptions } from 'zerohop'
import type { Match } from '../../../src/guardrails/check.ts'
import { grown } from '../growing.ts'
import { benign } from './benign.ts'
import { Lot, loose, namedSecrets, others, secretNames, surroundings, vendorKeys } from './corpus.ts'

const finderOf = (options?: SecretsOptions) => {
  const { finder } = secrets(options)
  if (finder === undefined) throw new Error('no finder')
  return finder
}
/** Built from halves, so that no scanner of repositories takes it for a real one. */
const PEM = ['-----BEGIN PRIVATE ', 'KEY-----\n…\n-----END PRIVATE ', 'KEY-----'].join('')
const finder = finderOf()
const found = (text: string): readonly Match[] => finder.find(text)
const kinds = (text: string): string[] => found(text).map(({ kind }) => kind)

describe('secrets()', () => {
  it.each(Object.entries(vendorKeys))("finds the keys of %s wherever they stand, whole", (_, make) => {
    const lot = new Lot(11)
    let whole = 0
    for (const place of loose) {
      const key = make(lot)
      const text = place(key)
      if (found(text).some(({ start, end }) => key.startsWith(text.slice(start, end)) || text.slice(start, end).endsWith(key) || key.endsWith(text.slice(start, end)))) whole++
    }
    expect(whole).toBeGreaterThanOrEqual(loose.length - 1)
  })

  it('finds at least 95 % of what only its name gives away', () => {
    const lot = new Lot(12)
    let all = 0
    let got = 0
    for (const make of Object.values(namedSecrets)) {
      for (const place of surroundings) {
        for (const name of secretNames) {
          all++
          if (found(place(name, make(lot))).length > 0) got++
        }
      }
    }
    expect(got / all).toBeGreaterThanOrEqual(0.98)
  })

  it.each(Object.entries(others))('finds %s', (_, make) => {
    const lot = new Lot(13)
    const missed = Array.from({ length: 30 }, () => make(lot)).filter((text) => found(text).length === 0)
    expect(missed.length).toBeLessThanOrEqual(1)
  })

  it('raises at most 2 % false alarms where there is none', () => {
    const lot = new Lot(14)
    const texts = Object.values(benign).flatMap((make) => Array.from({ length: 20 }, () => make(lot)))
    expect(texts.filter((text) => found(text).length > 0).length / texts.length).toBeLessThanOrEqual(0.02)
  })

  it.each(Object.keys(benign).filter((name) => name !== 'an ARN'))('passes %s', (name) => {
    const lot = new Lot(15)
    const alarms = Array.from({ length: 10 }, () => benign[name]?.(lot) ?? '').filter((text) => found(text).length > 0)
    expect(alarms.length).toBeLessThanOrEqual(1)
  })

  it('takes out the password of an address, and leaves the rest', () => {
    const text = 'postgres://svc:vT7q-9Lw2x@db.acme.net/app'
    expect(found(text)).toEqual([{ start: 15, end: 25, kind: 'connection_string', score: 0.9 }])
  })

  it.each([
    ['password: Tr0ub4dor.&3x', 'Tr0ub4dor.&3x'],
    ['pwd=my_Pass.word1', 'my_Pass.word1'],
    ['DB_PASSWORD=ici2O3tEy.IvUpM2\nPORT=1', 'ici2O3tEy.IvUpM2'],
    ['"password": "Rkygx.Tcs84"', 'Rkygx.Tcs84'],
    ['SMTP_PASS="qNgw4-R4DIB4"', 'qNgw4-R4DIB4'],
    ['passwd=KXtXij6_tCHz4hEG5', 'KXtXij6_tCHz4hEG5'],
    ['password="aB3(xY9]k!q"', 'aB3(xY9]k!q'],
    ['DB_PASSWORD=Kx7pQ2vv!', 'Kx7pQ2vv!'],
    ['https://a.dev/?user=joe&password=kX9!mQ2zv&page=2', 'kX9!mQ2zv'],
    ['user=joe&amp;password=kX9!mQ2zv&amp;page=2', 'kX9!mQ2zv'],
    ['Server=tcp:db.acme.net;User Id=sa;Password=lpcA5p.cAygYlrM9;Encrypt=true;', 'lpcA5p.cAygYlrM9'],
    ['Driver={ODBC Driver 18};Server=db;Uid=sa;Pwd={k9;xQ2&vT7};Encrypt=yes', 'k9;xQ2&vT7'],
    ['postgres://app:p@ss1x@db.acme.net/app', 'p@ss1x'],
    ['redis://:q7Rk2pQz9@cache:6379', 'q7Rk2pQz9'],
    ['jdbc:oracle:thin:scott/t7Gr9xQ2@//db.acme.net:1521/orcl', 't7Gr9xQ2'],
    ['dsn := "root:g7Rk2pQz@tcp(127.0.0.1:3306)/shop"', 'g7Rk2pQz'],
    ['machine api.acme.dev login joe password hk9rQ2zvX', 'hk9rQ2zvX'],
    ['curl -u admin:k9xQ2vT7p https://ci.acme.dev', 'k9xQ2vT7p'],
  ])('finds the password in %j, whole or in pieces', (text, password) => {
    expect(found(text).map(({ start, end }) => text.slice(start, end))).toEqual([password])
    const all = Array.from({ length: text.length }, (_, at) => at)
    expect(grown(finder, text, all).matches).toEqual(found(text))
  })

  it.each([
    ['password = form.password9'], ['password: config.db.pass2,'], ['connect(password=cfg.secret.value1)'], ['password: user.pwd_hash'], ['pwd={password}'], ['password={db_pass1}'], ['"password": "auth.errors.password2"'], ['password reset'], ['the password is required'],
    ['encoding=UTF-8; charset=ISO-8859-1; password=ISO-8859-1'], ['mysql://user:password@tcp(localhost)/db'], ['user:pass@tcp(localhost:3306)/db'], ['jdbc:oracle:thin:scott/tiger@localhost'], ['see login page, password policy'], ['thin: a/b'], ['ws://localhost:8080/a@b'],
  ])('passes %j', (text) => {
    expect(found(text)).toEqual([])
  })

  it('says whose key it is', () => {
    const lot = new Lot(16)
    expect(kinds(`a ${vendorKeys['github']?.(lot)} b ${vendorKeys['stripe']?.(lot)}`)).toEqual(['github_token', 'stripe_key'])
    expect(kinds(others['a token']?.(lot) ?? '')).toEqual(['jwt'])
    expect(kinds(others['a private key']?.(lot) ?? '')).toEqual(['private_key'])
    expect(kinds(others['an account key']?.(lot) ?? '')).toEqual(['connection_string'])
  })

  it('looks only for the kinds it is told', () => {
    const lot = new Lot(17)
    const text = `${vendorKeys['npm']?.(lot)} ${others['a token']?.(lot)} password="${lot.text('alnum', 10)}!7"`
    expect(finderOf({ kinds: ['jwt'] }).find(text).map(({ kind }) => kind)).toEqual(['jwt'])
    expect(finderOf({ kinds: ['vendor'] }).find(text).map(({ kind }) => kind)).toEqual(['npm_token'])
    expect(finderOf({ kinds: ['generic'] }).find(text).map(({ kind }) => kind)).toContain('secret')
  })

  it('leaves what is allowed', () => {
    const key = vendorKeys['openai']?.(new Lot(18)) ?? ''
    expect(finderOf({ allow: [key] }).find(`key ${key} and ${key}`)).toEqual([])
    expect(grown(finderOf({ allow: [key] }), `key ${key} and ${key}`, [3, 20, 40]).matches, 'in a stream').toEqual([])
    expect(found(`key ${key} and ${key}`).length).toBe(2)
  })

  it('denies by default, on both sides, and redacts where it is told', () => {
    expect(secrets()).toMatchObject({ name: 'secrets', side: 'both', onFind: 'deny' })
    expect(secrets({ redact: true, side: 'output', parts: ['assistant'] })).toMatchObject({ side: 'output', parts: ['assistant'], onFind: 'redact' })
  })

  it.each([
    [{ kinds: ['vendors'] }, "secrets.kinds[0]"],
    [{ redact: 'yes' }, 'secrets.redact'],
    [{ allow: [''] }, 'secrets.allow[0]'],
    [{ alow: [] }, 'secrets.alow'],
  ])('refuses %j', (options, path) => {
    expect(() => secrets(options as SecretsOptions)).toThrow(ConfigError)
    expect(() => secrets(options as SecretsOptions)).toThrow(path)
  })

  it('finds in a text that comes in pieces what it finds in the whole, and lets nothing of it go', () => {
    const lot = new Lot(19)
    const pieces: string[] = [
      ...Object.values(vendorKeys).map((make) => make(lot)),
      ...Object.values(others).map((make) => make(lot)),
      ...Object.values(benign).map((make) => make(lot)),
      ...surroundings.map((place) => place(lot.of(secretNames), lot.text('alnum', 32))),
      '-----BEGIN ', '-----BEGIN RSA PRIVATE KEY-----', '-----END', '-----', 'eyJ', 'eyJhbGciOiJIUzI1NiJ9.', '\n', ' ', 'key=', 'password: "', '://', '@', 'ß密', '\\n', '"',
    ]
    const text = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 }).chain((list) => fc.constantFrom(list.join(''), list.join(' '), list.join('\n')))
    fc.assert(
      fc.property(text, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (whole, places) => {
        const cuts = places.map((place) => Math.floor(place * whole.length))
        expect(grown(finder, whole, cuts).matches).toEqual(finder.find(whole))
      }),
      { numRuns: 400, seed: 4 },
    )
  })

  it.each([['pypi-AgEIcHlwaS5vcmc', 'word'], ['sl.', 'word'], ['fm2_', 'base64'], ['ghp_', 'alnum'], ['sk-proj-', 'word']] as const)('takes all of a long key that begins with %s out, whole or in pieces', (prefix, alphabet) => {
    const lot = new Lot(21)
    for (const length of [199, 250, 479, 481, 700, 1500, 6000, 12_000]) {
      const key = `${prefix}${lot.text(alphabet, length)}Z9`
      const text = `use ${key} for it`
      expect(finder.find(text).map(({ start, end }) => [start, end])).toEqual([[4, 4 + key.length]])
      expect(grown(finder, text, Array.from({ length: text.length >> 4 }, (_, at) => at * 16)).released).toBe('use  for it')
    }
  })

  it.each([[9000], [16_000], [40_000], [65_000]])('takes all of a private key of %i characters out, whole or in pieces', (length) => {
    const lot = new Lot(22)
    const lines = Array.from({ length: Math.floor(length / 65) }, () => lot.text('base64', 64)).join('\n')
    const text = `see ${PEM.replace('…', lines)} and go`
    expect(finder.find(text)).toEqual([{ start: 4, end: text.length - 7, kind: 'private_key' }])
    expect(grown(finder, text, Array.from({ length: Math.ceil(text.length / 500) }, (_, at) => at * 500)).released).toBe('see  and go')
  })

  it('takes all of a token of 12,000 characters out, whole or in pieces', () => {
    const lot = new Lot(23)
    const token = `${btoa('{"alg":"HS256"}')}.${lot.text('word', 12_000)}.${lot.text('word', 43)}`
    const text = `see ${token} and go`
    expect(finder.find(text)).toEqual([{ start: 4, end: text.length - 7, kind: 'jwt' }])
    expect(grown(finder, text, Array.from({ length: Math.ceil(text.length / 100) }, (_, at) => at * 100)).released).toBe('see  and go')
  })

  it('holds no more back than it says, whatever comes', () => {
    const endless = `-----BEGIN PRIVATE KEY-----\n${new Lot(24).text('base64', 70_000)}`
    expect(endless.length - finder.settledUntil(endless)).toBeLessThanOrEqual(finder.reach)
    expect(finder.reach).toBe(65_537)
  })

  it.each([['key='], ['token: '], ['eyJhbGciOiJIUzI1NiJ9.'], ['"token":"'], ['a://b:'], ['key="a1b2c3!'], ['\\nkey%3D'], ['sl.'], ['curl -u a:'], ['password="aB3xK9!Q7z" '], ['x']])('finds in a long stream of %j what it finds in the whole', (piece) => {
    const whole = `see ${piece.repeat(Math.ceil(3000 / piece.length))} end`
    for (const size of [7, 16, 100]) expect(grown(finder, whole, Array.from({ length: Math.ceil(whole.length / size) }, (_, at) => at * size)).matches).toEqual(finder.find(whole))
  })

  it('holds no more back of plain prose than its last word', () => {
    const text = 'Once upon a time there was a key'
    expect(finder.settledUntil(text)).toBeGreaterThanOrEqual(text.length - 4)
    expect(finder.settledUntil('これは長い文章です。区切りがありません')).toBe(19)
    expect(finder.settledUntil('and so it ended. ')).toBe(17)
  })
})
