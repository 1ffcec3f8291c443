import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SecretFinder } from '../../src/providers/secret-finder.ts'

const KEY = 'sk-proj-Ab9dEf2hIj4kLm6nOp8qRs-tUv_wXyZ'
const OWN = KEY.slice('sk-proj-'.length)

function cut(text: string, ...secrets: string[]): string {
  const finder = new SecretFinder()
  finder.learn(secrets)
  return finder.cut(text)
}

/** True where six characters in a row of `secret` are in `text`, in either case. */
function shows(text: string, secret: string): boolean {
  const lower = text.toLowerCase()
  return Array.from({ length: secret.length - 5 }, (_, at) => secret.slice(at, at + 6).toLowerCase()).some((part) => lower.includes(part))
}

describe('a secret in text', () => {
  it.each([
    ['whole, to its last four characters', `Incorrect key: ${KEY}.`, 'Incorrect key: …wXyZ.'],
    ['in upper case', `got ${KEY.toUpperCase()}`, 'got …'],
    ['twice', `${KEY} and ${KEY}`, '…wXyZ and …wXyZ'],
    ['its beginning', `key ${KEY.slice(0, 18)}…`, 'key ……'],
    ['its end', `key ends in ${KEY.slice(-10)}`, 'key ends in …wXyZ'],
    ['its middle', `(${OWN.slice(6, 14)})`, '(…)'],
    ['without its prefix', `got ${OWN}!`, 'got …wXyZ!'],
    ['at the very end of other letters', `x${KEY}y`, 'x…wXyZy'],
  ])('is cut %s', (_name, text, expected) => {
    expect(cut(text, KEY)).toBe(expected)
  })

  it.each([
    ['that shows its prefix and last four characters', 'sk-proj-************************wXyZ'],
    ['that masks another key', 'sk-proj-Qb9d************************uVwX'],
    ['whose dots mask nothing', 'wait... see https://example.com/..., then go on…'],
    ['that shares five characters', `${OWN.slice(0, 5)} ${OWN.slice(8, 13)}`],
    ['that has a public prefix only', 'keys begin with sk-proj- or sk-'],
    ['of ordinary words', 'You exceeded your current quota, please check your plan and billing details. Rate limit reached for gpt-5 in organization.'],
    ['that is empty', ''],
  ])('is not found in a text %s, which stays the same', (_name, text) => {
    expect(cut(text, KEY)).toBe(text)
  })

  it.each([
    ['in a URL', 'a+b/c=d&eFg+Hi/Jk==', encodeURIComponent],
    ['in a URL in lower case', 'a+b/c=d&eFg+Hi/Jk==', (key: string) => encodeURIComponent(key).toLowerCase()],
    ['in JSON inside of JSON', 'a"b\\c"d"e\\f"g"h', (key: string) => JSON.stringify(key)],
    ['with its slashes escaped', 'ab/cd/ef/gh/ij/kl', (key: string) => key.replaceAll('/', '\\/')],
    ['with its signs as Unicode escapes', 'abc+def+ghi+jkl', (key: string) => key.replaceAll('+', '\\u002B')],
    ['in Basic credentials', KEY, (key: string) => btoa(`user:${key}`)],
    ['in Basic credentials without a name', KEY, (key: string) => btoa(`:${key}`)],
    ['in Basic credentials of a longer name', KEY, (key: string) => btoa(`api:${key}:x`)],
    ['in base64', KEY, btoa],
    ['in base64 for URLs', '~~~???>>>~~~???>>>', (key: string) => btoa(key).replaceAll('+', '-').replaceAll('/', '_')],
  ])('is found %s', (_name, key, write) => {
    const written = write(key)
    expect(shows(cut(`it was ${written}, no?`, key), written.slice(2, -4))).toBe(false)
  })

  it.each([
    ['as OpenAI does', 'Incorrect API key provided: sk-proj-Ab9dE***************wXyZ. You can', 'Incorrect API key provided: …wXyZ. You can'],
    ['with dots', 'key=sk-proj-Ab9dE...wXyZ, no', 'key=…wXyZ, no'],
    ['with an ellipsis', '"sk-proj-Ab…wXyZ"', '"…wXyZ"'],
    ['with bullets, without its prefix', '(Ab9dE•••••)', '(…)'],
    ['with letters', 'got sk-proj-Ab9dxxxxxxxxwXyZ', 'got …wXyZ'],
    ['in upper case', 'got SK-PROJ-AB9DE****WXYZ', 'got …'],
    ['in a path', 'GET /v1/keys/sk-proj-Ab9d***', 'GET /v1/keys/…'],
    ['by its end, longer than four characters', 'ends in ***_wXyZ', 'ends in …wXyZ'],
    ['twice in one token', 'sk-proj-Ab9***hIj***wXyZ', '…wXyZ'],
  ])('is cut where the provider masked it itself %s', (_name, text, expected) => {
    expect(cut(text, KEY)).toBe(expected)
  })

  it('is cut wherever it stands and whatever is around it', () => {
    const key = fc.string({ minLength: 6, maxLength: 80, unit: fc.constantFrom(...'abcdefXYZ0123456789-_') })
    fc.assert(
      fc.property(key, fc.string(), fc.string(), fc.nat(80), fc.nat(80), (secret, before, after, from, length) => {
        const part = secret.slice(from, from + length)
        const clean = cut(`${before}\n${part}\n${after}`, secret)
        return !shows(clean, secret.replace(/^(?:hf_|fw_|r8_)/, ''))
      }),
    )
  })

  it('that is short is cut where it stands alone, and no word is broken by it', () => {
    expect(cut('key s3c! or s3c-x, as3c, s3c', 's3c')).toBe('key …! or s3c-x, as3c, …')
    expect(cut('sk-abc is wrong', 'sk-abc')).toBe('… is wrong')
    expect(cut('nothing', '')).toBe('nothing')
  })

  it('of less than twelve characters shows none', () => {
    expect(cut('got abcdefgh!', 'abcdefgh')).toBe('got …!')
  })

  it.each([
    ['Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIi.c2ln', 'Authorization: Bearer …'],
    ['authorization: Basic dXNlcjpwYXNzd29yZA==', 'authorization: Basic …'],
    ['fetching https://g.example/v1?alt=sse&key=AIzaUnknown123&x=1 failed', 'fetching https://g.example/v1?alt=sse&key=…&x=1 failed'],
    ['use Bearer auth, i.e. Authorization: Bearer YOUR_KEY', 'use Bearer auth, i.e. Authorization: Bearer YOUR_KEY'],
  ])('that nobody told us is known by where it stands: %s', (text, expected) => {
    expect(cut(text)).toBe(expected)
  })

  it('that rotates is still known, and the newest of very many', () => {
    const finder = new SecretFinder()
    const keys = Array.from({ length: 5000 }, (_, at) => `key-${String(at * 7919).padStart(6, '0')}-${btoa(String(at * 104729)).padEnd(60, String.fromCharCode(97 + (at % 26)))}`)
    for (let at = 0; at < keys.length; at += 500) finder.learn(keys.slice(Math.max(0, at - 500), at + 500))
    for (const key of keys.slice(-100)) expect(shows(finder.cut(`got ${key}!`), key)).toBe(false)
  })
})
