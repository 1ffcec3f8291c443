/** Which script each character is of, and how it is written small. */
import type { Language } from './small-words.ts'

/** No letter. */
const NO_LETTER = 0
export const LATIN = 1
/** Of a script that no language known has. */
const ANOTHER = 2

/** Of each script the language it stands for, in the order of asking: Japanese has Chinese letters besides its own. */
export const scripts: ReadonlyArray<readonly [language: Language, number: number]> = [['ja', 3], ['ko', 4], ['zh', 5], ['ru', 6], ['el', 7], ['ar', 8], ['he', 9], ['hi', 10], ['th', 11]]
export const SCRIPTS = 12

/** From the first one's to the last one's, in rows of 16. */
const ranges: ReadonlyArray<readonly [from: number, to: number, script: number]> = [
  [0x0530, 0x1fff, ANOTHER], [0x2c00, 0x2dff, ANOTHER], [0x3100, 0xd7ff, ANOTHER], [0xf900, 0xfaff, ANOTHER],
  [0x0300, 0x036f, LATIN], [0x1e00, 0x1eff, LATIN], [0x3040, 0x30ff, 3], [0xac00, 0xd7af, 4], [0x1100, 0x11ff, 4], [0x4e00, 0x9fff, 5], [0x3400, 0x4dbf, 5], [0x0400, 0x04ff, 6], [0x0500, 0x052f, 6], [0x0370, 0x03ff, 7], [0x0600, 0x06ff, 8], [0x0590, 0x05ff, 9], [0x0900, 0x097f, 10], [0x0e00, 0x0e7f, 11],
]

/** The first characters have capitals: of these each stands by itself in the tables. */
const NEAR = 0x530
const ROW = 0x1e00
const ROW_END = 0x1f00

interface Letters {
  /** By row of 16 characters. */
  readonly scripts: Uint8Array
  /** The small letter, or 0 where it is none. */
  readonly near: Uint16Array
  readonly far: Uint16Array
}

let made: Letters | undefined

export function letters(): Letters {
  return (made ??= makeLetters())
}

function makeLetters(): Letters {
  const rows = new Uint8Array(4096)
  rows.fill(LATIN, 0, 0x30)
  for (const [from, to, script] of ranges) rows.fill(script, from >> 4, (to >> 4) + 1)
  return { scripts: rows, near: Uint16Array.from({ length: NEAR }, (_, code) => small(code)), far: Uint16Array.from({ length: ROW_END - ROW }, (_, at) => small(ROW + at)) }
}

/** The letter as a small one; 0 for what is no letter. */
export function smallOf(code: number, { near, far, scripts }: Letters): number {
  if (code < NEAR) return near[code] as number
  if (code >= ROW && code < ROW_END) return far[code - ROW] as number
  return scripts[code >> 4] === NO_LETTER ? 0 : code
}

function small(code: number): number {
  const char = String.fromCharCode(code)
  return /[\p{L}\p{M}]/u.test(char) ? char.toLowerCase().charCodeAt(0) : 0
}
