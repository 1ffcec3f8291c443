/** What two letters behind each other say of a word. */
import { isCommon } from '../secrets/randomness.ts'

/** Words have it often. */
export const COMMON = 1
/** The second one's key is right of the first one's, or left of it. */
export const RIGHT = 2
export const LEFT = 4
/** Both are the same. */
export const SAME = 8
/** One sound: `ch`. */
export const ONE = 16

/** By `32 · first + second`, of letters from 1 to 26; others say nothing. */
export const pairs = tableOf()

function tableOf(): Uint8Array {
  const table = new Uint8Array(32 * 32)
  for (let first = 1; first <= 26; first++) {
    for (let second = 1; second <= 26; second++) table[32 * first + second] = (isCommon[26 * first + second - 27] as number) | (first === second ? SAME : 0)
  }
  // One sound each in Slavic languages, besides the pairs that English has.
  for (const pair of ['sz', 'cz', 'rz', 'dz', 'zy']) add(table, pair, COMMON)
  add(table, 'ch', ONE)
  for (const row of ['qwertyuiop', 'asdfghjkl', 'zxcvbnm']) {
    for (let at = 1; at < row.length; at++) {
      add(table, row.slice(at - 1, at + 1), RIGHT)
      add(table, `${row[at]}${row[at - 1]}`, LEFT)
    }
  }
  return table
}

function add(table: Uint8Array, pair: string, bit: number): void {
  const at = 32 * (pair.charCodeAt(0) - 96) + pair.charCodeAt(1) - 96
  table[at] = (table[at] as number) | bit
}
