/** Which signals the words of a text call for, so that no other pattern is tried: one look at how each word begins. */
import type { Signal } from './signals.ts'

/** Signals a number holds, one bit each. */
const BITS = 31
const OTHER_SCRIPT = '~'

/** The signals that words call for: by the first group of their words, then by the second. */
export type Called = Int32Array

export class Triggers {
  /** How many numbers a `Called` has for each group. */
  private readonly width: number
  private readonly signals: readonly Signal[]
  /** For each beginning of a word, where its `Called` is in `masks`; 0 where it is no signal's. */
  private readonly slots = new Uint16Array(1 << 15)
  private readonly masks: number[] = []
  private readonly otherScript: number

  constructor(signals: readonly Signal[]) {
    this.signals = signals
    this.width = Math.ceil(signals.length / BITS)
    this.masks.push(...this.none())
    for (const [index, { words }] of signals.entries()) {
      const [first = '', second] = words.split(' / ')
      for (const stem of first.split(' ')) this.add(stem, index, 0)
      if (second === undefined) this.always(index)
      else for (const stem of second.split(' ')) this.add(stem, index, this.width)
    }
    this.otherScript = this.slots[slotOfStem(OTHER_SCRIPT)] as number
  }

  none(): Called {
    return new Int32Array(this.width * 2)
  }

  /** Takes the words of the text from `from` to `until` in. */
  note(text: string, from: number, until: number, called: Called): void {
    let isInside = from > 0 && isLetter(text.charCodeAt(from - 1))
    for (let at = from; at < until; at++) {
      const code = text.charCodeAt(at)
      if (isLetter(code)) {
        if (!isInside) this.call(this.slots[slotAt(text, at)] as number, called)
        isInside = true
      } else {
        isInside = false
        if (code > 0x370) this.call(this.otherScript, called)
      }
    }
  }

  /** The signals that both of these call for, in their order. */
  *of(called: Called, next: Called): Iterable<Signal> {
    for (let part = 0; part < this.width; part++) {
      let bits = this.union(called, next, part) & (this.union(called, next, part + this.width) | (this.masks[part + this.width] as number))
      for (; bits !== 0; bits &= bits - 1) yield this.signals[part * BITS + 31 - Math.clz32(bits & -bits)] as Signal
    }
  }

  private union(one: Called, other: Called, part: number): number {
    return (one[part] as number) | (other[part] as number)
  }

  private call(slot: number, called: Called): void {
    if (slot !== 0) for (let part = 0; part < called.length; part++) called[part] = (called[part] as number) | (this.masks[slot + part] as number)
  }

  private add(stem: string, index: number, group: number): void {
    const slot = slotOfStem(stem)
    if (this.slots[slot] === 0) {
      this.slots[slot] = this.masks.length
      this.masks.push(...this.none())
    }
    this.mark((this.slots[slot] as number) + group, index)
  }

  /** Its second group asks for nothing. */
  private always(index: number): void {
    this.mark(this.width, index)
  }

  private mark(at: number, index: number): void {
    const place = at + Math.floor(index / BITS)
    this.masks[place] = (this.masks[place] as number) | (1 << (index % BITS))
  }
}

function slotOfStem(stem: string): number {
  return stem === OTHER_SCRIPT ? (27 << 10) | (27 << 5) | 27 : slotAt(stem, 0)
}

function slotAt(text: string, at: number): number {
  let slot = 0
  let isInside = true
  for (let place = at; place < at + 3; place++) {
    const code = place < text.length ? text.charCodeAt(place) : 0
    isInside &&= isLetter(code)
    slot = (slot << 5) | (isInside ? code - 96 : 0)
  }
  return slot
}

function isLetter(code: number): boolean {
  return code >= 97 && code <= 122
}
