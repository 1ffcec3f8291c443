/** Words and what they mean, as bits, looked up right where they stand in a text. */

/** So many places, of which most stay free. */
const PLACES = 2048

export class Lexicon {
  private readonly words: string[] = ['']
  private readonly meanings: number[] = [0]
  /** By a sum over its letters, where a word is in the list; the first one is none. */
  private readonly places = new Uint16Array(PLACES)

  /** Meanings, as bits, and the words of each; a word may have several. */
  constructor(meanings: ReadonlyArray<readonly [meaning: number, words: string]>) {
    for (const [meaning, words] of meanings) for (const word of words.split(' ')) this.#say(meaning, word)
  }

  #say(meaning: number, word: string): void {
    const place = this.placeOf(word, 0, word.length)
    if (this.places[place] === 0) {
      this.places[place] = this.words.push(word) - 1
      this.meanings.push(0)
    }
    const at = this.places[place] as number
    this.meanings[at] = (this.meanings[at] as number) | meaning
  }

  /** What the letters and digits from `start` to `end` mean, in whatever case; 0 where they are not known. */
  meaningOf(text: string, start: number, end: number): number {
    return this.meanings[this.places[this.placeOf(text, start, end)] as number] as number
  }

  /** All that mean any of this. */
  of(meaning: number): string[] {
    return this.words.filter((_, at) => ((this.meanings[at] as number) & meaning) !== 0)
  }

  /** The place of the word, or the free one where it belongs. */
  private placeOf(text: string, start: number, end: number): number {
    let sum = end - start
    for (let at = start; at < end; at++) sum = (Math.imul(sum, 31) + (text.charCodeAt(at) | 32)) | 0
    let place = (sum ^ (sum >>> 11)) & (PLACES - 1)
    for (;;) {
      const word = this.words[this.places[place] as number] as string
      if (word === '' || isSame(text, start, end, word)) return place
      place = (place + 1) & (PLACES - 1)
    }
  }
}

function isSame(text: string, start: number, end: number, word: string): boolean {
  if (end - start !== word.length) return false
  for (let at = start; at < end; at++) if ((text.charCodeAt(at) | 32) !== word.charCodeAt(at - start)) return false
  return true
}
