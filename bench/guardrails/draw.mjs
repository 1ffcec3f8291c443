/** Draws out of a seed: the same seed makes the same corpus. */
import { seededRandom } from 'zerohop/core'

export const LOWER = 'abcdefghijklmnopqrstuvwxyz'
export const UPPER = LOWER.toUpperCase()
export const DIGITS = '0123456789'
export const HEX = `${DIGITS}abcdef`
export const ALNUM = LOWER + UPPER + DIGITS

export class Draw {
  #random

  constructor(seed) {
    this.#random = seededRandom(seed)
  }

  /** From `least` to `most`, both included. */
  number(least, most) {
    return least + Math.floor(this.#random() * (most - least + 1))
  }

  of(list) {
    return list[this.number(0, list.length - 1)]
  }

  text(alphabet, length) {
    return Array.from({ length }, () => this.of(alphabet)).join('')
  }

  digits(count) {
    return this.text(DIGITS, count)
  }

  /** `#` is a digit, `%` one that is not 0, `!` one from 2, `@` a small letter, `^` a capital, `~` a hexadecimal digit; the rest stays. */
  form(form) {
    const alphabets = { '#': DIGITS, '%': '123456789', '!': '23456789', '@': LOWER, '^': UPPER, '~': HEX }
    return form.replaceAll(/[#%!@^~]/g, (mark) => this.of(alphabets[mark]))
  }

  /** `{name}` is one of the words of that name. */
  sentence(template, words) {
    return template.replaceAll(/\{(\w+)\}/g, (_, name) => this.of(words[name]))
  }
}

/** A text with a value in it, and where it stands: `{}` is its place. */
export function planted(template, value, kind) {
  const at = template.indexOf('{}')
  return { text: template.slice(0, at) + value + template.slice(at + 2), spans: [{ start: at, end: at + value.length, kind }] }
}
