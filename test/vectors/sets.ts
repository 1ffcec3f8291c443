/** Sets of vectors as embedding models make them, and the comparison with each that an index is held to. */
import { seededRandom } from '../../src/core/random.ts'

export type Draw = () => number[]

/** By name: each gives, for a seed, a source of vectors of one set. */
export const sets: Readonly<Record<string, (seed: number, dimensions: number) => Draw>> = {
  random: (seed, dimensions) => vectorsOf(seed, dimensions).draw,
  clustered: (seed, dimensions) => {
    const { draw, random } = vectorsOf(seed, dimensions)
    const centres = Array.from({ length: 20 }, draw)
    return () => mixed(centres[Math.floor(random() * centres.length)] as number[], draw(), 0.5)
  },
  'far off centre': (seed, dimensions) => {
    const { draw } = vectorsOf(seed, dimensions)
    const centre = draw().map((number, at) => (at === 3 ? 15 : number))
    return () => mixed(centre, draw(), 0.4)
  },
  'near duplicates': (seed, dimensions) => {
    const { draw } = vectorsOf(seed, dimensions)
    const centre = draw()
    return () => mixed(centre, draw(), 0.1)
  },
}

export function cosine(left: ArrayLike<number>, right: ArrayLike<number>): number {
  let [dot, ofLeft, ofRight] = [0, 0, 0]
  for (let at = 0; at < left.length; at++) {
    const [a, b] = [left[at] as number, right[at] as number]
    dot += a * b
    ofLeft += a * a
    ofRight += b * b
  }
  return dot / Math.sqrt(ofLeft * ofRight)
}

/** Normally distributed, by Box and Muller. */
export function vectorsOf(seed: number, dimensions: number): { readonly draw: Draw; readonly random: () => number } {
  const random = seededRandom(seed)
  const number = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return { draw: () => Array.from({ length: dimensions }, number), random }
}

function mixed(centre: readonly number[], noise: readonly number[], share: number): number[] {
  return centre.map((number, at) => number + share * (noise[at] as number))
}
