/** Whether a list of JSON values has one twice: told by a cheap number, and by its text only where two have the same. */
import { isFields } from '../operations/fold-fields.ts'
import { canonical } from './canonical.ts'

export function hasTwice(values: readonly unknown[]): boolean {
  const plain = new Set<unknown>()
  const first = new Map<number, object>()
  const alike = new Set<number>()
  const texts = new Set<string>()
  for (const value of values) {
    if (typeof value !== 'object' || value === null) {
      if (plain.size === plain.add(value).size) return true
      continue
    }
    const key = keyOf(value)
    const other = first.get(key)
    if (other === undefined) {
      first.set(key, value)
      continue
    }
    if (!alike.has(key)) texts.add(canonical(other))
    alike.add(key)
    if (texts.size === texts.add(canonical(value)).size) return true
  }
  return false
}

/** Of what lies deeper nothing is told apart by its number. */
const MAX_DEPTH = 20

/** The same for equal values, whatever the order of their fields, and seldom for others. */
function keyOf(value: unknown, depth = 0): number {
  if (typeof value === 'string') return keyOfText(value)
  if (typeof value === 'number') return Number.isInteger(value) ? mixed(3, value | 0) : keyOfText(String(value))
  if (depth === MAX_DEPTH) return 0
  if (Array.isArray(value)) {
    let key = 1
    for (const item of value) key = mixed(key, keyOf(item, depth + 1))
    return key
  }
  if (!isFields(value)) return value === true ? 5 : value === false ? 6 : 7
  let key = 2
  for (const name of Object.keys(value)) key = (key + mixed(keyOfText(name), keyOf(value[name], depth + 1))) | 0
  return key
}

function keyOfText(text: string): number {
  let key = text.length
  for (let at = 0; at < text.length; at++) key = mixed(key, text.charCodeAt(at))
  return key
}

function mixed(key: number, by: number): number {
  const both = Math.imul(key ^ by, 0x9e3779b1)
  return both ^ (both >>> 15)
}
