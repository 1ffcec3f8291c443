/** All words of the signals as a tree of letters: one step a letter, and a word that is none of them ends after a few. */
import { NONE, Pairs } from './pairs.ts'

const ROOT = 1
/** The nodes of the Latin letters have their next ones in rows, the root those of all characters, the others in a table. */
const ROW = 32
const ROWS = 28

export class Tree {
  readonly first = new Uint16Array(1 << 16)
  private readonly rows = new Uint16Array(ROWS * ROW)
  private readonly edges = new Pairs()
  private nodes = ROOT
  /** By node what a word means that ends there, and one that only begins so. */
  readonly whole: number[] = [NONE, NONE]
  readonly begun: number[] = [NONE, NONE]

  constructor() {
    // So that the nodes of letters are the first.
    for (let letter = 97; letter <= 122; letter++) this.first[letter] = this.made()
  }

  get root(): number {
    return ROOT
  }

  /** The node behind `node`, or `NONE`. */
  step(node: number, code: number): number {
    if (node === ROOT) return this.first[code] as number
    return node < ROWS && code >= 97 && code <= 122 ? (this.rows[node * ROW + code - 96] as number) : this.edges.get(node, code)
  }

  /** The node of a word, which is made where there is none. */
  node(word: string): number {
    let node = ROOT
    for (let at = 0; at < word.length; at++) {
      const code = word.charCodeAt(at)
      const next = this.step(node, code)
      node = next === NONE ? this.added(node, code) : next
    }
    return node
  }

  private added(node: number, code: number): number {
    const next = this.made()
    if (node === ROOT) this.first[code] = next
    else if (node < ROWS && code >= 97 && code <= 122) this.rows[node * ROW + code - 96] = next
    else this.edges.set(node, code, next)
    return next
  }

  private made(): number {
    this.nodes++
    this.whole[this.nodes] = NONE
    this.begun[this.nodes] = NONE
    return this.nodes
  }
}
